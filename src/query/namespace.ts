import type { Call } from "../audit/call.ts";
import { type Alternatives, textNeedle } from "./needle.ts";
import { QueryError } from "./query-error.ts";
import { matcher, type Value } from "./value.ts";

/** What stands in a line of such a call: a Namespace that is created has no name before the last stage. */
export const namespaceNeedle = (value: Value): Alternatives => {
	const name = textNeedle(value);
	return name && [...name, '"/api/v1/namespaces"', '"/api/v1/namespaces?'];
};

/** A namespace's name. Throws QueryError for a number, which is meant for `--tail`. */
export const namespaceName = (value: Value): ((name: string) => boolean) => {
	if (/^\d+$/.test(value.text)) {
		throw new QueryError(
			value.flag,
			value.text,
			"a namespace of digits only is unlikely",
			`for the last ${value.text} calls: --tail ${value.text} (a namespace that is really called so: '\\${value.text}')`,
		);
	}
	return matcher(value);
};

/** The namespaces a call is about: its own, and for a Namespace object that object's name. */
export const namespaces = ({ event: { objectRef } }: Call): (string | undefined)[] =>
	objectRef?.resource === "namespaces" && !objectRef.apiGroup ? [objectRef.namespace, objectRef.name] : [objectRef?.namespace];
