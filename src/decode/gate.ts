import { Transform, type TransformCallback } from "node:stream";
import type { InputPlace } from "../audit/tally.ts";
import { HEAD_LENGTH } from "./head.ts";
import type { Lane } from "./lane.ts";
import type { Run, Sieve } from "./sieve.ts";

const NEWLINE = 10;

/** What the gate is held to. */
export interface GateOptions {
	/** Longest line let through, in bytes without its newline; a longer one is dropped whole. */
	readonly maxLine: number;
	/** Hears of each line that was dropped. */
	readonly onOverlong: (line: Overlong) => void;
	/** What to do with a last line that has no newline: a log that has ended gives it up, one that is still written keeps it. */
	readonly lastLine: () => "emit" | "hold";
	/** Leaves out lines that cannot match, where there are some. */
	readonly sifting?: Sifting | undefined;
}

/** What leaves lines out, and when it may. */
interface Sifting {
	readonly sieve: Sieve;
	readonly reader: {
		/** True while no line before has to do with those that come: what is left out then changes nothing. */
		readonly isAtRest: boolean;
		/** Hears how many lines were left out. */
		leftOut(lines: number): void;
	};
}

/** A line that was dropped as it is too long. */
export interface Overlong {
	readonly place: InputPlace;
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
		writableHighWaterMark: 1, // one chunk at a time: those in the sieve's memory are overwritten
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
	/** True while all that came before is plain, or dealt with. */
	#isSifting = false;

	constructor(lane: Lane, options: GateOptions) {
		this.#lane = lane;
		this.#options = options;
	}

	/** The stretches of whole lines that this chunk completes. `end` closes a last line, and makes none where there is none. */
	cut(chunk: Buffer, end = false): Buffer[] {
		const { sifting, maxLine } = this.#options;
		this.#isSifting = sifting?.reader.isAtRest === true && !this.#lane.isHolding && chunk.length <= maxLine;
		const out: Buffer[] = [];
		const from = this.#restLength === 0 ? 0 : this.#goOn(chunk, out);
		if (!end) this.#cutWhole(this.#lasting(chunk.subarray(this.#sift(chunk, from, out))), out);
		return out;
	}

	/** Goes on with a line that has begun; gives the place where the next one begins. */
	#goOn(chunk: Buffer, out: Buffer[]): number {
		const end = chunk.indexOf(NEWLINE) + 1;
		if (end > 0) this.#closeRest(chunk.subarray(0, end), out);
		else this.#keep(this.#lasting(chunk));
		return end || chunk.length;
	}

	/** Leaves out what it can of the lines that begin there, lets the others through, and gives the place where it stopped. */
	#sift(chunk: Buffer, from: number, out: Buffer[]): number {
		const { sifting } = this.#options;
		if (!sifting || !this.#isSifting) return from;
		let at = from;
		for (let length = -1; length !== 0; at += length) {
			const sifted = sifting.sieve.sift(chunk.subarray(at));
			this.#emitRuns(sifted.runs, out);
			this.#leaveOut(sifted.leftOut);
			({ length } = sifted);
		}
		return at;
	}

	#emitRuns(runs: readonly Run[], out: Buffer[]): void {
		if (runs.length === 0) return;
		const kept = Buffer.concat(runs.map(({ bytes }) => bytes));
		let at = 0;
		for (const { bytes, lines, leftOut } of runs) {
			this.#leaveOut(leftOut);
			this.#lane.enter(kept.subarray(at, at + bytes.length), lines);
			at += bytes.length;
		}
		out.push(kept);
	}

	#leaveOut(lines: number): void {
		if (lines > 0) this.#options.sifting?.reader.leftOut(lines);
		this.#lane.pass(lines);
	}

	/** Bytes that will not be overwritten. */
	#lasting(bytes: Buffer): Buffer {
		return this.#options.sifting?.sieve.holds(bytes) ? Buffer.from(bytes) : bytes;
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
		if (fits) this.#closeFitting(Buffer.concat([...this.#rest, tail]), out);
		else this.#drop(this.#restLength + tail.length - 1, this.#head || headOf([...this.#rest, tail]));
		this.#rest = [];
		this.#restLength = 0;
		this.#head = "";
	}

	#closeFitting(line: Buffer, out: Buffer[]): void {
		if (this.#sift(line, 0, out) === line.length) return;
		this.#isSifting = false;
		this.#emit(line, 1, out);
	}

	/** Lines that begin in this chunk: those that end in it go out together, up to one that is too long. */
	#cutWhole(chunk: Buffer, out: Buffer[]): void {
		let start = 0;
		let lineStart = 0;
		let lines = 0;
		for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, lineStart)) {
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
		this.#lane.enter(bytes, lines);
		out.push(bytes);
	}

	#drop(length: number, head: string): void {
		this.#options.onOverlong({ place: this.#lane.pass(1), length, head });
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
