/** What time it is by the clock of a log: that of its last event, and what has gone by since. */
export class LogClock {
	readonly #now: () => number;
	readonly #window: number;
	/** How far it is ahead of our own clock, in microseconds. */
	#ahead: number | undefined;

	/** `now` is our own clock, in milliseconds; `window` is how far events come out of order at most, in microseconds. */
	constructor(now: () => number, window: number) {
		this.#now = now;
		this.#window = window;
	}

	/** Takes the time of an event, in microseconds. One that is late does not set the clock back, unless it is so late that the clock must have been wrong. */
	hear(micros: number): void {
		const time = this.time;
		if (time === undefined || micros > time || micros < time - this.#window) this.#ahead = micros - 1000 * this.#now();
	}

	/** In microseconds since 1970; undefined before the first event. */
	get time(): number | undefined {
		return this.#ahead === undefined ? undefined : this.#ahead + 1000 * this.#now();
	}
}
