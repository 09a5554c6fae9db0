import type { JSONObject } from "../../audit/json.ts";
import type { Clause } from "../clause.ts";
import type { Predicate } from "../predicate.ts";
import { Unanswerable } from "../unanswerable.ts";
import { Apart } from "./apart.ts";
import { compileExpression } from "./expression.ts";
import { recordReader, sizeOf } from "./record.ts";

/**
 * Work that is done at once, in steps of a nanosecond or so, at the very most; what may come to more is done apart, where a deadline ends
 * it. A call with a body of 4 kB is below it for an expression whose work grows with the square.
 */
const LIGHT = 1e9;

/**
 * True for a call of which an expression in CEL, the language of Kubernetes' own policies, holds; false where the call lacks what it asks for.
 * The predicate throws Unanswerable where types do not fit, or the work does not end. Throws QueryError with the place of what is wrong.
 */
export async function where(text: string): Promise<Pick<Clause, "matches" | "looksAtBodies">> {
	const { mentions, growth, holds } = await compileExpression(text);
	const read = recordReader(mentions);
	const most = (LIGHT / text.length) ** (1 / Math.max(1, growth));
	const isLight = (record: JSONObject): boolean => text.length <= most && isSmall(record, most);
	const apart = new Apart(text);
	const matches: Predicate = (call) => {
		const record = read(call);
		return isLight(record) ? holds(record) : apart.holds(record);
	};
	return { matches, looksAtBodies: mentions.names.has("requestObject") || mentions.names.has("responseObject") };
}

function isSmall(record: JSONObject, most: number): boolean {
	try {
		return sizeOf(record, most) <= most;
	} catch {
		throw new Unanswerable("it is nested too deeply");
	}
}
