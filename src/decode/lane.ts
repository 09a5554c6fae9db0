/** Some whole lines, as bytes, on their way through split2. */
interface Stretch {
	readonly bytes: Buffer;
	readonly lines: number;
	/** Lines that the gate dropped, or left out, just before these. */
	readonly dropped: number;
}

/**
 * Runs beside split2, which hands lines over as text and forgets where they were: gives the number and the bytes of the
 * line that split2 is handing over. The gate enters what it lets through, the decoder takes line by line.
 */
export class Lane {
	readonly #stretches: Stretch[] = [];
	#taken = 0;
	/** Line in the current stretch up to whose start `#offset` has been moved. */
	#offsetLine = 0;
	#offset = 0;
	#whenEmpty: (() => void) | undefined;
	/** The number of the current line, from 1. */
	number = 0;

	/** True while a line has entered that is not dealt with. */
	get isHolding(): boolean {
		return this.#stretches.length > 0;
	}

	/** Notes a stretch of `lines` whole lines, before it is given to split2. */
	enter(stretch: Stretch): void {
		this.#stretches.push(stretch);
	}

	/** Moves on to the next line, the one that split2 has just handed over; gives the number of lines that were dropped before it. */
	next(): number {
		let stretch = this.#stretches[0];
		if (stretch && this.#taken === stretch.lines) {
			this.#leave();
			stretch = this.#stretches[0];
		}
		const dropped = this.#taken === 0 ? (stretch?.dropped ?? 0) : 0;
		this.#taken += 1;
		this.number += 1 + dropped;
		return dropped;
	}

	/** The current line is dealt with: tells who waits for the lane to be empty, if it was the last one. */
	done(): void {
		if (this.#stretches.length > 1 || this.#taken < (this.#stretches[0]?.lines ?? 0)) return;
		this.#leave();
		const tell = this.#whenEmpty;
		this.#whenEmpty = undefined;
		tell?.();
	}

	/** Calls back once when every line that has entered is dealt with; at once if there is none. */
	whenEmpty(tell: () => void): void {
		if (this.isHolding) this.#whenEmpty = tell;
		else tell();
	}

	/** A copy of the current line's bytes, without its newline. Each call costs the way from the last one. */
	bytes(): Buffer {
		const { bytes } = this.#stretches[0] as Stretch;
		for (; this.#offsetLine < this.#taken - 1; this.#offsetLine += 1) this.#offset = bytes.indexOf(10, this.#offset) + 1;
		return Buffer.from(bytes.subarray(this.#offset, bytes.indexOf(10, this.#offset)));
	}

	#leave(): void {
		this.#stretches.shift();
		this.#taken = 0;
		this.#offsetLine = 0;
		this.#offset = 0;
	}
}
