import type { Call } from "../audit/call.ts";
import type { Renderer, RenderFacts } from "./renderer.ts";
import { safe } from "./safe.ts";

/** The input line of every event of a call, byte for byte, together. A terminal gets them made safe. */
export function raw({ terminal }: RenderFacts): Renderer {
	return (call) => (terminal ? call.lines.map((line) => `${safe(line.toString())}\n`).join("") : wholeLines(call));
}

function wholeLines({ lines }: Call): string | Buffer {
	if (lines.every((line) => typeof line === "string")) return lines.map((line) => `${line}\n`).join("");
	return Buffer.concat(lines.flatMap((line) => [typeof line === "string" ? Buffer.from(line) : line, Buffer.of(10)]));
}
