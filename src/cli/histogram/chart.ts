import { type Outcome, outcomes } from "../../audit/outcome.ts";
import { timestampOf } from "../../audit/time.ts";
import type { Clock } from "../../render/clock.ts";
import type { TonePaint } from "../../render/pretty.ts";
import type { Tone } from "../../render/tone.ts";
import type { Bin, Bins, Counts } from "../../top/histogram.ts";
import { number } from "../counted.ts";
import { aligned } from "../tables.ts";

/** How each outcome looks in a bar, from the left: no two alike, whatever their colours. */
const looks: readonly { readonly outcome: Outcome; readonly mark: string; readonly tone: Tone }[] = [
	{ outcome: "panic", mark: "!", tone: "broken" },
	{ outcome: "denied", mark: "▓", tone: "refused" },
	{ outcome: "failed", mark: "▒", tone: "failed" },
	{ outcome: "allowed", mark: "█", tone: "dim" },
	{ outcome: "open", mark: "·", tone: "plain" },
];

/** Where there may be any number of them, more intervals without calls than that, one after the other, are told in one line. */
const MOST_EMPTY = 5;
/** What a bar has room for at least, in columns. */
const SHORTEST_BAR = 5;
const DAY = 86_400_000_000;
/** Units of time, in microseconds. */
const UNITS: readonly (readonly [string, number])[] = [
	["d", DAY],
	["h", 3_600_000_000],
	["m", 60_000_000],
	["s", 1_000_000],
	["ms", 1000],
];

/** How a chart is to look. */
export interface ChartFacts {
	readonly clock: Clock;
	readonly paint: TonePaint;
	/** In columns. */
	readonly width: number;
	/** The last so many intervals are shown. */
	readonly lines: number;
	/** Tell many intervals without calls in one line. */
	readonly isShort: boolean;
}

const total = (counts: Counts): number => outcomes.reduce((sum, outcome) => sum + counts[outcome], 0);

/** Intervals, those without calls, too; where there are many of those, how many. */
type Row = Bin | { readonly empty: number };

/** A line for each interval: when it begins, how many calls there were, and a bar of what came of them. */
export function chart(bins: Bins, { clock, paint, width, lines, isShort }: ChartFacts): string[] {
	const rows = rowsOf(bins, isShort ? MOST_EMPTY : Number.POSITIVE_INFINITY).slice(-lines);
	const timeOf = timesOf(bins, clock);
	const texts = rows.map((row) => ("empty" in row ? [] : [timeOf(row.from), ...numbersOf(row.counts)]));
	const [head = "", ...cells] = aligned([HEAD, ...texts], (column) => column === 0);
	const before = Math.max(...[head, ...cells].map(({ length }) => length)) + 2;
	const most = Math.max(1, ...bins.bins.map(({ counts }) => total(counts)));
	const scale = Math.max(SHORTEST_BAR, width - before) / most;
	const bars = rows.map((row, at) => {
		if ("empty" in row) return `(${number(row.empty)} × ${lengthText(bins.step)} without calls)`;
		return `${(cells[at] ?? "").padEnd(before)}${barOf(row.counts, scale, paint)}`.trimEnd();
	});
	return [head, ...bars];
}

const HEAD = ["TIME", "CALLS", "DENIED", "FAILED"];

/** What the bars are made of, with how many there were of each; outcomes that there were none of are left out. */
export function legend({ step, bins }: Bins, paint: TonePaint): string {
	const sums = looks.map((look) => ({ ...look, count: bins.reduce((sum, { counts }) => sum + counts[look.outcome], 0) }));
	const all = sums.reduce((sum, { count }) => sum + count, 0);
	const parts = sums
		.filter(({ count }) => count > 0)
		.map(({ outcome, mark, tone, count }) => `${paint(tone, mark)} ${number(count)} ${outcome}`);
	return [`${number(all)} calls${all > 0 ? `, ${lengthText(step)} a line` : ""}`, ...parts].join("  ");
}

const numbersOf = (counts: Counts): string[] =>
	[total(counts), counts.denied, counts.failed + counts.panic].map((count) => (count === 0 ? "" : number(count)));

/** So many columns a call, at least one for each outcome that there was. */
function barOf(counts: Counts, columns: number, paint: TonePaint): string {
	const length = Math.max(1, Math.round(total(counts) * columns));
	const parts = looks
		.filter(({ outcome }) => counts[outcome] > 0)
		.map((look) => ({ ...look, long: Math.max(1, Math.round(counts[look.outcome] * columns)) }));
	const [longest] = parts.toSorted((a, b) => b.long - a.long);
	const others = parts.reduce((sum, { long }) => sum + long, 0) - (longest?.long ?? 0);
	return parts.map((part) => paint(part.tone, part.mark.repeat(part === longest ? Math.max(1, length - others) : part.long))).join("");
}

/** All intervals from the first to the last; of those without calls, no more than so many one after the other. */
function rowsOf({ step, first, last, bins }: Bins, most: number): Row[] {
	const empty = (from: number, to: number): Row[] => {
		const count = Math.round((to - from) / step);
		return count > most ? [{ empty: count }] : Array.from({ length: count }, (_none, at) => ({ from: from + at * step, counts: NONE }));
	};
	let next = first;
	const rows = bins.flatMap((bin) => {
		const before = empty(next, bin.from);
		next = bin.from + step;
		return [...before, bin];
	});
	return bins.length === 0 ? [] : [...rows, ...empty(next, last + step)];
}

const NONE: Counts = { allowed: 0, denied: 0, failed: 0, open: 0, panic: 0 };

/** How times are told: with the day where there are several, without milliseconds where they are always 0. */
function timesOf({ step, first, last, bins }: Bins, clock: Clock): (micros: number) => string {
	if (bins.length === 0) return () => "";
	const day = (micros: number): string => clock.day(timestampOf(micros)) ?? "";
	const time = (micros: number): string => clock[step < 1_000_000 ? "fine" : "coarse"](timestampOf(micros)).trim();
	if (day(first) === day(last)) return time;
	return (micros) => (step % DAY === 0 ? day(micros) : `${day(micros)} ${time(micros)}`);
}

/** How long an interval is, in the largest unit that it is some of: `5m`, `90s`. */
function lengthText(step: number): string {
	const [name, length] = UNITS.find(([, unit]) => step % unit === 0) ?? ["µs", 1];
	return `${step / length}${name}`;
}
