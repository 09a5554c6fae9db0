import type { Shown } from "./around.ts";
import type { Call } from "./audit/call.ts";
import { type Place, Queue } from "./audit/queue.ts";

/** Holds what has been so far down to its last N matches, with what stands around them; once it is released, everything passes. */
export class Tail {
	readonly #limit: number;
	readonly #emit: (shown: Shown) => void;
	readonly #held = new Queue<Shown>();
	/** Calls that are held as `open`: their end will take a later place. */
	readonly #open = new Map<Call, Place<Shown>>();
	/** Matches that are held. */
	#matches = 0;
	/** The last match that was let go: what stands around it goes, too. */
	#gone = 0;
	#released = false;

	/** `limit` is the number of matches to keep until the release. */
	constructor(limit: number, emit: (shown: Shown) => void) {
		this.#limit = limit;
		this.#emit = emit;
	}

	/** True until the release. */
	get isHolding(): boolean {
		return !this.#released;
	}

	/** Takes a call, again when it has ended: it is held once, at its later place. */
	add(shown: Shown): void {
		if (this.#released) this.#emit(shown);
		else this.#hold(shown);
	}

	/** Hands on what is held, and from then on everything at once. */
	release(): void {
		if (this.#released) return;
		this.#released = true;
		this.#open.clear();
		for (let shown = this.#held.shift(); shown; shown = this.#held.shift()) if (shown.match > this.#gone) this.#emit(shown);
	}

	/** Lets a call go that is no longer wanted, now that it has ended. */
	drop(call: Call): void {
		const place = this.#open.get(call);
		if (!place) return;
		this.#held.remove(place);
		this.#open.delete(call);
		if (!place.value.isContext) this.#matches -= 1;
	}

	#hold(shown: Shown): void {
		this.drop(shown.call);
		const place = this.#held.append(shown);
		if (shown.call.state === "open") this.#open.set(shown.call, place);
		if (!shown.isContext) this.#matches += 1;
		while (this.#matches > this.#limit || (this.#held.first?.value.match ?? Number.POSITIVE_INFINITY) <= this.#gone) this.#letGo();
	}

	#letGo(): void {
		const shown = this.#held.shift();
		if (!shown) return;
		this.#open.delete(shown.call);
		if (shown.isContext) return;
		this.#matches -= 1;
		this.#gone = Math.max(this.#gone, shown.match);
	}
}
