import { accountName, nobody } from "../audit/meaning.ts";
import { type Alternatives, anyOf, textNeedle } from "./needle.ts";
import { matcher, type Value } from "./value.ts";

/** A user's name in either spelling: `sa:NS:NAME` stands for `system:serviceaccount:NS:NAME`, as rows show it. */
export const userName = (value: Value): ((name: string) => boolean) => {
	const matches = matcher(value);
	return value.text.startsWith("sa:") ? (name) => matches(name) || matches(accountName(name)) : matches;
};

/** What stands in a line of such a user's call: `sa:NS:NAME` is not how it is written in a log. */
export const userNeedle = (value: Value): Alternatives => {
	if (value.text === nobody) return undefined;
	const account = value.text.startsWith("sa:") ? [{ ...value, text: `system:serviceaccount:${value.text.slice(3)}` }] : [];
	return anyOf([value, ...account].map((name) => textNeedle(name)));
};
