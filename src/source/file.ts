import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { logOf } from "./rotated-set.ts";
import { CHUNK_BYTES, type ReadOptions, type Source, sourceError } from "./source.ts";

/** A file, named pipe or device that is read once, from its beginning to its end. */
export function file(path: string): Source {
	return { origin: { name: path, log: logOf(path) }, hasProducer: false, read: (options) => readOnce(path, options) };
}

/** The bytes of a file, named pipe or device. Throws SourceError where it cannot be read. */
export async function* readOnce(path: string, { signal, onCaughtUp }: ReadOptions): AsyncGenerator<Buffer> {
	try {
		// Opening a directory succeeds; only reading it fails, and with less to say.
		if ((await stat(path)).isDirectory()) throw Object.assign(new Error("is a directory"), { code: "EISDIR" });
		yield* untilAborted(createReadStream(path, { highWaterMark: CHUNK_BYTES, signal }), signal);
	} catch (error) {
		if (signal.aborted) return;
		throw sourceError(path, error);
	}
	onCaughtUp();
}

/** A stream's chunks, up to the signal: a read from a pipe whose writer is silent cannot be called back. */
async function* untilAborted(stream: AsyncIterable<Buffer>, signal: AbortSignal): AsyncGenerator<Buffer> {
	const aborted = new Promise<IteratorResult<Buffer>>((resolve) => {
		signal.addEventListener("abort", () => resolve({ done: true, value: undefined }), { once: true });
	});
	const chunks = stream[Symbol.asyncIterator]();
	for (;;) {
		const { done, value } = await Promise.race([chunks.next(), aborted]);
		if (done) return;
		yield value;
	}
}
