import type { Call } from "../audit/call.ts";
import { callFacts } from "../audit/record.ts";
import { canonicalPath } from "./path.ts";
import type { Predicate } from "./predicate.ts";

/**
 * A predicate from a JSONPath, in kubectl's spelling (`{.user.username}`) or the usual one (`$.user.username`): true
 * where it selects something in the record that `-o json` prints. jsonpath-plus runs without evaluation, so an
 * expression can run nothing and change nothing; a call that is too deep to search is kept. Throws QueryError for what is malformed, and for filters.
 */
export async function jsonpath(flag: string, expression: string): Promise<Predicate> {
	const path = canonicalPath(flag, expression);
	const { JSONPath } = await import("jsonpath-plus");
	return (call) => {
		try {
			return (JSONPath({ path, json: recordOf(call), eval: false, wrap: true }) as unknown[]).length > 0;
		} catch {
			return true; // `..` over a body nested deeper than the stack: nobody hides a call by what he sends with it
		}
	};
}

const recordOf = (call: Call): object => ({ ...call.event, call: callFacts(call) });
