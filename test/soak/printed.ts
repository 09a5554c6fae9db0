import { appendFileSync, openSync, readSync } from "node:fs";
import { idOfRow } from "./follower.ts";
import { Tally } from "./tally.ts";

const NEWLINE = 10;
const CHUNK = 1 << 20;

/** The file that a follower prints to, through several lives of it: which calls are in it, and which of them again. */
export class Printed {
	readonly #path: string;
	readonly #file: number;
	#rest = Buffer.alloc(0);
	/** Where each call was printed last, in bytes. */
	readonly #places = new Map<string, number>();
	/** What each kill excuses: calls that were printed in these bytes. */
	readonly #excused: { from: number; to: number; again: number }[] = [];
	#unexcused = 0;
	#torn = 0;
	/** How often each call was printed. */
	readonly tally = new Tally();
	/** Bytes that have been read. */
	size = 0;

	constructor(path: string) {
		this.#path = path;
		this.#file = openSync(path, "r");
	}

	/** Reads what has been printed since. */
	readOn(): void {
		const chunk = Buffer.allocUnsafe(CHUNK);
		for (let length = 1; length > 0; ) {
			length = readSync(this.#file, chunk, 0, CHUNK, this.size);
			this.size += length;
			this.#take(chunk.subarray(0, length));
		}
	}

	/** The follower was killed: what it printed from byte `from` on may come again, and a torn line is closed. */
	killed(from: number): void {
		this.readOn();
		if (this.#rest.length > 0) {
			this.#torn += 1;
			appendFileSync(this.#path, "\n");
			this.readOn();
		}
		this.#excused.push({ from, to: this.size, again: 0 });
	}

	/** What was printed again. */
	again(): { unexcused: number; most: number; torn: number } {
		return { unexcused: this.#unexcused, most: Math.max(0, ...this.#excused.map(({ again }) => again)), torn: this.#torn };
	}

	#take(chunk: Buffer): void {
		const text = Buffer.concat([this.#rest, chunk]);
		const start = this.size - text.length;
		let from = 0;
		for (let to = text.indexOf(NEWLINE); to >= 0; to = text.indexOf(NEWLINE, from)) {
			this.#note(text.toString("utf8", from, to), start + from);
			from = to + 1;
		}
		this.#rest = text.subarray(from);
	}

	#note(line: string, place: number): void {
		const id = idOfRow(line);
		if (id === undefined) return;
		const before = this.#places.get(id);
		if (before !== undefined) this.#noteAgain(before);
		this.#places.set(id, place);
		this.tally.add(id);
	}

	#noteAgain(place: number): void {
		const excuse = this.#excused.findLast(({ from, to }) => place >= from && place < to);
		if (excuse) excuse.again += 1;
		else this.#unexcused += 1;
	}
}
