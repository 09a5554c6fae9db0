import { setTimeout } from "node:timers/promises";

/** How long is waited before the first try again, and at most, in milliseconds. */
export interface Patience {
	readonly firstMs: number;
	readonly mostMs: number;
}

/** Half a second, twice as long each time, up to half a minute. */
export const patience: Patience = { firstMs: 500, mostMs: 30_000 };

/** Waits longer each time, and never as long as anybody else: many that lost the same server do not come back at once. */
export class Backoff {
	readonly #patience: Patience;
	#tries = 0;

	constructor(patience: Patience) {
		this.#patience = patience;
	}

	/** Waits before the next try; ends at once when the signal comes. */
	async wait(signal: AbortSignal): Promise<void> {
		const { firstMs, mostMs } = this.#patience;
		const longest = Math.min(mostMs, firstMs * 2 ** this.#tries);
		this.#tries += 1;
		await setTimeout(longest * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
	}

	/** It went well: the next wait is as short as the first. */
	reset(): void {
		this.#tries = 0;
	}
}
