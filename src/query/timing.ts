import { durationMicros } from "../audit/call.ts";
import { durationMs } from "./duration.ts";
import type { Field } from "./field.ts";
import { QueryError } from "./query-error.ts";

/** How long a call took, where it has ended, against a limit, in microseconds. Throws QueryError for what is no duration. */
export const timing =
	(holds: (took: number, limit: number) => boolean): Field["test"] =>
	({ flag, text }) => {
		const limit = durationMs(text);
		if (limit === undefined) throw new QueryError(flag, text, "is no duration", "for example 500ms, 1s, 1m30s");
		return (call) => {
			const took = durationMicros(call);
			return took !== undefined && holds(took, limit * 1000);
		};
	};
