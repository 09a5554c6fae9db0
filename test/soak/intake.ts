import type { Readable } from "node:stream";

const NEWLINE = 10;

/** Reads what a viewer shows as fast as it comes: counts lines, and looks for a marker when one is expected. */
export class Intake {
	readonly #marker: string;
	#rest = "";
	/** Lines that have come. */
	lines = 0;
	/** True from `expect` on, until the marker has come. */
	isExpecting = false;
	/** When it came, on the clock of `performance`. */
	seen = 0;

	constructor(stream: Readable, marker: string) {
		this.#marker = marker;
		stream.on("data", (chunk: Buffer) => this.#take(chunk));
	}

	/** Looks for the marker from now on. */
	expect(): void {
		this.isExpecting = true;
		this.#rest = "";
	}

	#take(chunk: Buffer): void {
		this.lines += newlinesIn(chunk);
		if (this.isExpecting) this.#look(chunk.toString("latin1"));
	}

	#look(text: string): void {
		if ((this.#rest + text).includes(this.#marker)) {
			this.isExpecting = false;
			this.seen = performance.now();
		}
		this.#rest = text.slice(-this.#marker.length);
	}
}

/** How many lines end in a chunk. */
export function newlinesIn(chunk: Buffer): number {
	let lines = 0;
	for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) lines += 1;
	return lines;
}
