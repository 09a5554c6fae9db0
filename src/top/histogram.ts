import type { Call } from "../audit/call.ts";
import { timeOf } from "../audit/meaning.ts";
import { type Outcome, outcomeOf } from "../audit/outcome.ts";
import { micros } from "../audit/time.ts";

/** So many intervals are remembered, those without calls aside. */
const MOST_BINS = 10_000;

const SECOND = 1_000_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Lengths of intervals that people count in, in microseconds: each is some of the one before. */
const STEPS: readonly number[] = [
	...[1000, 10_000, 100_000],
	...[1, 5, 10, 30].map((seconds) => seconds * SECOND),
	...[1, 5, 10, 30].map((minutes) => minutes * MINUTE),
	...[1, 2, 6, 12].map((hours) => hours * HOUR),
	...[1, 7, 28, 364].map((days) => days * DAY),
];

/** No interval becomes longer than so many of it at once. */
const FARTHEST = 20;

/** What came of the calls of an interval. */
export type Counts = Readonly<Record<Outcome, number>>;

/** An interval in which there were calls. */
export interface Bin {
	/** Where it begins, in microseconds since 1970. */
	readonly from: number;
	readonly counts: Counts;
}

/** Intervals of one length, the earliest first; all times are in microseconds. */
export interface Bins {
	readonly step: number;
	/** Where the first and the last one begin, be there calls in them or not. */
	readonly first: number;
	readonly last: number;
	/** Those in which there were calls. */
	readonly bins: readonly Bin[];
}

/** A stretch of time, in microseconds since 1970, both inclusive. */
export interface Span {
	readonly first: number;
	readonly last: number;
}

/** What is counted. */
export interface HistogramOptions {
	/** The length of the intervals, in microseconds; without it, they are as short as can be. */
	readonly step?: number | undefined;
	/** The length of the while that is of interest, in microseconds; without it, all is. */
	readonly window?: number | undefined;
}

/** Counts calls by the time of their last stage, and by what came of them; in longer intervals once there are too many. */
export class Histogram {
	#step: number;
	/** By the number of the interval since 1970. */
	#bins = new Map<number, Record<Outcome, number>>();
	/** Calls whose events have no time. */
	timeless = 0;

	readonly #window: number;

	constructor({ step = STEPS[0] as number, window = Number.POSITIVE_INFINITY }: HistogramOptions = {}) {
		this.#step = step;
		this.#window = window;
	}

	/** Takes the next call. */
	add(call: Call): void {
		const at = micros(timeOf(call.event));
		if (at === undefined) {
			this.timeless += 1;
			return;
		}
		this.#countsAt(Math.floor(at / this.#step))[outcomeOf(call)] += 1;
		if (this.#bins.size <= MOST_BINS) return;
		this.#forget(at - this.#window);
		if (this.#bins.size > MOST_BINS) this.#lengthen(next(this.#step));
	}

	/**
	 * The intervals of a span, before which all is forgotten; of all there was, where none is given. They are of the length that was asked for, or as
	 * short as they can be for there to be no more than `most` of them.
	 */
	bins({ step: asked, most, span }: { step: number | undefined; most: number; span?: Span | undefined }): Bins {
		if (span) this.#forget(span.first);
		const { first, last } = span ?? this.#span;
		let step = this.#step;
		if (asked === undefined) while (Math.floor(last / step) - Math.floor(first / step) >= most) step = next(step);
		const begin = (at: number): number => step * Math.floor(at / step);
		const bins = [...joined(this.#bins, step / this.#step)].sort(([a], [b]) => a - b);
		return { step, first: begin(first), last: begin(last), bins: bins.map(([place, counts]) => ({ from: place * step, counts })) };
	}

	#forget(before: number): void {
		for (const place of this.#bins.keys()) if ((place + 1) * this.#step <= before) this.#bins.delete(place);
	}

	get #span(): Span {
		let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
		for (const place of this.#bins.keys()) [first, last] = [Math.min(first, place), Math.max(last, place)];
		return { first: first * this.#step, last: last * this.#step };
	}

	#countsAt(place: number): Record<Outcome, number> {
		const counts = this.#bins.get(place) ?? none();
		this.#bins.set(place, counts);
		return counts;
	}

	#lengthen(step: number): void {
		this.#bins = joined(this.#bins, step / this.#step);
		this.#step = step;
	}
}

const none = (): Record<Outcome, number> => ({ allowed: 0, denied: 0, failed: 0, open: 0, panic: 0 });

/** So many intervals each as one. */
function joined(bins: ReadonlyMap<number, Counts>, many: number): Map<number, Record<Outcome, number>> {
	const longer = new Map<number, Record<Outcome, number>>();
	for (const [place, counts] of bins) {
		const at = Math.floor(place / many);
		const sum = longer.get(at) ?? none();
		for (const [outcome, count] of Object.entries(counts) as [Outcome, number][]) sum[outcome] += count;
		longer.set(at, sum);
	}
	return longer;
}

/** The next longer interval: of a length that people count in, where this one is. */
const next = (step: number): number =>
	STEPS.find((longer) => longer > step && longer <= FARTHEST * step && longer % step === 0) ?? 10 * step;
