import type { Origin } from "../audit/call.ts";
import type { InputPlace } from "../audit/tally.ts";

/** Some whole lines of one file, as bytes, on their way through split2. */
interface Stretch {
	readonly bytes: Buffer;
	readonly lines: number;
	readonly origin: Origin;
	/** The number of its first line. */
	readonly first: number;
	/** True where lines are missing just before it, which the gate dropped or left out. */
	readonly isBehindGap: boolean;
	/** Who waits for all of its lines to be dealt with. */
	readonly waiting: (() => void)[];
}

/**
 * Runs beside split2, which hands lines over as text and forgets where they were: gives the place and the bytes of the
 * line that split2 is handing over. The gate enters what it lets through, the decoder takes line by line.
 */
export class Lane {
	readonly #stretches: Stretch[] = [];
	#entering: Origin;
	#nextLine = 1;
	#isBehindGap = false;
	#taken = 0;
	/** Line in the current stretch up to whose start `#offset` has been moved. */
	#offsetLine = 0;
	#offset = 0;
	/** Where the current line is from. */
	origin: Origin;
	/** The number of the current line in its file, from 1. */
	number = 0;
	/** False once a line of a second file has come. */
	isFirstFile = true;

	/** `origin` is that of the first file. */
	constructor(origin: Origin) {
		this.#entering = origin;
		this.origin = origin;
	}

	/** True while a line has entered that is not dealt with. */
	get isHolding(): boolean {
		return this.#stretches.length > 0;
	}

	/** The place of the current line. */
	get place(): InputPlace {
		return { file: this.origin.name, line: this.number };
	}

	/** What enters next is of another file, from its first line on. */
	goOnWith(origin: Origin): void {
		this.#entering = origin;
		this.#nextLine = 1;
	}

	/** Notes a stretch of `lines` whole lines, before it is given to split2. */
	enter(bytes: Buffer, lines: number): void {
		const [origin, first, isBehindGap] = [this.#entering, this.#nextLine, this.#isBehindGap];
		this.#stretches.push({ bytes, lines, origin, first, isBehindGap, waiting: [] });
		this.#nextLine += lines;
		this.#isBehindGap = false;
	}

	/** Notes lines that do not enter; gives the place of the first. */
	pass(lines: number): InputPlace {
		const place = { file: this.#entering.name, line: this.#nextLine };
		this.#nextLine += lines;
		this.#isBehindGap ||= lines > 0;
		return place;
	}

	/** Moves on to the next line, the one that split2 has just handed over; true where lines are missing just before it. */
	next(): boolean {
		const { origin, first, isBehindGap } = this.#stretches[0] as Stretch;
		const isFirst = this.#taken === 0;
		this.#taken += 1;
		if (origin !== this.origin) this.isFirstFile = false;
		this.origin = origin;
		this.number = first + this.#taken - 1;
		return isFirst && isBehindGap;
	}

	/** The current line is dealt with: tells who waits for that. */
	done(): void {
		const stretch = this.#stretches[0];
		if (!stretch || this.#taken < stretch.lines) return;
		this.#stretches.shift();
		this.#taken = 0;
		this.#offsetLine = 0;
		this.#offset = 0;
		for (const tell of stretch.waiting) tell();
	}

	/** Calls back once when every line that has entered so far is dealt with; at once if there is none. */
	whenDealtWith(tell: () => void): void {
		const last = this.#stretches.at(-1);
		if (last) last.waiting.push(tell);
		else tell();
	}

	/** A copy of the current line's bytes, without its newline. Each call costs the way from the last one. */
	bytes(): Buffer {
		const { bytes } = this.#stretches[0] as Stretch;
		for (; this.#offsetLine < this.#taken - 1; this.#offsetLine += 1) this.#offset = bytes.indexOf(10, this.#offset) + 1;
		return Buffer.from(bytes.subarray(this.#offset, bytes.indexOf(10, this.#offset)));
	}
}
