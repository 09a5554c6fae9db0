import type { Call, Line } from "../audit/call.ts";
import { currentVersion } from "../audit/event.ts";
import type { CallFacts } from "../audit/record.ts";
import { factsOf } from "./record.ts";
import type { Renderer, RenderFacts } from "./renderer.ts";
import { safeJson } from "./safe.ts";

/** What the items of an EventList lack. */
const KIND = `{"kind":"Event","apiVersion":"${currentVersion}",`;

/** One line a call: its last stage's event in the server's own bytes, plus the key `call`. */
export function json(facts: RenderFacts): Renderer {
	return (call, isContext) => {
		const record = recordLine(call, factsOf(call, isContext, facts));
		return facts.terminal ? `${safeJson(record.toString().trimEnd())}\n` : record;
	};
}

function recordLine(call: Call, facts: CallFacts): Line {
	const end = `,"call":${JSON.stringify(facts)}}\n`;
	if (call.format) return `${translated(call).slice(0, -1)}${end}`;
	const [start, line] = [call.event.kind === undefined ? KIND : "{", call.lines.at(-1) ?? ""];
	if (typeof line === "string") return start + line.slice(line.indexOf("{") + 1, line.lastIndexOf("}")) + end;
	return Buffer.concat([Buffer.from(start), line.subarray(line.indexOf("{") + 1, line.lastIndexOf("}")), Buffer.from(end)]);
}

/** What a call of another format is as an event; one without stages shows none. */
function translated({ event, stages }: Call): string {
	const { stage, ...rest } = event;
	return JSON.stringify(stages.length > 0 ? event : rest);
}
