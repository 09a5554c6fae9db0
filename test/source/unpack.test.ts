import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Duplex, Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import * as zlib from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Bytes } from "../../src/source/bytes.ts";
import { Engine } from "../../src/source/engine.ts";
import { gunzipped } from "../../src/source/gzip.ts";
import { SourceError } from "../../src/source/source.ts";
import { unpacked } from "../../src/source/unpack.ts";
import { unzstd } from "../../src/source/zstd.ts";
import { folder, line } from "../helpers/log.ts";

/** A text that does not compress well. */
const randomText = (length: number): string =>
	Array.from({ length: length / 64 }, (_none, at) => createHash("sha256").update(`${at}`).digest("hex")).join("");

/** A log, and the same as gzip and zstd make it. */
const log = Buffer.from((randomText(96_000).match(/.{64}/g) ?? []).map((id) => line(id)).join(""));
const gz = zlib.gzipSync(log);
const hasZstd = "zstdCompressSync" in zlib; // from Node 22.15 on
const zst = hasZstd ? zlib.zstdCompressSync(log, { params: { [zlib.constants.ZSTD_c_checksumFlag]: 1 } }) : gz;

/** Bytes as they come from a file or a pipe, cut wherever. */
async function* cut(bytes: Buffer, ...places: number[]): AsyncGenerator<Buffer> {
	let from = 0;
	for (const to of [...places.toSorted((a, b) => a - b), bytes.length]) {
		yield bytes.subarray(from, to);
		from = to;
	}
}

/** All that comes of bytes, and the error at the end of it. */
async function all(chunks: AsyncIterable<Buffer>): Promise<{ bytes: Buffer; error: unknown }> {
	const parts: Buffer[] = [];
	let error: unknown;
	try {
		for await (const chunk of chunks) parts.push(chunk);
	} catch (caught) {
		error = caught;
	}
	return { bytes: Buffer.concat(parts), error };
}

const unpack = (bytes: Buffer, ...places: number[]) => all(unpacked(cut(bytes, ...places), "FILE"));
const text = async (bytes: Buffer, ...places: number[]): Promise<string> => {
	const { bytes: found, error } = await unpack(bytes, ...places);
	if (error) throw error;
	return found.toString();
};

/** The text of a failure that the user can read; anything else is a bug. */
const said = (error: unknown): string => (error instanceof SourceError ? error.message : `no SourceError: ${error}`);

const CUT_OFF = "FILE ends too early: the compressed data is cut off; what came before was read";
const DAMAGED = /^FILE: the compressed data is damaged \(.+\); what came before was read$/;

/** Some bytes, and places to cut them at. */
const withCuts = (bytes: fc.Arbitrary<Buffer>): fc.Arbitrary<[Buffer, number[]]> =>
	bytes.chain((one) => fc.tuple(fc.constant(one), fc.array(fc.nat(one.length), { maxLength: 8 })));
const someBytes = fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes));

describe("plain bytes", () => {
	it("pass as they are, wherever they are cut", async () => {
		const plain = someBytes.filter((bytes) => ![0x1f, 0x28, 0xfe, 0xff].includes(bytes[0] ?? 0));
		const nearly = fc
			.tuple(fc.constantFrom([0x1f], [0x28], [0x28, 0xb5], [0x28, 0xb5, 0x2f], [0xff], [0xfe]), someBytes)
			.map(([magic, bytes]) => Buffer.from([...magic, 0x61, ...bytes]));
		await fc.assert(
			fc.asyncProperty(withCuts(fc.oneof(plain, nearly)), async ([bytes, places]) => {
				expect(await unpack(bytes, ...places)).toEqual({ bytes, error: undefined });
			}),
		);
	});

	it("that end within what could become a compressed file are handed on", async () => {
		expect((await unpack(Buffer.from([0x28, 0xb5]), 1)).bytes).toEqual(Buffer.from([0x28, 0xb5]));
	});

	it("are handed on at once, though nothing more comes", async () => {
		const chunks = unpacked(beginning("{"), "FILE");
		expect((await chunks.next()).value?.toString()).toBe("{");
	});

	it("pass untouched where they hold a mark of UTF-8, or the beginning of a compressed file further on", async () => {
		const bytes = Buffer.concat([Buffer.from("\uFEFFtext"), gz]);
		expect((await unpack(bytes)).bytes).toEqual(bytes);
	});
});

