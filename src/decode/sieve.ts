import { readFileSync } from "node:fs";
import { EVENT_HEAD } from "./head.ts";

/** Texts, in groups: every line of a call that matches holds one of each group. No group: every line may match. */
export type Needles = readonly (readonly string[])[];

/** Lines that stand one after the other and are kept. */
export interface Run {
	/** Lies in the sieve's memory: to be copied before anything else is sifted. */
	readonly bytes: Buffer;
	readonly lines: number;
	/** Lines just before these that are left out. */
	readonly leftOut: number;
}

/** What is kept of some lines. */
export interface Sifted {
	readonly runs: readonly Run[];
	/** Lines behind the last run that are left out. */
	readonly leftOut: number;
	/** How far it went, in bytes: up to the first line that is not plain or not whole. */
	readonly length: number;
}

/** The part of it that is used: Node has it, its types are those of a browser. */
declare const WebAssembly: {
	readonly Module: new (bytes: Uint8Array) => object;
	readonly Instance: new (module: object) => { readonly exports: unknown };
};

/** What scan.as.ts exports; `npm run scan` compiles it. */
interface Kernel {
	readonly memory: { readonly buffer: ArrayBuffer };
	readonly sift: (start: number, end: number, needles: number, groups: number) => number;
}

const KERNEL = new URL("./scan.wasm", import.meta.url);

/** Sifted at a time, in bytes: half as much takes longer, and more than that is not near the processor any more. */
const BLOCK_BYTES = 512 * 1024;
/** The kernel looks so far beyond a place, a needle included. */
const BEYOND = 256;

/** Where the kernel has its texts, its needles, what it keeps, and what it looks at. The kernel's source has the same numbers. */
const AT = {
	head: 64,
	stage: 128,
	annotations: 192,
	needles: 1024,
	texts: 4096,
	kept: 16384,
	block: 131072,
	own: 131072 + BLOCK_BYTES + BEYOND,
} as const;
const ROW_BYTES = 32;
const RUN_BYTES = 16;

/** Needles longer than this, in bytes, are looked for by their beginning; of more needles than this, groups are not looked for. */
const LONGEST = 64;
const MOST = 8;

/** The bytes of audit logs from the most common one to the rarest (shared data's big.log): a needle is looked for by its two rarest. */
const COMMON = '"esat:ionr,uc1dm2-p0.3lv/86b4 5g7kRf{}9TyIhqV[]ZAzPUMCDjEwxGSF';

/**
 * Leaves out lines that cannot match, before they become text: 2,700 to 4,500 MB/s, where parsing has 100. It knows only
 * plain lines: those that begin with Go's own event head and end as an event does, hold no control character, no other event's
 * head, and no escape that Go would not write. It never decides a match: a line that it keeps may not match.
 */
export class Sieve {
	readonly #kernel: Kernel;
	readonly #bytes: Buffer;
	readonly #needles: number;
	readonly #groups: number;
	readonly #own: Buffer;
	/** Memory to read into: what lies there is sifted where it is. */
	readonly block: Buffer;

	constructor(needles: Needles) {
		this.#kernel = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(KERNEL))).exports as Kernel;
		this.#bytes = Buffer.from(this.#kernel.memory.buffer);
		this.#bytes.write(EVENT_HEAD, AT.head);
		this.#bytes.write('"stageTimestamp":"', AT.stage);
		this.#bytes.write('","annotations":{', AT.annotations);
		const groups = affordable(needles);
		this.#needles = this.#write(groups);
		this.#groups = 2 ** groups.length - 1;
		[this.block, this.#own] = [this.#memory(AT.block), this.#memory(AT.own)];
	}

	/** True for bytes in the sieve's own memory, which will be overwritten. */
	holds({ buffer }: Buffer): boolean {
		return buffer === this.#bytes.buffer;
	}

	/** Goes over lines, up to BLOCK_BYTES of them, the first of which begins where the bytes do. */
	sift(lines: Buffer): Sifted {
		const bytes = this.holds(lines) ? lines : this.#own.subarray(0, lines.copy(this.#own));
		const start = bytes.byteOffset;
		const count = this.#kernel.sift(start, start + bytes.length, this.#needles, this.#groups);
		return {
			runs: Array.from({ length: count }, (_none, index) => this.#run(AT.kept + index * RUN_BYTES)),
			length: this.#bytes.readInt32LE(0) - start,
			leftOut: this.#bytes.readInt32LE(4),
		};
	}

	#run(at: number): Run {
		const [start, end, leftOut, lines] = [0, 4, 8, 12].map((field) => this.#bytes.readInt32LE(at + field)) as [
			number,
			number,
			number,
			number,
		];
		return { bytes: this.#bytes.subarray(start, end), lines, leftOut };
	}

	#memory(at: number): Buffer {
		return this.#bytes.subarray(at, at + BLOCK_BYTES);
	}

	/** A row for each needle: where its text is, its length, where its two rarest bytes are in it, these, and its group's bit. */
	#write(groups: Needles): number {
		let row: number = AT.needles;
		let text: number = AT.texts;
		for (const [group, needles] of groups.entries()) {
			for (const needle of needles) {
				const bytes = Buffer.from(needle).subarray(0, LONGEST);
				const [first, second] = rarest(bytes);
				for (const [index, field] of [text, bytes.copy(this.#bytes, text), first, second].entries())
					this.#bytes.writeInt32LE(field, row + index * 4);
				this.#bytes.set([bytes[first] ?? 0, bytes[second] ?? 0], row + 16);
				this.#bytes.writeInt32LE(2 ** group, row + 20);
				row += ROW_BYTES;
				text += LONGEST;
			}
		}
		return (row - AT.needles) / ROW_BYTES;
	}
}

/** The groups that have the fewest needles, up to MOST of them. */
function affordable(groups: Needles): Needles {
	const ordered = [...groups].sort((a, b) => a.length - b.length);
	return ordered.filter((_group, at) => ordered.slice(0, at + 1).flat().length <= MOST);
}

/** Where the two rarest bytes of a needle are. */
function rarest(needle: Buffer): [number, number] {
	const rank = (byte: number) => COMMON.indexOf(String.fromCharCode(byte)) >>> 0; // those that are not listed are rarest
	const [first = 0, second = first] = [...needle.keys()].sort((a, b) => rank(needle[b] ?? 0) - rank(needle[a] ?? 0));
	return [first, second];
}
