import type { Reading } from "./audit/call.ts";
import { timeOf } from "./audit/meaning.ts";
import { Queue } from "./audit/queue.ts";
import { micros } from "./audit/time.ts";

/** What is known of one log: events that are not handed on yet, and who waits for that. */
interface Log {
	readonly events: Queue<{ readonly reading: Reading; readonly at: number }>;
	whenRead: (() => void) | undefined;
	hasEnded: boolean;
}

/**
 * Puts the events of several logs in the order of their times while they are read side by side. It holds no more than one
 * line's events of each: the log whose next event is the earliest goes on. Within a log the order stays that of the log,
 * where times go back by some 40 ms, so that is how far the order of the whole may be off.
 */
export class Merge {
	readonly #logs: ReadonlyMap<string, Log>;
	readonly #all: readonly Log[];
	readonly #emit: (reading: Reading) => void;
	#isReleased = false;
	#isAdvancing = false;

	/** `names` are the logs, each to be ended by `end`; one that comes later waits for nobody. `emit` gets all events. */
	constructor(names: readonly string[], emit: (reading: Reading) => void) {
		this.#logs = new Map(names.map((name) => [name, { events: new Queue(), whenRead: undefined, hasEnded: false }]));
		this.#all = [...this.#logs.values()];
		this.#emit = emit;
	}

	/** Takes the next event of a log. */
	add(name: string, reading: Reading): void {
		const log = this.#waited(name);
		if (!log) this.#emit(reading);
		else log.events.append({ reading, at: micros(timeOf(reading.event)) ?? 0 });
	}

	/** Calls back when the log's events have been handed on, and its next line may be read. */
	whenRead(name: string, next: () => void): void {
		const log = this.#waited(name);
		if (!log) {
			next();
			return;
		}
		log.whenRead = next;
		this.#advance();
	}

	/** No more events of that log are to be expected soon: the others need not wait for it. */
	end(name: string): void {
		const log = this.#logs.get(name);
		if (log) log.hasEnded = true;
		this.#advance();
	}

	/** Nobody waits any more: what is held is handed on, and what comes later at once. */
	release(): void {
		this.#isReleased = true;
		this.#advance();
	}

	/** The log, while its events wait for those of others. */
	#waited(name: string): Log | undefined {
		return this.#isReleased ? undefined : this.#logs.get(name);
	}

	/** Goes on until a log's next event is not known; what is called back may call again. */
	#advance(): void {
		if (this.#isAdvancing) return;
		this.#isAdvancing = true;
		for (let log = this.#next(); log; log = this.#next()) {
			const event = log.events.shift();
			if (event) this.#emit(event.reading);
			else {
				const { whenRead } = log;
				log.whenRead = undefined;
				whenRead?.();
			}
		}
		this.#isAdvancing = false;
	}

	/** The log to go on with: one whose next line can be read, else the one with the earliest event, if all that go on have one. */
	#next(): Log | undefined {
		const readable = this.#all.find(canRead);
		if (readable) return readable;
		return this.#isReleased || !this.#all.some(isAwaited) ? this.#earliest() : undefined;
	}

	#earliest(): Log | undefined {
		let earliest: Log | undefined;
		for (const log of this.#all) if (timeOfNext(log) < timeOfNext(earliest)) earliest = log;
		return earliest;
	}
}

const canRead = ({ events, whenRead }: Log): boolean => events.size === 0 && whenRead !== undefined;
const isAwaited = ({ events, hasEnded }: Log): boolean => events.size === 0 && !hasEnded;
/** Later than any time where there is no event. */
const timeOfNext = (log: Log | undefined): number => log?.events.first?.value.at ?? Number.POSITIVE_INFINITY;
