import { type Call, type Reading, stageSeen } from "./call.ts";
import { isTruncated, timeOf } from "./meaning.ts";
import { serverTime } from "./time.ts";

/**
 * Why something gave no event. `headless` is the end of an event that began before the log did, `dropped` an event of which
 * the API server's own log text says that it was dropped.
 */
export type SkipKind = "notJSON" | "notAudit" | "damaged" | "overlong" | "blank" | "headless" | "dropped";

/** Kinds that may hide an event the user asked for: a search over them cannot say "nothing there". */
const mayHide: readonly SkipKind[] = ["damaged", "overlong", "dropped"];

/** Where in the input something stood; lines count from 1. */
export interface InputPlace {
	readonly file: string;
	readonly line: number;
}

/** How often something was seen. */
export interface Count {
	count: number;
}

interface Skipped {
	count: number;
	/** Where the first one stood. */
	first: InputPlace;
	/** What can be said of the first one. */
	what: string | undefined;
}

/** What an input without a single event looks like, and what to do about it, for the report on stderr. */
export interface Lookalike {
	readonly what: string;
	readonly hint: string;
	/** The lower, the more particular. */
	readonly rank: number;
}

/** What was read, skipped, dropped and left open; told once, at the end, on stderr. */
export class Tally {
	readonly skipped = new Map<SkipKind, Skipped>();
	/** What the input looks like, as far as that is known. */
	lookalike: Lookalike | undefined;
	lines = 0;
	/** Of these, lines that cannot match and were not parsed. */
	unparsed = 0;
	events = 0;
	/** Events whose stage their call already had, or whose call had already ended. */
	repeats = 0;
	/** Open calls that left the table before their end came. */
	evicted = 0;
	/** Calls that could not be held until a match came that they stand before. */
	forgotten = 0;
	/** Times that something may have been written which could not be read: it was deleted, or overwritten, before. */
	gaps = 0;
	calls = 0;
	unauthenticated = 0;
	forbidden = 0;
	panicked = 0;
	noEnd = 0;
	/** How many events there were of each level and stage; any other counts too, and none as an empty text. */
	readonly levels = new Map<string, Count>();
	readonly stages = new Map<string, Count>();
	/** Events whose bodies the API server left out. */
	truncated = 0;
	/** Calls that the query kept. */
	matched = 0;
	/** Calls to which the query had no answer, and the first of them. */
	readonly unanswered = { count: 0, first: "", why: "" };
	/** The earliest and latest stageTimestamp read, both inclusive. */
	first: string | undefined;
	last: string | undefined;
	/** Those of the events that were read first and last. */
	#opening: string | undefined;
	#closing: string | undefined;

	/** Counts what gave no event. The place, and what can be said of it, are kept for the first of a kind in the input. */
	skip(kind: SkipKind, place: InputPlace, what?: string): void {
		const skipped = this.skipped.get(kind);
		if (!skipped) this.skipped.set(kind, { count: 1, first: place, what });
		else {
			skipped.count += 1;
			// A torn event is given up some lines after the place where it stands.
			if (place.file === skipped.first.file && place.line < skipped.first.line) Object.assign(skipped, { first: place, what });
		}
	}

	/** Counts a call to which the query has no answer; true for the first. */
	cannotAnswer({ event }: Call, why: string): boolean {
		if (this.unanswered.count === 0) Object.assign(this.unanswered, { first: event.auditID, why });
		this.unanswered.count += 1;
		return this.unanswered.count === 1;
	}

	/** Notes what something without an event in it looks like; what is the most particular counts. */
	resembles(lookalike: Lookalike): void {
		if (!this.lookalike || lookalike.rank < this.lookalike.rank) this.lookalike = lookalike;
	}

	/** Counts an event as read. */
	read(reading: Reading): void {
		const { event } = reading;
		this.events += 1;
		count(this.levels, event.level);
		count(this.stages, stageSeen(reading)?.stage);
		if (isTruncated(event)) this.truncated += 1;
		const at = serverTime(timeOf(event));
		if (at === undefined) return;
		this.#opening ??= at;
		this.#closing = at;
		if (this.first === undefined || at < this.first) this.first = at;
		if (this.last === undefined || at > this.last) this.last = at;
	}

	/** Counts a joined call; called once for each, with its final state. */
	join({ state, event }: Call): void {
		this.calls += 1;
		if (event.responseStatus?.code === 401) this.unauthenticated += 1;
		if (event.responseStatus?.code === 403) this.forbidden += 1;
		if (state === "panic") this.panicked += 1;
		if (state === "noEnd") this.noEnd += 1;
	}

	/** True for a log that ends before it begins, as those do that have the newest event first. */
	get isBackwards(): boolean {
		return this.#opening !== undefined && this.#closing !== undefined && this.#closing < this.#opening;
	}

	/** How many lines were skipped as that kind. */
	count(kind: SkipKind): number {
		return this.skipped.get(kind)?.count ?? 0;
	}

	/** True where no line was an event, as far as is known. */
	get isEmpty(): boolean {
		return this.events + this.unparsed === 0;
	}

	/** True when something that was not read, not joined, or not answered, might have been what the user asked for. */
	get lossy(): boolean {
		return (
			this.evicted > 0 ||
			this.gaps > 0 ||
			this.unanswered.count > 0 ||
			mayHide.some((kind) => this.skipped.has(kind)) ||
			(this.lines > 0 && this.isEmpty)
		);
	}
}

/** Words that are counted each by itself; there are four levels and four stages. */
const MOST_WORDS = 32;
/** Longest word that is counted as it is, in characters. */
const LONGEST_WORD = 64;

/** Counts a word, one too many as `…`. */
function count(counts: Map<string, Count>, word = ""): void {
	const known = counts.get(word);
	if (known) known.count += 1;
	else if ((counts.size < MOST_WORDS && word.length <= LONGEST_WORD) || word === "…") counts.set(word, { count: 1 });
	else count(counts, "…");
}
