import type { Call, Line } from "../audit/call.ts";
import type { Renderer, RenderFacts } from "./renderer.ts";
import { safe } from "./safe.ts";

/** Every event of a call as the server wrote it, byte for byte, a line each, together, each once. A terminal gets them made safe. */
export function raw({ terminal }: RenderFacts): Renderer {
	const printed = new WeakMap<Call, number>();
	return (call) => {
		// A call that was told when it began comes again when it ends.
		const lines = call.lines.slice(printed.get(call) ?? 0);
		if (call.state === "open") printed.set(call, call.lines.length);
		return terminal ? lines.map((line) => `${safe(line.toString())}\n`).join("") : wholeLines(lines);
	};
}

function wholeLines(lines: readonly Line[]): string | Buffer {
	if (lines.every((line) => typeof line === "string")) return lines.map((line) => `${line}\n`).join("");
	return Buffer.concat(lines.flatMap((line) => [typeof line === "string" ? Buffer.from(line) : line, Buffer.of(10)]));
}
