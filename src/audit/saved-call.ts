import type { Line, Origin, StageSeen } from "./call.ts";
import type { AuditEvent } from "./event.ts";
import { OpenCall } from "./open-call.ts";

/** An open call as it is kept through a restart. */
export interface SavedCall {
	readonly key: string;
	/** JSON. */
	readonly text: string;
}

/** An open call that was saved, and whether the user has been told that it began. */
export interface RestoredCall {
	readonly call: OpenCall;
	readonly isTold: boolean;
}

/** What the JSON of a saved call holds. */
interface Saved extends Pick<OpenCall, "bytes"> {
	readonly origin: Origin;
	readonly format?: OpenCall["format"];
	readonly stages: StageSeen[];
	readonly event: AuditEvent;
	readonly lines: (string | { base64: string })[];
	readonly isTold: boolean;
}

/** An open call as text; `isTold` where the user has been told that it began. */
export function savedCall({ key, origin, format, stages, event, lines, bytes }: OpenCall, isTold: boolean): SavedCall {
	const saved: Saved = { origin, format, stages, event, lines: lines.map(asJSON), bytes, isTold };
	return { key, text: JSON.stringify(saved) };
}

/** The same call again. Throws SyntaxError for what is no such text. */
export function restoredCall({ key, text }: SavedCall): RestoredCall {
	const { origin, format, stages, event, lines, bytes, isTold } = JSON.parse(text) as Saved;
	const call = new OpenCall(key, origin);
	call.stages.push(...stages);
	call.lines.push(...lines.map(asLine));
	return { call: Object.assign(call, { event, format, bytes }), isTold };
}

const asJSON = (line: Line): Saved["lines"][number] => (typeof line === "string" ? line : { base64: line.toString("base64") });
const asLine = (line: Saved["lines"][number]): Line => (typeof line === "string" ? line : Buffer.from(line.base64, "base64"));
