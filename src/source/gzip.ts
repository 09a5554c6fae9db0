import * as zlib from "node:zlib";
import type { Bytes } from "./bytes.ts";
import { cutOff, damaged, peekWhole } from "./damage.ts";
import { Engine, OUTPUT_BYTES } from "./engine.ts";

/** How a gzip member begins (RFC 1952). */
export const GZIP = [0x1f, 0x8b] as const;

const HEADER_BYTES = 10;
const TRAILER_BYTES = 8;
const DEFLATE = 8;
const flag = { checksum: 2, extra: 4, name: 8, comment: 16, reserved: 0xe0 } as const;

/**
 * What the engine is given at a time, in bytes. Where it meets damage, what it made of these is lost: so they are few, and fewer at
 * the beginning, where little more is lost. Half the speed of 64 KiB, several times that of what comes behind.
 */
const MAX_SLICE_BYTES = 4096;
const MIN_SLICE_BYTES = 64;
const SLICES_OF_WHAT_WAS_READ = 16;

/** What is asked of node:zlib. */
type Zlib = Pick<typeof zlib, "createInflateRaw">;

/**
 * What one gzip member holds; what comes behind it is not taken. Header and checksum are read here: node:zlib's own gunzip drops data
 * that it has, where what follows it is wrong. Throws SourceError, after what could be read, where the data is cut off or damaged.
 */
export async function* gunzipped(input: Bytes, name: string, { createInflateRaw }: Zlib = zlib): AsyncGenerator<Buffer> {
	await skipHeader(input, name);
	let sum = 0;
	let length = 0;
	for await (const made of inflated(input, new Engine(createInflateRaw({ chunkSize: OUTPUT_BYTES }), name))) {
		sum = zlib.crc32(made, sum);
		length += made.length;
		yield made;
	}
	const trailer = await taken(input, TRAILER_BYTES, name);
	if (trailer.readUInt32LE(0) !== sum || trailer.readUInt32LE(4) !== length % 2 ** 32) throw damaged(name, "its checksum is wrong");
}

async function* inflated(input: Bytes, engine: Engine): AsyncGenerator<Buffer> {
	try {
		while (!engine.isOver) {
			const before = engine.taken;
			yield* engine.make(await input.some(sliceAfter(before)));
			input.skip(engine.taken - before);
		}
	} finally {
		engine.stop();
	}
}

const sliceAfter = (bytes: number): number =>
	Math.min(MAX_SLICE_BYTES, Math.max(MIN_SLICE_BYTES, Math.floor(bytes / SLICES_OF_WHAT_WAS_READ)));

async function skipHeader(input: Bytes, name: string): Promise<void> {
	const header = await taken(input, HEADER_BYTES, name);
	const flags = header.readUInt8(3);
	if (header.readUInt8(2) !== DEFLATE || flags & flag.reserved) throw damaged(name, "its header is wrong");
	if (flags & flag.extra) await taken(input, (await taken(input, 2, name)).readUInt16LE(), name);
	if (flags & flag.name) await skipText(input, name);
	if (flags & flag.comment) await skipText(input, name);
	if (flags & flag.checksum) await taken(input, 2, name);
}

async function taken(input: Bytes, count: number, name: string): Promise<Buffer> {
	const bytes = await peekWhole(input, count, name);
	input.skip(count);
	return bytes;
}

/** A text that ends with a zero, however long. */
async function skipText(input: Bytes, name: string): Promise<void> {
	for (;;) {
		const bytes = await input.some();
		if (bytes.length === 0) throw cutOff(name);
		const end = bytes.indexOf(0);
		input.skip(end < 0 ? bytes.length : end + 1);
		if (end >= 0) return;
	}
}
