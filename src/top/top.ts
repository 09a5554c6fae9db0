import { type Call, durationMicros } from "../audit/call.ts";
import { timeOf } from "../audit/meaning.ts";
import { micros } from "../audit/time.ts";
import { Durations } from "./durations.ts";

/** So many keys are remembered where nothing else is said. */
export const MOST_KEYS = 10_000;

/** The calls that are alike in what was asked for. */
export interface TopRow {
	/** What they are alike in, in the order in which it was asked for. */
	readonly keys: readonly string[];
	readonly calls: number;
	/** So many of `calls` may be of others: 0 where every key was remembered from its first call on. */
	readonly over: number;
	/** Those that got a code from 400 on, or panicked. */
	readonly errors: number;
	/** In microseconds; undefined where none has ended. */
	readonly p50: number | undefined;
	readonly p99: number | undefined;
}

/** What is known of all that was counted. */
export interface TopTable {
	readonly rows: readonly TopRow[];
	/** All calls, and those of them that failed. */
	readonly calls: number;
	readonly errors: number;
	/** So many calls a key may have that was forgotten; 0 where none was. */
	readonly forgotten: number;
	/** The times of the earliest and the latest of them, in microseconds since 1970; infinite where there are none. */
	readonly first: number;
	readonly last: number;
}

/** What counts calls. */
export interface Counter {
	/** Takes the next call. */
	add(call: Call): void;
	/** What is known by now. */
	readonly table: TopTable;
}

/** What is known of a key. */
export interface Entry {
	readonly keys: readonly string[];
	/** The keys as one text. */
	readonly key: string;
	readonly over: number;
	calls: number;
	errors: number;
	readonly durations: Durations;
}

/** The row of an entry. */
export const rowOf = ({ keys, calls, over, errors, durations }: Entry): TopRow => ({
	...{ keys, calls, over, errors },
	...{ p50: durations.quantile(0.5), p99: durations.quantile(0.99) },
});

/**
 * Counts calls by what they are alike in. It remembers a limited number of keys: once there are more, a new one takes the place of the
 * one with the fewest calls, and its count (the space-saving algorithm of Metwally, Agrawal and El Abbadi, 2005), so that whatever
 * has more calls than `over` is there.
 */
export class Top implements Counter {
	readonly #keysOf: (call: Call) => readonly string[];
	readonly #most: number;
	readonly #entries = new Map<string, Entry>();
	/** The entries by their calls, so that one with the fewest is found at once. */
	readonly #byCalls = new Map<number, Set<Entry>>();
	#fewest = 0;
	#isExact = true;
	calls = 0;
	errors = 0;
	first = Number.POSITIVE_INFINITY;
	last = Number.NEGATIVE_INFINITY;

	/** `most` keys are remembered. */
	constructor(keysOf: (call: Call) => readonly string[], most: number) {
		this.#keysOf = keysOf;
		this.#most = most;
	}

	/** Takes the next call. */
	add(call: Call): void {
		const keys = this.#keysOf(call);
		const entry = this.#entries.get(keyOf(keys)) ?? this.#entered(keys);
		this.#move(entry);
		const isError = call.state === "panic" || (call.event.responseStatus?.code ?? 0) >= 400;
		this.calls += 1;
		const at = micros(timeOf(call.event));
		if (at !== undefined) [this.first, this.last] = [Math.min(this.first, at), Math.max(this.last, at)];
		if (isError) this.errors += 1;
		if (isError) entry.errors += 1;
		const took = durationMicros(call);
		if (took !== undefined) entry.durations.add(took);
	}

	get entries(): ReadonlyMap<string, Entry> {
		return this.#entries;
	}

	/** So many calls a key may have that was forgotten; 0 where none was. */
	get forgotten(): number {
		return this.#isExact ? 0 : this.#fewest;
	}

	get table(): TopTable {
		const { calls, errors, forgotten, first, last } = this;
		return { calls, errors, forgotten, first, last, rows: [...this.#entries.values()].map(rowOf) };
	}

	/** An entry for a key that is not remembered. */
	#entered(keys: readonly string[]): Entry {
		const over = this.#entries.size < this.#most ? 0 : this.#forgotten();
		const entry: Entry = { keys, key: keyOf(keys), over, calls: over, errors: 0, durations: new Durations() };
		this.#entries.set(entry.key, entry);
		return entry;
	}

	/** Forgets an entry with the fewest calls; gives their number. */
	#forgotten(): number {
		const [entry] = this.#byCalls.get(this.#fewest) ?? [];
		if (!entry) return 0;
		this.#isExact = false;
		this.#byCalls.get(this.#fewest)?.delete(entry);
		this.#entries.delete(entry.key);
		return entry.calls;
	}

	/** One call more. */
	#move(entry: Entry): void {
		const from = this.#byCalls.get(entry.calls);
		from?.delete(entry);
		if (from?.size === 0) this.#byCalls.delete(entry.calls);
		entry.calls += 1;
		const to = this.#byCalls.get(entry.calls) ?? new Set();
		this.#byCalls.set(entry.calls, to.add(entry));
		if (entry.calls === 1 || !this.#byCalls.has(this.#fewest)) this.#fewest = entry.calls === 1 ? 1 : this.#fewest + 1;
	}
}

const keyOf = (keys: readonly string[]): string => JSON.stringify(keys);
