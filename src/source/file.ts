import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { logOf } from "./rotated-set.ts";
import { CHUNK_BYTES, type ReadOptions, type Source, sourceError } from "./source.ts";

/** A file, named pipe or device that is read once, from its beginning to its end. */
export function file(path: string): Source {
	return {
		origin: { name: path, log: logOf(path) },
		hasProducer: false,
		follows: false,
		read: (options) => readOnce(path, options),
	};
}

async function* readOnce(path: string, { signal, onCaughtUp }: ReadOptions): AsyncGenerator<Buffer> {
	try {
		// Opening a directory succeeds; only reading it fails, and with less to say.
		if ((await stat(path)).isDirectory()) throw Object.assign(new Error("is a directory"), { code: "EISDIR" });
		for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES, signal })) yield chunk as Buffer;
	} catch (error) {
		if (signal.aborted) return;
		throw sourceError(path, error);
	}
	onCaughtUp();
}
