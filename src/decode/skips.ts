import type { InputPlace, SkipKind, Tally } from "../audit/tally.ts";
import { isSamePlace } from "./context.ts";
import { lookalike } from "./foreign.ts";
import type { Overlong } from "./gate.ts";
import { EVENT_HEAD, HEAD_LENGTH, readableHead } from "./head.ts";
import { nestingAfter } from "./json-text.ts";
import { cut, type Raw, textOf } from "./raw.ts";
import { isServerLog } from "./server-log.ts";

/** Counts what gave no event, by why, with the line where it stood. */
export class Skips {
	readonly #tally: Tally;
	readonly #isFirstFile: () => boolean;
	/** The last lines that were counted as text, and as other JSON. */
	#lastText: InputPlace | undefined;
	#lastJSON: InputPlace | undefined;

	/** `isFirstFile` says whether the input is still the file that it began with. */
	constructor(tally: Tally, isFirstFile: () => boolean) {
		this.#tally = tally;
		this.#isFirstFile = isFirstFile;
	}

	/** Something on that line gave no event; `what` is what can be said of it. */
	skip(kind: SkipKind, place: InputPlace, what?: string): void {
		this.#tally.skip(kind, place, what);
	}

	/** Text that is no JSON; a line counts once, however much of it is left. */
	text(raw: Raw, place: InputPlace): void {
		if (this.#isHeadless(raw, place)) this.skip("headless", place);
		else if (!isSamePlace(place, this.#lastText)) {
			this.#lastText = place;
			this.skip("notJSON", place);
			this.#resembles(textOf(raw));
		}
	}

	/** JSON that is no audit event; a line counts once, however much of it there is. */
	json(value: unknown, place: InputPlace): void {
		if (!isSamePlace(place, this.#lastJSON)) this.skip("notAudit", place);
		this.#lastJSON = place;
		this.#resembles(value);
	}

	/** An event, or what may have held one, that cannot be read. */
	damaged(raw: Raw, place: InputPlace): void {
		if (this.#isHeadless(raw, place)) this.skip("headless", place);
		else this.unread("damaged", raw, place);
	}

	/** An event of which only a part was read, the beginning. */
	unread(why: "damaged" | "overlong", raw: Raw, place: InputPlace): void {
		this.skip(why, place, readableHead(textOf(cut(raw, 0, HEAD_LENGTH))));
	}

	/** A line over the limit: its place, its length in bytes, and its first HEAD_LENGTH bytes as text. */
	overlong({ place, length, head }: Overlong): void {
		const who = readableHead(head);
		this.skip("overlong", place, `${length.toLocaleString("en-US")} bytes${who ? `, ${who}` : ""}`);
	}

	/** What an input looks like matters only while it has not shown one event. */
	#resembles(what: unknown): void {
		const seen = this.#tally.events === 0 ? lookalike(what) : undefined;
		if (seen) this.#tally.resembles(seen);
	}

	/** True for what a log that was cut begins with. */
	#isHeadless(raw: Raw, { line }: InputPlace): boolean {
		return line === 1 && this.#isFirstFile() && endsEvent(raw);
	}
}

/** True for the end of an event: it closes more than it opens, as far as it can be told. */
function endsEvent({ chars }: Raw): boolean {
	if (isServerLog(chars) || !chars.endsWith("}") || !chars.includes('":') || chars.startsWith(EVENT_HEAD)) return false;
	return !/^[[{]/.test(chars) || nestingAfter(chars).depth < 0;
}
