import type { Call } from "../audit/call.ts";
import type { AuditEvent } from "../audit/event.ts";
import { actor, isRead, isWrite, succeeded } from "../audit/meaning.ts";
import type { Part } from "./layout.ts";

/** How much a part of a row asks to be seen. Colour only repeats what the row says in words. */
export type Tone = "dim" | "plain" | "bold" | "sensitive" | "refused" | "failed" | "broken";

const SENSITIVE: readonly string[] = ["exec", "attach", "portforward", "proxy", "token"];

/** The tone of each part of a call's row: a dim call is dim throughout, a failed one shows it in its code and its note. */
export function tonesOf(call: Call): Readonly<Record<Part, Tone>> {
	const act = actTone(call.event);
	const quiet = act === "dim" ? "dim" : "plain";
	const outcome = failureTone(call) ?? quiet;
	const note = outcome === "broken" && call.state !== "panic" ? "refused" : outcome;
	return { time: quiet, outcome, duration: quiet, act, note };
}

function failureTone({ state, event }: Call): Tone | undefined {
	const code = event.responseStatus?.code ?? 0;
	if (state === "panic" || code >= 500) return "broken";
	if (code === 401 || code === 403) return "refused";
	return code >= 400 ? "failed" : undefined;
}

/** Noise is dim, what changes something is bold, what opens a way in stands out. */
function actTone(event: AuditEvent): Tone {
	if (event.impersonatedUser || SENSITIVE.includes(event.objectRef?.subresource ?? "")) return "sensitive";
	if (succeeded(event) && actor(event)?.startsWith("system:")) return "dim";
	if (isWrite(event.verb)) return "bold";
	return isRead(event.verb) && (event.responseStatus?.code ?? 0) < 400 ? "dim" : "plain";
}