/** A writer that writes once, and stays. */
async function* beginning(...texts: (string | Buffer)[]): AsyncGenerator<Buffer> {
	for (const one of texts) yield Buffer.from(one);
	await new Promise(() => {});
}

describe("gzip", () => {
	it("is read, wherever it is cut", async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(fc.nat(gz.length), { maxLength: 20 }), async (places) => {
				expect((await text(gz, ...places)) === log.toString()).toBe(true);
			}),
			{ numRuns: 50 },
		);
	});

	it("is read, byte by byte, with all that a header may have", async () => {
		const checked = Buffer.concat([
			Buffer.from([0x1f, 0x8b, 8, 2 + 4 + 8 + 16, 0, 0, 0, 0, 0, 3]),
			Buffer.from([3, 0, 0x61, 0, 0x63]), // extra
			Buffer.from("name\0comment\0"),
			Buffer.from([0x12, 0x34]), // checksum of the header
			zlib.gzipSync("hello\n").subarray(10),
		]);
		expect(await text(checked, ...checked.keys())).toBe("hello\n");
	});

	it("of several members is read to its end, wherever it is cut", async () => {
		const one = fc.string({ unit: "binary" });
		const members = fc.array(one, { minLength: 1, maxLength: 5 });
		await fc.assert(
			fc.asyncProperty(members, fc.array(fc.nat(400), { maxLength: 8 }), async (texts, places) => {
				const bytes = Buffer.concat(texts.map((member) => zlib.gzipSync(member)));
				expect(await text(bytes, ...places.map((place) => place % bytes.length))).toBe(texts.join(""));
			}),
		);
	});

	it.each([
		["zeros", Buffer.alloc(70_000), ""],
		["bytes that mean nothing", Buffer.from("garbage"), "garbage"],
		["text, as of cat a.gz b", Buffer.from("more\n"), "more\n"],
		["zeros and another member", Buffer.concat([Buffer.alloc(512), zlib.gzipSync("more\n")]), "more\n"],
	])("loses nothing to %s behind it", async (_what, behind, more) => {
		const bytes = Buffer.concat([gz, behind]);
		expect((await text(bytes)) === log + more).toBe(true);
		expect((await text(bytes, gz.length, gz.length + 1)) === log + more).toBe(true);
	});

	it("that a writer has flushed is handed on before its end", async () => {
		const writer = zlib.createGzip();
		writer.write("hello\n");
		await new Promise<void>((resolve) => writer.flush(resolve));
		const chunks = unpacked(beginning(writer.read()), "FILE");
		expect((await chunks.next()).value?.toString()).toBe("hello\n");
	});

	it("as gzip and the disk make it is read", async () => {
		const path = join(folder(), "audit.log");
		writeFileSync(path, log);
		execFileSync("gzip", [path]);
		expect((await all(unpacked(createReadStream(`${path}.gz`), path))).bytes.equals(log)).toBe(true);
	});

	it("that is cut off gives all that it still has, then says so", async () => {
		await fc.assert(
			fc.asyncProperty(fc.integer({ min: 2, max: gz.length - 1 }), fc.nat(gz.length), async (length, place) => {
				const part = gz.subarray(0, length);
				const { bytes, error } = await unpack(part, place % length);
				expect(said(error)).toBe(CUT_OFF);
				expect(bytes.equals(readable(part))).toBe(true);
				expect(bytes.equals(log.subarray(0, bytes.length))).toBe(true);
			}),
		);
	});

	it.each([
		["little", gz],
		["much", zlib.gzipSync(randomText(1_000_000))],
	])("that is damaged after %s gives what comes before the last few bytes that were good, then says so", async (_what, whole) => {
		await fc.assert(
			fc.asyncProperty(fc.integer({ min: 10, max: whole.length - 40 }), async (place) => {
				const { bytes, error } = await unpack(Buffer.from(whole).fill(0xff, place, place + 32));
				const safe = readable(whole.subarray(0, Math.max(0, place - Math.min(4096, Math.max(64, place / 16)))));
				expect(said(error)).toMatch(/^FILE.*what came before was read$/);
				expect(bytes.subarray(0, safe.length).equals(safe)).toBe(true);
			}),
			{ numRuns: 50 },
		);
	});

	it("that turns out to be damaged while its reader is slow still gives what comes before", async () => {
		const data = Buffer.from(randomText(6400));
		const noBlock = Buffer.of(7);
		const bytes = Buffer.concat([zlib.deflateRawSync(data, { finishFlush: zlib.constants.Z_SYNC_FLUSH }), noBlock]);
		const decompressor = zlib.createInflateRaw({ chunkSize: 64 });
		const made: Buffer[] = [];
		const reading = async () => {
			for await (const chunk of new Engine(decompressor, "FILE").make(bytes)) {
				if (made.length === 0) await new Promise((resolve) => decompressor.once("close", resolve));
				made.push(chunk);
			}
		};
		await expect(reading()).rejects.toThrow(DAMAGED);
		const safe = data.subarray(0, -64);
		expect(Buffer.concat(made).subarray(0, safe.length).equals(safe)).toBe(true);
	});

	it.each([
		["checksum", -8],
		["length", -1],
	])("whose %s is wrong gives everything, then says so", async (_what, place) => {
		const wrong = Buffer.from(gz);
		wrong.writeUInt8(wrong.readUInt8(gz.length + place) ^ 1, gz.length + place);
		const { bytes, error } = await unpack(wrong);
		expect(bytes.equals(log)).toBe(true);
		expect(said(error)).toBe("FILE: the compressed data is damaged (its checksum is wrong); what came before was read");
	});

	it.each([
		["method", [0x1f, 0x8b, 7, 0, 0, 0, 0, 0, 0, 3]],
		["flags", [0x1f, 0x8b, 8, 0x80, 0, 0, 0, 0, 0, 3]],
	])("of unknown %s is damaged", async (_what, header) => {
		expect(said((await unpack(Buffer.from(header))).error)).toMatch(/its header is wrong/);
	});

	it("that ends within its file's name is cut off", async () => {
		expect(said((await unpack(Buffer.from([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3, 0x61]))).error)).toBe(CUT_OFF);
	});
});

