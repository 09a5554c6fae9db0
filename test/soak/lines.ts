import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";

/** Calls `onLine` with each line of a stream, without its newline. */
export function eachLine(stream: Readable, onLine: (line: string) => void): void {
	const decoder = new StringDecoder();
	let rest = "";
	stream.on("data", (chunk: Buffer) => {
		const lines = (rest + decoder.write(chunk)).split("\n");
		rest = lines.pop() ?? "";
		for (const line of lines) onLine(line);
	});
}
