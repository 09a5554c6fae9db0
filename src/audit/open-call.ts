import { type Call, type Format, type Line, type Origin, type Reading, type StageSeen, type State, stageSeen } from "./call.ts";
import { stages } from "./event.ts";
import type { Place } from "./queue.ts";

/** Which lines a call keeps: none, the last stage's, or all of them. */
export type KeepLines = "none" | "last" | "all";

/** Heap that an event takes beside its text: the entry, the table's own share. */
const ENTRY_BYTES = 200;
/** How much more heap a parsed event takes than its text has characters (measured: 1.5 KB of an open call, 2.4 with its line, of 653). */
const PARSED = 2;

/** A call while its events come. */
export class OpenCall implements Call {
	readonly key: string;
	origin: Origin;
	format: Format | undefined;
	state: State = "open";
	readonly stages: StageSeen[] = [];
	readonly lines: Line[] = [];
	/** Set by the first `add`, which comes before anybody looks. */
	event!: Reading["event"];
	/** What the call takes in memory, by estimate. */
	bytes = 0;
	/** When it was heard of last: the later, the higher. */
	turn = 0;
	/** Where it stands among the open calls. */
	place: Place<OpenCall> | undefined;

	constructor(key: string, origin: Origin) {
		this.key = key;
		this.origin = origin;
	}

	/** Joins an event; the last stage's becomes the call's own. */
	add(reading: Reading, keepLines: KeepLines): void {
		const { event, line, origin, format } = reading;
		const isLast = this.event === undefined || rank(event.stage) >= rank(this.event.stage);
		const seen = stageSeen(reading);
		if (seen) this.stages.push(seen);
		this.bytes += PARSED * line.length + (keepLines === "none" ? 0 : line.length) + ENTRY_BYTES;
		if (keepLines === "all") this.lines.push(ownCopy(line));
		if (!isLast) return;
		if (keepLines === "last") this.lines[0] = ownCopy(line);
		this.event = event;
		this.origin = origin;
		this.format = format;
	}
}

/**
 * The same line with memory of its own. A text that split2 hands over is a slice, and keeps the whole chunk alive that it
 * was cut from; a slice of a joined text makes V8 write the joined one out first. (Holding split2's own: 245 MB RSS for
 * `-o json` over big.log, against 165.)
 */
const ownCopy = (line: Line): Line => (typeof line === "string" ? `${line} `.slice(0, -1) : line);

/** A stage's place in a call's life; one that we do not know comes before the end. */
const rank = (stage: string): number => {
	const place = (stages as readonly string[]).indexOf(stage);
	return place < 0 ? 1 : place;
};
