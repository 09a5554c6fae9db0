/** A place in a queue. */
export interface Place<T> {
	readonly value: T;
	before: Place<T> | undefined;
	after: Place<T> | undefined;
}

/**
 * A queue whose members may leave from anywhere, in constant time. Not a Map or Set taken from the front: finding the
 * first of one walks over everything that was deleted since its table was last rebuilt.
 */
export class Queue<T> {
	#first: Place<T> | undefined;
	#last: Place<T> | undefined;
	#size = 0;

	get first(): Place<T> | undefined {
		return this.#first;
	}

	get size(): number {
		return this.#size;
	}

	/** Puts a value at the end; the place is what it leaves by. */
	append(value: T): Place<T> {
		const place: Place<T> = { value, before: this.#last, after: undefined };
		if (this.#last) this.#last.after = place;
		else this.#first = place;
		this.#last = place;
		this.#size += 1;
		return place;
	}

	/** Takes out a place that is in this queue. */
	remove(place: Place<T>): void {
		if (place.before) place.before.after = place.after;
		else this.#first = place.after;
		if (place.after) place.after.before = place.before;
		else this.#last = place.before;
		this.#size -= 1;
	}

	/** Takes out the first value, if there is one. */
	shift(): T | undefined {
		const place = this.#first;
		if (place) this.remove(place);
		return place?.value;
	}
}
