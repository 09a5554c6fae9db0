import type { Call } from "./audit/call.ts";
import { type Place, Queue } from "./audit/queue.ts";

/** Holds what has been so far down to its last N calls; once it is released, everything passes. */
export class Tail {
	readonly #limit: number;
	readonly #emit: (call: Call) => void;
	readonly #held = new Queue<Call>();
	/** Calls that are held as `open`: their end will take a later place. */
	readonly #open = new Map<Call, Place<Call>>();
	#released = false;

	/** `limit` is the number of calls to keep until the release. */
	constructor(limit: number, emit: (call: Call) => void) {
		this.#limit = limit;
		this.#emit = emit;
	}

	/** True until the release. */
	get isHolding(): boolean {
		return !this.#released;
	}

	/** Takes a call, again when it has ended: it is held once, at its later place. */
	add(call: Call): void {
		if (this.#released) this.#emit(call);
		else this.#hold(call);
	}

	/** Hands on what is held, and from then on everything at once. */
	release(): void {
		if (this.#released) return;
		this.#released = true;
		this.#open.clear();
		for (let call = this.#held.shift(); call; call = this.#held.shift()) this.#emit(call);
	}

	/** Lets a call go that is no longer wanted, now that it has ended. */
	drop(call: Call): void {
		const place = this.#open.get(call);
		if (place) this.#held.remove(place);
		this.#open.delete(call);
	}

	#hold(call: Call): void {
		this.drop(call);
		const place = this.#held.append(call);
		if (call.state === "open") this.#open.set(call, place);
		if (this.#held.size > this.#limit) this.#open.delete(this.#held.shift() as Call);
	}
}
