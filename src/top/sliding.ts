/** A window slides by this share of its length. */
const SLICES = 30;

/** What belongs to the last while, in slices of it: a slice that has become too old is dropped as a whole. */
export class Sliding<T> {
	readonly #make: () => T;
	/** In microseconds. */
	readonly #slice: number;
	readonly #slices = new Map<number, T>();

	/** `window` is the length of the while, in microseconds; `make` makes an empty slice. */
	constructor(window: number, make: () => T) {
		this.#slice = window / SLICES;
		this.#make = make;
	}

	/** The slice of a time, while it is `now`, both in microseconds; undefined where that is outside of the window. */
	at(micros: number, now: number): T | undefined {
		const place = this.#place(micros);
		if (!this.#isIn(place, now)) return undefined;
		const slice = this.#slices.get(place) ?? this.#make();
		this.#slices.set(place, slice);
		return slice;
	}

	/** The slices that are in the window while it is `now`, in microseconds; others are dropped. */
	within(now: number): T[] {
		for (const place of this.#slices.keys()) if (!this.#isIn(place, now)) this.#slices.delete(place);
		return [...this.#slices.values()];
	}

	#place(micros: number): number {
		return Math.floor(micros / this.#slice);
	}

	#isIn(place: number, now: number): boolean {
		const last = this.#place(now);
		return place <= last && place > last - SLICES;
	}
}