/** What can be read of a gzip file that lacks its end: node:zlib, told that this is all right. */
const readable = (part: Buffer): Buffer =>
	part.length > 10 ? zlib.inflateRawSync(part.subarray(10), { finishFlush: zlib.constants.Z_SYNC_FLUSH }) : Buffer.alloc(0);

describe.skipIf(!hasZstd)("zstd", () => {
	it("of several frames is read to its end, wherever it is cut", async () => {
		const bytes = Buffer.concat([zst, zlib.zstdCompressSync("more\n"), Buffer.alloc(3)]);
		await fc.assert(
			fc.asyncProperty(fc.array(fc.nat(bytes.length - 3), { maxLength: 20 }), async (places) => {
				expect((await text(bytes, ...places)) === `${log}more\n`).toBe(true);
			}),
			{ numRuns: 50 },
		);
	});

	it("with all that a header may have is read", async () => {
		const size = (count: number) => Buffer.alloc(count); // of a dictionary's name; none is needed where that is zero
		const [oneSegment, window] = [Buffer.alloc(0), Buffer.of(0x50)];
		const block = Buffer.concat([Buffer.of((6 << 3) | 1, 0, 0), Buffer.from("hello\n")]);
		const headers = [0, 1, 2, 3].flatMap(
			(name) =>
				[
					[0x20 | name, oneSegment, size([0, 1, 2, 4][name] ?? 0), Buffer.of(6)],
					[0xe0 | name, oneSegment, size([0, 1, 2, 4][name] ?? 0), Buffer.of(6, 0, 0, 0, 0, 0, 0, 0)],
					[0x80 | name, window, size([0, 1, 2, 4][name] ?? 0), Buffer.of(6, 0, 0, 0)],
					[name, window, size([0, 1, 2, 4][name] ?? 0), Buffer.alloc(0)],
				] as const,
		);
		for (const [descriptor, ...parts] of headers) {
			const bytes = Buffer.concat([zst.subarray(0, 4), Buffer.of(descriptor), ...parts, block, Buffer.from("behind")]);
			expect(await text(bytes)).toBe("hello\nbehind");
		}
	});

	it("of one byte, many times, is read", async () => {
		const zeros = Buffer.alloc(1_000_000);
		expect((await unpack(Buffer.concat([zlib.zstdCompressSync(zeros), zst]))).bytes.equals(Buffer.concat([zeros, log]))).toBe(true);
	});

	it("that is cut off gives all the blocks that it still has, then says so", async () => {
		await fc.assert(
			fc.asyncProperty(fc.integer({ min: 4, max: zst.length - 1 }), fc.nat(zst.length), async (length, place) => {
				const { bytes, error } = await unpack(zst.subarray(0, length), place % length);
				expect(said(error)).toBe(CUT_OFF);
				expect(bytes.equals(await readableBlocks(zst.subarray(0, length)))).toBe(true);
				expect(bytes.equals(log.subarray(0, bytes.length))).toBe(true);
			}),
		);
	});

	it("that is damaged gives the blocks before, then says so", async () => {
		const place = zst.length >> 1;
		const { bytes, error } = await unpack(Buffer.from(zst).fill(0xff, place));
		const safe = await readableBlocks(zst.subarray(0, place));
		expect(said(error)).toMatch(/^FILE.*what came before was read$/);
		expect(bytes.subarray(0, safe.length).equals(safe)).toBe(true);
		expect(safe.length).toBeGreaterThan(128 * 1024);
	});

	it("whose checksum is wrong gives everything, then says so", async () => {
		const wrong = Buffer.from(zst).fill(0xff, zst.length - 4);
		const { bytes, error } = await unpack(wrong);
		expect(bytes.equals(log)).toBe(true);
		expect(said(error)).toMatch(DAMAGED);
	});
});

