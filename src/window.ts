import type { Reading } from "./audit/call.ts";
import { timeOf } from "./audit/meaning.ts";
import { micros } from "./audit/time.ts";

/** How long an event waits for those that were earlier, and come later, in milliseconds. */
const WAIT_MS = 300;
/** So many events wait at most, and so long are their lines together, in characters: then the earliest goes on at once. */
const MOST = { events: 10_000, length: 64 * 1024 * 1024 };

/** An event that waits. */
interface Waiting {
	readonly reading: Reading;
	/** Its time, in microseconds. */
	readonly at: number;
	/** When it came, in milliseconds of a clock of its own. */
	readonly came: number;
}

/** Puts live events of several logs in the order of their times, as far as those that come late are no more than a moment late. */
export class Window {
	/** In the order of their times. */
	readonly #waiting: Waiting[] = [];
	readonly #emit: (reading: Reading) => void;
	#length = 0;
	#timer: NodeJS.Timeout | undefined;

	/** `emit` gets all events. */
	constructor(emit: (reading: Reading) => void) {
		this.#emit = emit;
	}

	/** Takes the next event. */
	add(reading: Reading): void {
		const at = micros(timeOf(reading.event)) ?? 0;
		const place = this.#waiting.findLastIndex((other) => other.at <= at) + 1; // most come last
		this.#waiting.splice(place, 0, { reading, at, came: performance.now() });
		this.#length += reading.line.length;
		while (this.#waiting.length > MOST.events || this.#length > MOST.length) this.#emitFirst();
		this.#timer ??= setTimeout(() => this.#look(), WAIT_MS);
	}

	/** Hands on all that waits. */
	flush(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		while (this.#waiting.length > 0) this.#emitFirst();
	}

	/** Hands on what has waited long enough, and what was earlier. */
	#look(): void {
		const until = performance.now() - WAIT_MS;
		let ready = this.#waiting.findLastIndex(({ came }) => came <= until) + 1;
		for (; ready > 0; ready -= 1) this.#emitFirst();
		const first = this.#waiting[0];
		this.#timer = first ? setTimeout(() => this.#look(), Math.max(10, first.came - until)) : undefined;
	}

	#emitFirst(): void {
		const first = this.#waiting.shift();
		if (!first) return;
		this.#length -= first.reading.line.length;
		this.#emit(first.reading);
	}
}
