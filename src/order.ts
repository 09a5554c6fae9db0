import type { Reading } from "./audit/call.ts";
import { Merge } from "./merge.ts";
import { Window } from "./window.ts";

/** What is put in order. */
interface OrderOptions {
	/** The names of the logs. */
	readonly logs: readonly string[];
	/** True where events go on to come when what was there has been read. */
	readonly live: boolean;
	/** False where all come as they are read. */
	readonly merge: boolean;
	/** When it comes, nobody waits any more. */
	readonly signal: AbortSignal;
}

/** The order in which the events of several logs are handed on: by their times; once they are live, as far as they come no more than a moment late. */
export class Order {
	readonly #live: boolean;
	readonly #merge: Merge;
	readonly #window: Window | undefined;

	/** `emit` gets all events. */
	constructor({ logs, live, merge, signal }: OrderOptions, emit: (reading: Reading) => void) {
		this.#live = live;
		const window = live && merge ? new Window(emit) : undefined;
		this.#window = window;
		this.#merge = new Merge(logs, window ? (reading) => window.add(reading) : emit);
		if (!merge) this.#merge.release();
		signal.addEventListener("abort", () => this.#merge.release());
	}

	/** Takes the next event of a log. */
	add(log: string, reading: Reading): void {
		this.#merge.add(log, reading);
	}

	/** Calls back when the next line of a log may be read. */
	whenRead(log: string, next: () => void): void {
		this.#merge.whenRead(log, next);
	}

	/** What was there of a source has been read. Where more may come, nobody waits for it. */
	caughtUp(log: string): void {
		if (this.#live) this.#merge.end(log);
	}

	/** No more events of that log. */
	end(log: string): void {
		this.#merge.end(log);
	}

	/** Hands on what waits. */
	flush(): void {
		this.#window?.flush();
	}
}