/** What can be read of a zstd file that lacks its end. */
async function readableBlocks(part: Buffer): Promise<Buffer> {
	const decompressor = zlib.createZstdDecompress();
	const parts: Buffer[] = [];
	decompressor.on("data", (made) => parts.push(made));
	await new Promise((resolve) => decompressor.write(part, resolve));
	return Buffer.concat(parts);
}

it("zstd is explained where Node does not know it", async () => {
	const { error } = await all(unzstd(new Bytes(cut(Buffer.from([0x28, 0xb5, 0x2f, 0xfd]))), "FILE", {}));
	expect(error).toMatchObject({ message: "cannot read FILE: this Node does not know zstd", hint: "zstdcat FILE | auditail" });
});

describe("UTF-16", () => {
	const little = (one: string) => Buffer.from(`\uFEFF${one}`, "utf16le");
	const encodings = [little, (one: string) => little(one).swap16()];

	it("becomes UTF-8, in either order, wherever it is cut, within a compressed file too", async () => {
		const bytes = fc.tuple(fc.string({ unit: "binary" }), fc.constantFrom(...encodings), fc.constantFrom(Buffer.from, zlib.gzipSync));
		await fc.assert(
			fc.asyncProperty(bytes, fc.array(fc.nat(200), { maxLength: 8 }), async ([one, encoded, packed], places) => {
				const input = packed(encoded(one));
				expect(await text(Buffer.from(input), ...places.map((place) => place % input.length))).toBe(one);
			}),
		);
	});

	it("that ends within a character says so in its place", async () => {
		expect(await text(little("ab").subarray(0, -1))).toBe("a\uFFFD");
		expect(await text(little("a\u{1F600}").subarray(0, -2))).toBe("a\uFFFD");
	});
});

describe("a reader that has had enough", () => {
	it.each([
		["gzip", gz, gunzipped],
		["zstd", zst, hasZstd ? unzstd : gunzipped],
	])("of %s lets the decompressor go", async (_what, bytes, unpack) => {
		const made: Duplex[] = [];
		const keep = <Made extends Duplex>(one: Made): Made => {
			made.push(one);
			return one;
		};
		const createInflateRaw = (options?: zlib.ZlibOptions) => keep(zlib.createInflateRaw(options));
		const createZstdDecompress = (options?: zlib.ZstdOptions) => keep(zlib.createZstdDecompress(options));
		for await (const _chunk of unpack(new Bytes(cut(bytes)), "FILE", { createInflateRaw, createZstdDecompress })) break;
		expect(made.map(({ destroyed }) => destroyed)).toEqual([true]);
	});

	it.each([
		["gzip", gz],
		["UTF-16", Buffer.from("\uFEFFtext", "utf16le")],
		["plain bytes", log],
	])("of %s lets the file go", async (_what, bytes) => {
		let isClosed = false;
		const closing = async function* () {
			try {
				yield* cut(bytes, 100);
			} finally {
				isClosed = true;
			}
		};
		for await (const _chunk of unpacked(closing(), "FILE")) break;
		expect(isClosed).toBe(true);
	});
});

it("an error of the file is passed on as it is, after what was read", async () => {
	const failing = async function* () {
		yield gz.subarray(0, 10_000);
		throw new Error("i/o error");
	};
	const { bytes, error } = await all(unpacked(failing(), "FILE"));
	expect(error).toEqual(new Error("i/o error"));
	expect(bytes.equals(readable(gz.subarray(0, 10_000)))).toBe(true);
});

