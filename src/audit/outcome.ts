import { type Call, isUnended } from "./call.ts";
import { isDenied } from "./meaning.ts";

/** What can come of a call. `open` is also one whose end is not recorded. */
export const outcomes = ["allowed", "denied", "failed", "open", "panic"] as const;

/** One of them. */
export type Outcome = (typeof outcomes)[number];

/** What came of a call: `failed` is one that was allowed and got a code from 400 on. */
export function outcomeOf(call: Call): Outcome {
	if (call.state === "panic") return "panic";
	if (isUnended(call)) return "open";
	if (isDenied(call.event)) return "denied";
	return (call.event.responseStatus?.code ?? 0) >= 400 ? "failed" : "allowed";
}
