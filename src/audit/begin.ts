import type { Call } from "./call.ts";
import { timeOf } from "./meaning.ts";
import { micros } from "./time.ts";

/** A call that ends within this time of its beginning is told once, at its end. */
const GRACE_MS = 250;

interface Held {
	readonly call: Call;
	/** When its response began, in microseconds since 1970. */
	readonly at: number;
	readonly timer: NodeJS.Timeout;
}

/**
 * Holds the beginning of a long-running call back until it has lasted 250 ms, by the clock of the log where more of the
 * log is there, and by our own where the log is quiet. Ended calls pass at once.
 */
export class Beginnings {
	readonly #held = new Map<Call, Held>();
	readonly #told = new WeakSet<Call>();
	readonly #emit: (call: Call) => void;

	/** `emit` gets a call once or twice: `open` if it lasts, and when it ends. */
	constructor(emit: (call: Call) => void) {
		this.#emit = emit;
	}

	/** Takes a call when its response begins (`open`), and when it ends or is given up. */
	add(call: Call): void {
		if (call.state !== "open") this.#emit(call);
		else if (!this.#told.has(call) && !this.#held.has(call)) this.#hold(call);
	}

	/** True for a call that was told as `open`. */
	hasTold(call: Call): boolean {
		return this.#told.has(call);
	}

	/** Takes a call that was told as `open` before. */
	restore(call: Call): void {
		this.#told.add(call);
	}

	/** The log has come as far as this timestamp: what began 250 ms before it is told. */
	advance(timestamp: string | null | undefined): void {
		if (this.#held.size === 0) return;
		const now = micros(timestamp) ?? 0;
		for (const held of this.#held.values()) {
			if (now - held.at < GRACE_MS * 1000) return;
			this.#tell(held);
		}
	}

	/** Tells everything that is held and still open. */
	flush(): void {
		for (const held of this.#held.values()) this.#tell(held);
	}

	#hold(call: Call): void {
		const timer = setTimeout(() => this.#tell(held), GRACE_MS);
		const held: Held = { call, at: micros(timeOf(call.event)) ?? 0, timer };
		this.#held.set(call, held);
	}

	#tell(held: Held): void {
		clearTimeout(held.timer);
		this.#held.delete(held.call);
		if (held.call.state !== "open") return;
		this.#told.add(held.call);
		this.#emit(held.call);
	}
}