describe("200 MB of zeros in 200 KB", async () => {
	const zeros = Array.from({ length: 200 }, () => Buffer.alloc(1_000_000));
	const bomb = await buffer(Readable.from(zeros).pipe(zlib.createGzip()));

	it("are inflated in little memory", async () => {
		const before = process.memoryUsage().arrayBuffers;
		let length = 0;
		let peak = 0;
		for await (const chunk of unpacked(cut(bomb), "FILE")) {
			length += chunk.length;
			peak = Math.max(peak, process.memoryUsage().arrayBuffers - before);
		}
		expect(length).toBe(200_000_000);
		expect(peak).toBeLessThan(180_000_000);
	});

	it("are inflated no faster than they are taken", async () => {
		const decompressor = zlib.createGunzip();
		const engine = new Engine(decompressor, "FILE");
		await engine.make(bomb).next();
		await new Promise((resolve) => zlib.gunzip(bomb, { maxOutputLength: 20_000_000 }, resolve));
		expect(engine.taken).toBeLessThan(bomb.length / 100);
		engine.stop();
	});
});

describe("compressed data behind plain text", () => {
	it.each([
		["gzip", gz],
		["zstd", zst],
	])("is unpacked where a line ends, wherever the bytes are cut: %s", async (_what, packed) => {
		const text = Buffer.from(`${line("a")}${line("b")}`);
		const both = Buffer.concat([text, packed, text, packed]);
		for (const place of [0, 1, text.length - 1, text.length, text.length + 1, text.length + 3, text.length + packed.length]) {
			const { bytes, error } = await all(unpacked(cut(both, place), "a"));
			expect([place, error, bytes.equals(Buffer.concat([text, log, text, log]))]).toEqual([place, undefined, true]);
		}
	});

	it("is not sought in the middle of a line, where such bytes may be anything", async () => {
		const odd = Buffer.concat([Buffer.from("a"), gz.subarray(0, 20), Buffer.from([10, 0x8b, 10, 0x1f, 10, 0xfd])]);
		expect((await all(unpacked(cut(odd), "a"))).bytes).toEqual(odd);
	});
});

describe("zstd's frames that hold nothing", () => {
	const empty = (variant: number, length: number) =>
		Buffer.concat([Buffer.of(0x50 + variant, 0x2a, 0x4d, 0x18, length, 0, 0, 0), Buffer.alloc(length, 7)]);
	it.skipIf(!hasZstd)("are passed over, before others and between them", async () => {
		const both = Buffer.concat([empty(0, 4), zst, empty(15, 0), empty(3, 200), zst]);
		for (const place of [0, 2, 9, both.length - zst.length]) {
			const { bytes, error } = await all(unpacked(cut(both, place), "a"));
			expect([error, bytes.equals(Buffer.concat([log, log]))]).toEqual([undefined, true]);
		}
	});

	it("are an error where they are cut off", async () => {
		expect((await all(unpacked(cut(empty(0, 9).subarray(0, 12)), "a"))).error).toBeInstanceOf(SourceError);
	});
});

describe("a source that reads into the same memory again", () => {
	async function* reused(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
		const block = Buffer.alloc(size);
		for (let at = 0; at < bytes.length; at += size) yield block.subarray(0, bytes.copy(block, 0, at, at + size));
	}

	const text = Buffer.from("line\n(another)\n\x1f\n");
	const small = zlib.gzipSync(text);
	const inputs: Readonly<Record<string, [input: Buffer, output: Buffer]>> = {
		text: [text, text],
		gzip: [small, text],
		"gzip behind gzip": [Buffer.concat([small, small]), Buffer.concat([text, text])],
		"gzip behind text": [Buffer.concat([text, small]), Buffer.concat([text, text])],
		"UTF-16": [Buffer.from(`\uFEFF${text.toString()}`, "utf16le"), text],
	};

	it.each(Object.entries(inputs))("loses nothing of %s", async (_name, [input, output]) => {
		for (let size = 1; size < 30; size += 1) {
			const parts: Buffer[] = [];
			for await (const part of unpacked(reused(input, size), "x")) parts.push(Buffer.from(part));
			expect(Buffer.concat(parts).toString()).toBe(output.toString());
		}
	});
});
