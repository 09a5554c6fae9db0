import { Transform, type TransformCallback } from "node:stream";
import { HEAD_LENGTH } from "./head.ts";
import type { Lane } from "./lane.ts";

const NEWLINE = 10;

/** What the gate is held to. */
export interface GateOptions {
	/** Longest line let through, in bytes without its newline; a longer one is dropped whole. */
	readonly maxLine: number;
	/** Hears of each line that was dropped. */
	readonly onOverlong: (line: Overlong) => void;
	/** What to do with a last line that has no newline: a log that has ended gives it up, one that is still written keeps it. */
	readonly lastLine: () => "emit" | "hold";
}

/** A line that was dropped as it is too long. */
export interface Overlong {
	/** Its number, from 1. */
	readonly line: number;
	/** Its length, in bytes. */
	readonly length: number;
	/** Its first HEAD_LENGTH bytes, as text. */
	readonly head: string;
}

/** 64 MiB: a list of every pod at level RequestResponse is one line of that order. */
export const DEFAULT_MAX_LINE = 64 * 1024 * 1024;

/**
 * Bytes in, bytes out: whole lines of bounded length, which is what split2 needs (alone it takes quadratic time in the
 * length of a line, and does not bound it). Writes what it lets through into the lane.
 */
export function gate(lane: Lane, options: GateOptions): Transform {
	const cutter = new Cutter(lane, options);
	return new Transform({
		transform(chunk: Buffer, _encoding, done: TransformCallback) {
			for (const lines of cutter.cut(chunk)) this.push(lines);
			done();
		},
		flush(done: TransformCallback) {
			if (options.lastLine() === "emit") for (const lines of cutter.cut(Buffer.of(NEWLINE), true)) this.push(lines);
			done();
		},
	});
}

/** A line may come byte by byte, and each part takes more memory than a byte. */
const MOST_PARTS = 4096;

class Cutter {
	readonly #lane: Lane;
	readonly #options: GateOptions;
	/** The beginning of a line whose newline has not come; nothing is kept of one that is already too long. */
	#rest: Buffer[] = [];
	#restLength = 0;
	/** How the line begins that is too long. */
	#head = "";
	#line = 1;
	#dropped = 0;

	constructor(lane: Lane, options: GateOptions) {
		this.#lane = lane;
		this.#options = options;
	}

	/** The stretches of whole lines that this chunk completes. `end` closes a last line, and makes none where there is none. */
	cut(chunk: Buffer, end = false): Buffer[] {
		const out: Buffer[] = [];
		if (this.#restLength === 0) {
			if (!end) this.#cutWhole(chunk, 0, out);
			return out;
		}
		const first = chunk.indexOf(NEWLINE);
		if (first < 0) this.#keep(chunk);
		else {
			this.#closeRest(chunk.subarray(0, first + 1), out);
			this.#cutWhole(chunk, first + 1, out);
		}
		return out;
	}

	#keep(part: Buffer): void {
		const text = this.#restLength === 0 ? withoutNULs(part) : part;
		if (text.length === 0) return;
		this.#restLength += text.length;
		this.#rest.push(text);
		if (this.#rest.length > MOST_PARTS) this.#rest = [Buffer.concat(this.#rest)];
		if (this.#restLength <= this.#options.maxLine) return;
		this.#head ||= headOf(this.#rest);
		this.#rest = [];
	}

	#closeRest(tail: Buffer, out: Buffer[]): void {
		const fits = this.#restLength + tail.length - 1 <= this.#options.maxLine;
		if (fits) this.#emit(Buffer.concat([...this.#rest, tail]), 1, out);
		else this.#drop(this.#restLength + tail.length - 1, this.#head || headOf([...this.#rest, tail]));
		this.#rest = [];
		this.#restLength = 0;
		this.#head = "";
	}

	/** Lines that begin in this chunk: those that end in it go out together, up to one that is too long. */
	#cutWhole(chunk: Buffer, from: number, out: Buffer[]): void {
		let start = from;
		let lineStart = from;
		let lines = 0;
		for (let at = chunk.indexOf(NEWLINE, from); at >= 0; at = chunk.indexOf(NEWLINE, lineStart)) {
			const length = withoutNULs(chunk.subarray(lineStart, at)).length;
			if (length > this.#options.maxLine) {
				this.#emit(chunk.subarray(start, lineStart), lines, out);
				this.#drop(length, headOf([withoutNULs(chunk.subarray(lineStart, at))]));
				start = at + 1;
				lines = 0;
			} else lines += 1;
			lineStart = at + 1;
		}
		this.#emit(chunk.subarray(start, lineStart), lines, out);
		this.#keep(chunk.subarray(lineStart));
	}

	#emit(bytes: Buffer, lines: number, out: Buffer[]): void {
		if (lines === 0) return;
		this.#lane.enter({ bytes, lines, dropped: this.#dropped });
		this.#dropped = 0;
		this.#line += lines;
		out.push(bytes);
	}

	#drop(length: number, head: string): void {
		this.#options.onOverlong({ line: this.#line, length, head });
		this.#line += 1;
		this.#dropped += 1;
	}
}

/** A log that was truncated under the server goes on behind as many NUL bytes as it was long: they are no part of a line. */
function withoutNULs(part: Buffer): Buffer {
	if (part[0] !== 0) return part;
	const end = part.findIndex((byte) => byte !== 0);
	return end < 0 ? part.subarray(part.length) : part.subarray(end);
}

/** The beginning of a line, from its parts. */
function headOf(parts: readonly Buffer[]): string {
	const heads: Buffer[] = [];
	let missing = HEAD_LENGTH;
	for (const part of parts) {
		if (missing <= 0) break;
		heads.push(part.subarray(0, missing));
		missing -= part.length;
	}
	return Buffer.concat(heads).toString();
}
