import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { unpacked } from "./unpack.ts";

/** How much of a file is looked at, in bytes; packed, it is more. */
const LENGTH = 64 * 1024;

/** What a regular file begins with, unpacked, up to 64 KiB; as far as it can be read, and nothing where it cannot. Of a pipe it takes nothing. */
export async function beginningOf(path: string): Promise<Buffer> {
	const stats = await stat(path).catch(() => undefined);
	return stats?.isFile() ? await beginningIn(unpacked(createReadStream(path, { end: LENGTH - 1 }), path)) : Buffer.alloc(0);
}

/**
 * What some bytes begin with, up to 64 KiB; as far as they can be had. A file that was truncated under a writer that does not append
 * begins with as many NUL bytes as it was long: they tell nothing, and are left out.
 */
export async function beginningIn(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
	const parts: Buffer[] = [];
	let length = 0;
	try {
		for await (const chunk of chunks) {
			const part = length === 0 ? withoutNULs(chunk) : chunk;
			parts.push(part);
			length += part.length;
			if (length >= LENGTH) break;
		}
	} catch {
		// cut off, here or before: what was read is enough
	}
	return Buffer.concat(parts).subarray(0, LENGTH);
}

const NULS = Buffer.alloc(LENGTH);

function withoutNULs(chunk: Buffer): Buffer {
	if (chunk[0] !== 0) return chunk;
	return chunk.equals(NULS.subarray(0, chunk.length))
		? chunk.subarray(chunk.length)
		: chunk.subarray(chunk.findIndex((byte) => byte !== 0));
}
