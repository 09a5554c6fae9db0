import { createReadStream } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";
import { GZIP } from "./gzip.ts";
import { unpacked } from "./unpack.ts";
import { SKIPPABLE_ZSTD, ZSTD } from "./zstd.ts";

/** The end of a file's text. */
export interface Ending {
	readonly bytes: Buffer;
	/** True where this is all of it. */
	readonly isAll: boolean;
}

const PACKED: readonly (readonly number[])[] = [GZIP, ZSTD, ...SKIPPABLE_ZSTD];

/**
 * The last bytes of a regular file, unpacked, up to a length; nothing of what is no regular file, or cannot be read. Of a packed file all is
 * unpacked for them, of any other no more is read.
 */
export async function endingOf(path: string, length: number): Promise<Ending> {
	const isFile = await stat(path).then(
		(stats) => stats.isFile(),
		() => false,
	);
	const handle = isFile ? await open(path).catch(() => undefined) : undefined; // to open a pipe is to wait for its writer
	try {
		const stats = await handle?.stat();
		if (!handle || !stats?.isFile()) return { bytes: Buffer.alloc(0), isAll: true };
		const start = Math.max(0, stats.size - length);
		if (await isPacked(handle)) return await unpackedEnding(path, length);
		return { bytes: await read(handle, start, stats.size - start), isAll: start === 0 };
	} finally {
		await handle?.close();
	}
}

async function read(handle: FileHandle, start: number, length: number): Promise<Buffer> {
	const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, start);
	return buffer.subarray(0, bytesRead);
}

async function isPacked(handle: FileHandle): Promise<boolean> {
	const beginning = await read(handle, 0, 4);
	return PACKED.some((magic) => magic.every((byte, at) => beginning[at] === byte));
}

async function unpackedEnding(path: string, length: number): Promise<Ending> {
	const chunks: Buffer[] = [];
	let [kept, all] = [0, 0];
	try {
		for await (const chunk of unpacked(createReadStream(path), path)) {
			chunks.push(chunk);
			[kept, all] = [kept + chunk.length, all + chunk.length];
			while (kept - (chunks[0]?.length ?? 0) >= length) kept -= chunks.shift()?.length ?? 0;
		}
	} catch {
		// cut off or damaged: the reading that follows will tell
	}
	return { bytes: Buffer.concat(chunks), isAll: all === kept };
}
