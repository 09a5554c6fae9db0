import type { Call } from "../audit/call.ts";
import { callFacts } from "../audit/record.ts";
import type { RenderFacts } from "./renderer.ts";

/** What is known of a call beside its last event, with what is to be said of its being shown. */
export function factsOf(call: Call, isContext: boolean | undefined, { remarks }: Pick<RenderFacts, "remarks">) {
	const said = remarks?.(call) ?? [];
	return callFacts(call, { ...(isContext ? { context: true as const } : {}), ...(said.length > 0 ? { remark: said.join(" ") } : {}) });
}

/** A call as `-o json` prints it, as a value: its last event, and the key `call`. */
export const recordOf = (call: Call, isContext: boolean | undefined, facts: Pick<RenderFacts, "remarks">): object => ({
	...call.event,
	call: factsOf(call, isContext, facts),
});
