/** Each step is so much longer than the one before: what is said of a duration is at most 1% off. */
const STEP = Math.log(1.02);

/** Many durations in little memory: how many there were of about each length. */
export class Durations {
	readonly #counts = new Map<number, number>();
	#total = 0;

	/** Takes one, in microseconds. */
	add(micros: number): void {
		const step = micros <= 0 ? 0 : 1 + Math.round(Math.log(micros) / STEP);
		this.#counts.set(step, (this.#counts.get(step) ?? 0) + 1);
		this.#total += 1;
	}

	/** Takes all of others. */
	addAll(others: Durations): void {
		for (const [step, count] of others.#counts) this.#counts.set(step, (this.#counts.get(step) ?? 0) + count);
		this.#total += others.#total;
	}

	/** The duration that this share of them does not exceed, in microseconds, to 1%; undefined where there are none. */
	quantile(share: number): number | undefined {
		let left = Math.max(1, Math.ceil(share * this.#total));
		for (const [step, count] of [...this.#counts].sort(([a], [b]) => a - b)) {
			left -= count;
			if (left <= 0) return step === 0 ? 0 : Math.exp((step - 1) * STEP);
		}
		return undefined;
	}
}
