import { Bytes } from "./bytes.ts";
import { GZIP, gunzipped } from "./gzip.ts";
import { utf8 } from "./utf16.ts";
import { SKIPPABLE_ZSTD, skipped, unzstd, ZSTD } from "./zstd.ts";

const unpackers = [
	{ magics: [GZIP], unpack: gunzipped },
	{ magics: [ZSTD], unpack: unzstd },
	{ magics: SKIPPABLE_ZSTD, unpack: skipped },
] as const;

const NEWLINE = 10;
/** How compressed data begins behind a line. */
const LINES_OF_PACKED = [GZIP, ZSTD].map((magic) => Buffer.from([NEWLINE, ...magic]));

/**
 * The plain UTF-8 of bytes that may be gzip or zstd, and may be UTF-16: how they begin says which. Plain bytes pass as they come.
 * `name` is what a message calls them. Throws SourceError, after what could be read, where the compressed data is cut off or damaged,
 * and where this Node does not know zstd.
 */
export function unpacked(chunks: AsyncIterable<Buffer>, name: string): AsyncGenerator<Buffer> {
	return utf8(decompressed(chunks, name));
}

/** What follows compressed data, or a line of plain text, is taken as if it came alone, as of `cat audit-*.log.gz audit.log`. */
async function* decompressed(chunks: AsyncIterable<Buffer>, name: string): AsyncGenerator<Buffer> {
	const input = new Bytes(chunks);
	try {
		while ((await input.some(1)).length > 0) {
			const found = await unpackerAt(input);
			if (found) yield* found.unpack(input, name);
			else yield* plain(input);
			if (found) await skipPadding(input);
		}
	} finally {
		await input.close();
	}
}

async function unpackerAt(input: Bytes): Promise<(typeof unpackers)[number] | undefined> {
	for (const unpacker of unpackers) for (const magic of unpacker.magics) if (await input.isAt(magic)) return unpacker;
	return undefined;
}

/** Text as it comes, up to a line that compressed data begins in place of. */
async function* plain(input: Bytes): AsyncGenerator<Buffer> {
	for (let chunk = await input.some(); chunk.length > 0; chunk = await input.some()) {
		const end = lineOfPacked(chunk) ?? lineBegun(chunk);
		input.skip(end ?? chunk.length);
		yield chunk.subarray(0, end);
		if (end !== undefined && (await unpackerAt(input))) return;
	}
}

/** Where in a chunk compressed data begins, behind a line. */
function lineOfPacked(chunk: Buffer): number | undefined {
	const places = LINES_OF_PACKED.map((begin) => lineOf(begin, chunk)).filter((at) => at !== undefined);
	return places.length > 0 ? Math.min(...places) : undefined;
}

/** Where a chunk ends with a line's beginning that compressed data may begin with, too. */
function lineBegun(chunk: Buffer): number | undefined {
	const from = chunk.lastIndexOf(NEWLINE) + 1;
	const begun = chunk.subarray(from);
	return from > 0 && [GZIP, ZSTD].some((magic) => begun.length < magic.length && begun.equals(Buffer.from(magic.slice(0, begun.length))))
		? from
		: undefined;
}

/** Looks for the last byte of it, which text hardly has: half a dozen times as fast as to look for all of it. */
function lineOf(begin: Buffer, chunk: Buffer): number | undefined {
	for (let at = chunk.indexOf(begin.at(-1) ?? 0); at >= 0; at = chunk.indexOf(begin.at(-1) ?? 0, at + 1)) {
		const from = at + 1 - begin.length;
		if (from >= 0 && chunk.subarray(from, at + 1).equals(begin)) return from + 1;
	}
	return undefined;
}

/** Tapes and block devices fill their last block up with zeros. */
async function skipPadding(input: Bytes): Promise<void> {
	for (let bytes = await input.some(); bytes[0] === 0; bytes = await input.some()) {
		const end = bytes.findIndex((byte) => byte !== 0);
		input.skip(end < 0 ? bytes.length : end);
	}
}
