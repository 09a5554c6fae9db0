import type { FileHandle } from "node:fs/promises";
import { CHUNK_BYTES } from "./source.ts";

/** A file's bytes as they are, from its beginning or a place, whatever has its name by now. */
export async function* chunksOf(handle: FileHandle, from = 0): AsyncGenerator<Buffer> {
	for (let position = from, bytes: Buffer | undefined; bytes?.length !== 0; position += bytes.length) {
		const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, position);
		bytes = buffer.subarray(0, bytesRead);
		yield bytes;
	}
}
