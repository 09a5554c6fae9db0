/** Resolves after so many milliseconds. Only for what paces a run: what decides it waits for a condition. */
export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until a thing has come true, looking every 20 ms. Throws when it has not within `ms` milliseconds. */
export async function until(isTrue: () => boolean, what: string, ms = 60_000): Promise<void> {
	const deadline = performance.now() + ms;
	while (!isTrue()) {
		if (performance.now() > deadline) throw new Error(`waited in vain: ${what}`);
		await pause(20);
	}
}

/** A random number from `low` on, below `high`. */
export const between = (low: number, high: number): number => low + Math.random() * (high - low);
