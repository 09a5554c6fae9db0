import type { Call } from "../audit/call.ts";
import type { AuditEvent } from "../audit/event.ts";
import { actor, isRead, isWrite, succeeded } from "../audit/meaning.ts";

/** How much a row asks to be seen. Colour only repeats what the row says in words. */
export type Tone = "dim" | "plain" | "bold" | "sensitive" | "refused" | "failed" | "broken";

const SENSITIVE: readonly string[] = ["exec", "attach", "portforward", "proxy", "token"];

/** The tone of the code and of the note that says why. */
export function outcomeTone({ state, event }: Call): Tone {
	const code = event.responseStatus?.code ?? 0;
	if (state === "panic" || code >= 500) return "broken";
	if (code === 401 || code === 403) return "refused";
	return code >= 400 ? "failed" : "plain";
}

/** The tone of who did what: noise is dim, what changes something is bold, what opens a way in stands out. */
export function actTone(event: AuditEvent): Tone {
	if (event.impersonatedUser || SENSITIVE.includes(event.objectRef?.subresource ?? "")) return "sensitive";
	if ((event.responseStatus?.code ?? 0) >= 400) return "plain";
	if (isRead(event.verb) || (succeeded(event) && actor(event).startsWith("system:"))) return "dim";
	return isWrite(event.verb) ? "bold" : "plain";
}
