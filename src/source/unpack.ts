import { Bytes } from "./bytes.ts";
import { GZIP, gunzipped } from "./gzip.ts";
import { utf8 } from "./utf16.ts";
import { unzstd, ZSTD } from "./zstd.ts";

const unpackers = [
	{ magic: GZIP, unpack: gunzipped },
	{ magic: ZSTD, unpack: unzstd },
] as const;

/**
 * The plain UTF-8 of bytes that may be gzip or zstd, and may be UTF-16: how they begin says which. Plain bytes pass as they come.
 * `name` is what a message calls them. Throws SourceError, after what could be read, where the compressed data is cut off or damaged,
 * and where this Node does not know zstd.
 */
export function unpacked(chunks: AsyncIterable<Buffer>, name: string): AsyncGenerator<Buffer> {
	return utf8(decompressed(chunks, name));
}

/** What follows compressed data is taken as if it came alone: more of it, or plain text, as of `cat audit-*.log.gz audit.log`. */
async function* decompressed(chunks: AsyncIterable<Buffer>, name: string): AsyncGenerator<Buffer> {
	const input = new Bytes(chunks);
	try {
		for (let found = await unpackerAt(input); found; found = await unpackerAt(input)) {
			yield* found.unpack(input, name);
			await skipPadding(input);
		}
		yield* input.rest();
	} finally {
		await input.close();
	}
}

async function unpackerAt(input: Bytes): Promise<(typeof unpackers)[number] | undefined> {
	for (const unpacker of unpackers) if (await input.isAt(unpacker.magic)) return unpacker;
	return undefined;
}

/** Tapes and block devices fill their last block up with zeros. */
async function skipPadding(input: Bytes): Promise<void> {
	for (let bytes = await input.some(); bytes[0] === 0; bytes = await input.some()) {
		const end = bytes.findIndex((byte) => byte !== 0);
		input.skip(end < 0 ? bytes.length : end);
	}
}
