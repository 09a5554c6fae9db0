const ID = /^soak-(\d+)-(\d+)$/;

/** The audit ID of a call: the life of the writer that wrote it, and its number within it. */
export const auditID = (life: number, number: number): string => `soak-${life}-${String(number).padStart(8, "0")}`;

/** How often each call was seen: a byte for each, because a long run has millions of them. */
export class Tally {
	/** By the life of the writer; how often each number was seen, up to 255 times. */
	readonly #lives: Uint8Array[] = [];
	/** How many different calls were seen. */
	distinct = 0;

	/** Notes a call by its audit ID; any other text is nothing of ours. */
	add(id: string): void {
		const [, life, number] = ID.exec(id) ?? [];
		if (number !== undefined) this.#count(Number(life), Number(number));
	}

	/** How often a call was seen. */
	of(life: number, number: number): number {
		return this.#lives[life]?.[number] ?? 0;
	}

	/** Every call that was seen, once, in the order in which they began. */
	*calls(): Generator<readonly [life: number, number: number, times: number]> {
		for (const [life, numbers] of this.#lives.entries()) {
			for (const [number, times] of (numbers ?? []).entries()) if (times > 0) yield [life, number, times];
		}
	}

	#count(life: number, number: number): void {
		const numbers = this.#roomFor(life, number);
		const times = numbers[number] ?? 0;
		if (times === 0) this.distinct += 1;
		numbers[number] = Math.min(times + 1, 255);
	}

	#roomFor(life: number, number: number): Uint8Array {
		const old = this.#lives[life] ?? new Uint8Array(0);
		if (number < old.length) return old;
		const grown = new Uint8Array(Math.max(1024, number * 2));
		grown.set(old);
		this.#lives[life] = grown;
		return grown;
	}
}
