import { nearest } from "../../audit/nearest.ts";
import type { Ignored } from "../fault.ts";
import { type Finding, type Lint, warning } from "./finding.ts";

/** What is written and counts for nothing: unknown fields, keys that are there twice, later documents, bodies that no request has. */
export const ignored: Lint = (loaded) => [
	...loaded.ignored.map(ofField),
	...laterDocument(loaded),
	...loaded.policy.rules.flatMap(({ level, verbs }, at) =>
		level === "Request" && verbs.length > 0 && verbs.every((verb) => BODILESS.includes(verb))
			? [
					warning(
						loaded,
						["rules", at, "level"],
						"no-body",
						`level Request records no more than Metadata for ${verbs.join(", ")}: such requests have no body`,
						"RequestResponse records what is answered",
					),
				]
			: [],
	),
];

const BODILESS: readonly string[] = ["get", "list", "watch"];

/** A field that is unknown, or there twice. */
export function ofField({ message, name, known, at }: Ignored): Finding {
	if (known.length === 0)
		return { severity: "warning", kind: "duplicate", message: `${message}: only the last one counts`, hint: undefined, at };
	const right = known.find((field) => field.toLowerCase() === name.toLowerCase()) ?? nearest(name, known);
	const effect = right === "group" ? ", and the rule is for the core group" : "";
	return {
		severity: "warning",
		kind: "unknown-field",
		message: `${message}: it is ignored${effect}`,
		hint: right ? `did you mean ${right}?` : `there are ${known.join(", ")}`,
		at,
	};
}

const laterDocument: Lint = ({ text: { next } }) =>
	next === undefined
		? []
		: [
				{
					severity: "warning",
					kind: "later-document",
					message: "the API server reads only the first document of a file: what follows is ignored",
					hint: "put all rules into one document",
					at: next,
				},
			];
