/** No silence below this is strange, in seconds. */
const LEAST = 30;
/** So many times as long as the longest pause before it a silence is strange. */
const TIMES = 10;
/**
 * So many times as long the stream must have been listened to before. Twenty pauses fit into that, at least: even where they
 * come by chance, one in ten million is ten times as long as the longest of twenty before it.
 */
const KNOWN = 2;

/** A silence that is strange, and what was usual before it, in seconds. */
export interface Silence {
	readonly seconds: number;
	/** No pause before was longer. */
	readonly longest: number;
}

/**
 * Knows from a stream's pauses which silence is strange. Its time are the seconds in which somebody waited for the stream: not those
 * in which the reader was busy, nor those in which the process was stopped.
 */
export class Rhythm {
	/** True when something has come. */
	hasBegun = false;
	#silence = 0;
	/** A pause that no look fell into took less than a second. */
	#longest = 1;
	#listened = 0;

	/** Something came. */
	came(): void {
		this.hasBegun = true;
		this.#longest = Math.max(this.#longest, this.#silence + 1);
		this.#listened += this.#silence;
		this.#silence = 0;
	}

	/** The silence that was strange does not count: it may not have been the stream's own. */
	forgive(): void {
		this.#silence = 0;
	}

	/** Another second has passed in waiting. Gives the silence when it has become strange: once, until something comes. */
	second(): Silence | undefined {
		if (!this.hasBegun) return undefined; // its writer may have to connect first
		this.#silence += 1;
		const strange = Math.max(LEAST, TIMES * this.#longest);
		if (this.#silence !== strange || this.#listened < KNOWN * strange) return undefined;
		return { seconds: this.#silence, longest: this.#longest };
	}
}
