import type { Shown } from "../../src/around.ts";
import type { Call } from "../../src/audit/call.ts";

let matches = 0;

/** A call as it comes to be shown: it matches, and nothing stands around it. */
export const shown = (call: Call, rest: Partial<Shown> = {}): Shown => {
	matches += 1;
	return { call, isContext: false, match: matches, stream: "", place: matches, isPending: false, ...rest };
};
