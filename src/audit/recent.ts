/** Remembers the last `limit` keys that were added: a ring for the order, a set for the question. */
export class Recent {
	readonly #keys = new Set<string>();
	readonly #ring: string[] = [];
	readonly #limit: number;
	#next = 0;

	constructor(limit: number) {
		this.#limit = limit;
	}

	/** True for a key that is remembered. */
	has(key: string): boolean {
		return this.#keys.has(key);
	}

	/** Remembers a key, and forgets the oldest beyond the limit. */
	add(key: string): void {
		if (this.#limit === 0 || this.#keys.has(key)) return;
		const leaving = this.#ring[this.#next];
		if (leaving !== undefined) this.#keys.delete(leaving);
		this.#ring[this.#next] = key;
		this.#keys.add(key);
		this.#next = (this.#next + 1) % this.#limit;
	}
}
