import type { Call, Line } from "../audit/call.ts";
import { callFacts } from "../audit/record.ts";
import type { Renderer, RenderFacts } from "./renderer.ts";
import { safeJson } from "./safe.ts";

/** One line a call: its last stage's event in the server's own bytes, plus the key `call`. */
export function json({ terminal }: RenderFacts): Renderer {
	return (call) => {
		const record = recordLine(call);
		return terminal ? `${safeJson(record.toString().trimEnd())}\n` : record;
	};
}

function recordLine(call: Call): Line {
	const facts = `,"call":${JSON.stringify(callFacts(call))}}\n`;
	const line = call.lines.at(-1) ?? "";
	if (typeof line === "string") return line.slice(line.indexOf("{"), line.lastIndexOf("}")) + facts;
	return Buffer.concat([line.subarray(line.indexOf("{"), line.lastIndexOf("}")), Buffer.from(facts)]);
}
