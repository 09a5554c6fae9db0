import type { Call } from "./call.ts";
import type { AuditEvent } from "./event.ts";
import { isServerTime } from "./time.ts";

/** Why a line of input gave no event. The words are those of the report on stderr. */
export const skipKinds = {
	notJSON: "not JSON",
	notAudit: "JSON, but not an audit event",
	damaged: "damaged",
	overlong: "over --max-line",
	blank: "blank",
} as const;
export type SkipKind = keyof typeof skipKinds;

/** Kinds that may hide an event the user asked for: a search over them cannot say "nothing there". */
const losses: readonly SkipKind[] = ["damaged", "overlong"];

interface Skipped {
	count: number;
	/** Where the first one stood, as `file:line`. */
	readonly first: string;
}

/** What was read, skipped, dropped and left open; told once, at the end, on stderr. */
export class Tally {
	readonly skipped = new Map<SkipKind, Skipped>();
	lines = 0;
	events = 0;
	/** Events whose stage their call already had, or whose call had already ended. */
	repeats = 0;
	/** Open calls that left the table before their end came. */
	evicted = 0;
	calls = 0;
	unauthenticated = 0;
	forbidden = 0;
	panicked = 0;
	noEnd = 0;
	/** Calls that the query kept. */
	matched = 0;
	/** The earliest and latest stageTimestamp read, both inclusive. */
	first: string | undefined;
	last: string | undefined;

	/** Counts lines that gave no event; `place` (`file:line`) is kept for the first of a kind. */
	skip(kind: SkipKind, place: string): void {
		const skipped = this.skipped.get(kind);
		if (skipped) skipped.count += 1;
		else this.skipped.set(kind, { count: 1, first: place });
	}

	/** Counts an event as read. */
	read({ stageTimestamp: at }: AuditEvent): void {
		this.events += 1;
		if (!at || !isServerTime(at)) return; // what is none would be told as one, on a terminal
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

	/** How many lines were skipped as that kind. */
	count(kind: SkipKind): number {
		return this.skipped.get(kind)?.count ?? 0;
	}

	/** True when something that was not read, or not joined, might have been what the user asked for. */
	get lossy(): boolean {
		return this.evicted > 0 || losses.some((kind) => this.skipped.has(kind)) || (this.lines > 0 && this.events === 0);
	}
}
