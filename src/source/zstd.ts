import * as zlib from "node:zlib";
import type { Bytes, Magic } from "./bytes.ts";
import { cutOff, peekWhole } from "./damage.ts";
import { Engine, OUTPUT_BYTES } from "./engine.ts";
import { SourceError } from "./source.ts";

/** How a zstd frame begins (RFC 8878). */
export const ZSTD = [0x28, 0xb5, 0x2f, 0xfd] as const;

/** The frames that hold nothing, as pzstd and seekable files have them: any of these, behind `0x5?`, and a length (RFC 8878, 3.1.2). */
const SKIPPABLE = [0x2a, 0x4d, 0x18] as const;
/** The sixteen ways in which such a frame begins. */
export const SKIPPABLE_ZSTD: readonly Magic[] = Array.from({ length: 16 }, (_none, variant) => [0x50 + variant, ...SKIPPABLE]);
const SKIPPABLE_HEADER_BYTES = 8;

const BLOCK_HEADER_BYTES = 3;
const CHECKSUM_BYTES = 4;

/** What is asked of node:zlib; Node before 22.15 has none. */
type Zlib = Partial<Pick<typeof zlib, "createZstdDecompress">>;

/**
 * What one zstd frame holds; what comes behind it is not taken. The frame is taken apart here: node:zlib does not say where one ends
 * and, on Node 22, not that its end is missing. Throws SourceError, after what could be read, where the data is cut off or damaged,
 * and where this Node does not know zstd.
 */
export async function* unzstd(input: Bytes, name: string, { createZstdDecompress }: Zlib = zlib): AsyncGenerator<Buffer> {
	if (!createZstdDecompress) throw new SourceError(`cannot read ${name}: this Node does not know zstd`, "zstdcat FILE | auditail");
	const engine = new Engine(createZstdDecompress({ chunkSize: OUTPUT_BYTES }), name);
	try {
		yield* frame(engine, input, name);
	} finally {
		engine.stop();
	}
}

/** Passes over a frame that holds nothing. Throws SourceError where it is cut off. */
// biome-ignore lint/correctness/useYield: it is an unpacker, of nothing
export async function* skipped(input: Bytes, name: string): AsyncGenerator<Buffer> {
	const header = await peekWhole(input, SKIPPABLE_HEADER_BYTES, name);
	for (let left = SKIPPABLE_HEADER_BYTES + header.readUInt32LE(4); left > 0; ) {
		const bytes = await input.some(left);
		if (bytes.length === 0) throw cutOff(name);
		input.skip(bytes.length);
		left -= bytes.length;
	}
}

/** Block by block: what came before a damaged one has been handed on then. */
async function* frame(engine: Engine, input: Bytes, name: string): AsyncGenerator<Buffer> {
	const header = frameHeader(await peekWhole(input, ZSTD.length + 1, name));
	yield* fed(engine, input, name, header.length);
	for (let isLast = false; !isLast; ) {
		const block = blockHeader(await peekWhole(input, BLOCK_HEADER_BYTES, name));
		yield* fed(engine, input, name, BLOCK_HEADER_BYTES + block.length);
		isLast = block.isLast;
	}
	if (header.hasChecksum) yield* fed(engine, input, name, CHECKSUM_BYTES);
}

/** What comes of the next `count` bytes, as they come. */
async function* fed(engine: Engine, input: Bytes, name: string, count: number): AsyncGenerator<Buffer> {
	for (let left = count; left > 0; ) {
		const bytes = await input.some(left);
		if (bytes.length === 0) throw cutOff(name);
		yield* engine.make(bytes);
		input.skip(bytes.length);
		left -= bytes.length;
	}
}

/** How long a frame's header is, in bytes: its first five bytes say so. */
function frameHeader(start: Buffer) {
	const descriptor = start.readUInt8(ZSTD.length);
	const hasWindow = (descriptor & 0x20) === 0;
	const contentSize = [hasWindow ? 0 : 1, 2, 4, 8][descriptor >> 6] ?? 0;
	const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0;
	return { length: start.length + (hasWindow ? 1 : 0) + dictionary + contentSize, hasChecksum: (descriptor & 4) !== 0 };
}

const REPEATED_BYTE = 1;

/** How long a block is behind its header, in bytes. */
function blockHeader(start: Buffer) {
	const bits = start.readUIntLE(0, BLOCK_HEADER_BYTES);
	return { isLast: (bits & 1) === 1, length: ((bits >> 1) & 3) === REPEATED_BYTE ? 1 : bits >> 3 };
}
