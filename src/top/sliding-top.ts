import type { Call } from "../audit/call.ts";
import { timeOf } from "../audit/meaning.ts";
import { micros } from "../audit/time.ts";
import { Durations } from "./durations.ts";
import { LogClock } from "./log-clock.ts";
import { Sliding } from "./sliding.ts";
import { type Counter, type Entry, rowOf, Top, type TopTable } from "./top.ts";

/** So many keys are remembered of each slice of the window. */
const KEYS_IN_SLICE = 1000;

/** What a window goes by. */
export interface WindowOptions {
	/** Its length, in microseconds. */
	readonly window: number;
	/** Our own clock, in milliseconds. */
	readonly now: () => number;
}

/** Counts the calls of the last while, by the clock of the log. */
export class SlidingTop implements Counter {
	readonly #window: number;
	readonly #clock: LogClock;
	readonly #slices: Sliding<Top>;
	/** The earliest call of all. */
	#first = Number.POSITIVE_INFINITY;

	constructor(keysOf: (call: Call) => readonly string[], { window, now }: WindowOptions) {
		this.#window = window;
		this.#clock = new LogClock(now, window);
		this.#slices = new Sliding(window, () => new Top(keysOf, KEYS_IN_SLICE));
	}

	/** Takes the next call; one whose event has no time is none of the last while. */
	add(call: Call): void {
		const at = micros(timeOf(call.event));
		if (at === undefined) return;
		this.#clock.hear(at);
		this.#first = Math.min(this.#first, at);
		this.#slices.at(at, this.#clock.time ?? at)?.add(call);
	}

	/** The window, whose `first` is its beginning, or that of the log, and whose `last` is now. */
	get table(): TopTable {
		const { time: now } = this.#clock;
		if (now === undefined) return merged([]);
		return { ...merged(this.#slices.within(now)), first: Math.max(this.#first, now - this.#window), last: now };
	}
}

/**
 * Several countings as one: what a counting may have forgotten of a key counts as if it was there, so that `over` still says how much too
 * high a count can be (Agarwal et al., Mergeable Summaries, 2012).
 */
function merged(tops: readonly Top[]): TopTable {
	const entries = new Map<string, Entry>();
	for (const { keys, key } of tops.flatMap((top) => [...top.entries.values()])) {
		if (!entries.has(key)) entries.set(key, sum(tops, { keys, key }));
	}
	const total = (of: (top: Top) => number): number => tops.reduce((all, top) => all + of(top), 0);
	return {
		rows: [...entries.values()].map(rowOf),
		calls: total(({ calls }) => calls),
		errors: total(({ errors }) => errors),
		forgotten: total(({ forgotten }) => forgotten),
		first: Math.min(...tops.map(({ first }) => first)),
		last: Math.max(...tops.map(({ last }) => last)),
	};
}

/** What several countings know of a key. */
function sum(tops: readonly Top[], { keys, key }: Pick<Entry, "keys" | "key">): Entry {
	const all = { keys, key, over: 0, calls: 0, errors: 0, durations: new Durations() };
	for (const { entries, forgotten } of tops) {
		const entry = entries.get(key) ?? { over: forgotten, calls: forgotten, errors: 0, durations: undefined };
		all.over += entry.over;
		all.calls += entry.calls;
		all.errors += entry.errors;
		if (entry.durations) all.durations.addAll(entry.durations);
	}
	return all;
}
