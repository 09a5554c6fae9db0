import type { FileHandle } from "node:fs/promises";
import { CHUNK_BYTES } from "./source.ts";

/** A file's bytes as they are, from its beginning, whatever has its name by now. */
export async function* chunksOf(handle: FileHandle): AsyncGenerator<Buffer> {
	for (let position = 0, bytes: Buffer | undefined; bytes?.length !== 0; position += bytes.length) {
		const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, position);
		bytes = buffer.subarray(0, bytesRead);
		yield bytes;
	}
}
