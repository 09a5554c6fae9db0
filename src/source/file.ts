import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { originOf } from "./origin.ts";
import { CHUNK_BYTES, type ReadOptions, type Source, sourceError } from "./source.ts";

/** A file, named pipe or device that is read once, from its beginning to its end. */
export function file(path: string): Source {
	return { origin: originOf(path), hasProducer: false, read: (options) => readOnce(path, options) };
}

/** The bytes of a file, named pipe or device. Throws SourceError where it cannot be read. */
export async function* readOnce(path: string, { signal, onCaughtUp }: ReadOptions): AsyncGenerator<Buffer> {
	try {
		// Opening a directory succeeds; only reading it fails, and with less to say.
		if ((await stat(path)).isDirectory()) throw Object.assign(new Error("is a directory"), { code: "EISDIR" });
		const stream = createReadStream(path, { highWaterMark: CHUNK_BYTES, signal });
		stream.on("error", () => {}); // the loop hears of it, unless it has ended before
		yield* untilAborted(stream, signal);
	} catch (error) {
		if (signal.aborted) return;
		throw sourceError(path, error);
	}
	if (!signal.aborted) onCaughtUp();
}

/**
 * A stream's chunks, up to the signal: a read from a pipe whose writer is silent cannot be called back. (No race against
 * a promise of the signal: each one would leave its chunk with that promise, and so the whole log in memory.)
 */
async function* untilAborted(stream: AsyncIterable<Buffer>, signal: AbortSignal): AsyncGenerator<Buffer> {
	const chunks = stream[Symbol.asyncIterator]();
	let settle: (result: IteratorResult<Buffer>) => void = () => {};
	const end = () => settle({ done: true, value: undefined });
	signal.addEventListener("abort", end);
	try {
		while (!signal.aborted) {
			const { done, value } = await new Promise<IteratorResult<Buffer>>((resolve, reject) => {
				settle = resolve;
				chunks.next().then(resolve, reject);
			});
			if (done) return;
			yield value;
		}
	} finally {
		signal.removeEventListener("abort", end);
	}
}
