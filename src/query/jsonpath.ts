import { callFacts } from "../audit/record.ts";
import { PathError } from "../path/path-error.ts";
import { select } from "../path/select.ts";
import type { Predicate } from "./predicate.ts";
import { QueryError } from "./query-error.ts";

/**
 * A predicate from a path: true where it selects something in the record that `-o json` prints. A call that is too deep to search is kept.
 * Throws QueryError for what is malformed, and for filters.
 */
export async function jsonpath(flag: string, expression: string): Promise<Predicate> {
	const selected = await select(expression).catch((error: unknown) => {
		if (error instanceof PathError) throw new QueryError(flag, error.expression, error.message, error.hint);
		throw error;
	});
	return (call) => {
		try {
			return selected({ ...call.event, call: callFacts(call) }).length > 0;
		} catch {
			return true; // `..` over a body nested deeper than the stack: nobody hides a call by what he sends with it
		}
	};
}
