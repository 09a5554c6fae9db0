import type { SkipKind, Tally } from "../audit/tally.ts";
import { lookalike } from "./foreign.ts";
import type { Overlong } from "./gate.ts";
import { EVENT_HEAD, HEAD_LENGTH, readableHead } from "./head.ts";
import { nestingAfter } from "./json-text.ts";
import { cut, type Raw, textOf } from "./raw.ts";
import { isServerLog } from "./server-log.ts";

/** Counts what gave no event, by why, with the line where it stood. */
export class Skips {
	readonly #tally: Tally;
	readonly #file: string;
	/** The last lines that were counted as text, and as other JSON. */
	#lastText = 0;
	#lastJSON = 0;

	/** `file` is what the places are told with. */
	constructor(tally: Tally, file: string) {
		this.#tally = tally;
		this.#file = file;
	}

	/** Something on that line gave no event; `what` is what can be said of it. */
	skip(kind: SkipKind, line: number, what?: string): void {
		this.#tally.skip(kind, { file: this.#file, line }, what);
	}

	/** Text that is no JSON; a line counts once, however much of it is left. */
	text(raw: Raw, line: number): void {
		if (isHeadless(raw, line)) this.skip("headless", line);
		else if (line !== this.#lastText) {
			this.#lastText = line;
			this.skip("notJSON", line);
			this.#resembles(textOf(raw));
		}
	}

	/** JSON that is no audit event; a line counts once, however much of it there is. */
	json(value: unknown, line: number): void {
		if (line !== this.#lastJSON) this.skip("notAudit", line);
		this.#lastJSON = line;
		this.#resembles(value);
	}

	/** An event, or what may have held one, that cannot be read. */
	damaged(raw: Raw, line: number): void {
		if (isHeadless(raw, line)) this.skip("headless", line);
		else this.unread("damaged", raw, line);
	}

	/** An event of which only a part was read, the beginning. */
	unread(why: "damaged" | "overlong", raw: Raw, line: number): void {
		this.skip(why, line, readableHead(textOf(cut(raw, 0, HEAD_LENGTH))));
	}

	/** A line over the limit: its number, its length in bytes, and its first HEAD_LENGTH bytes as text. */
	overlong({ line, length, head }: Overlong): void {
		const who = readableHead(head);
		this.skip("overlong", line, `${length.toLocaleString("en-US")} bytes${who ? `, ${who}` : ""}`);
	}

	/** What an input looks like matters only while it has not shown one event. */
	#resembles(what: unknown): void {
		const seen = this.#tally.events === 0 ? lookalike(what) : undefined;
		if (seen) this.#tally.resembles(seen);
	}
}

/** True for the end of an event, which a log that was cut begins with: it closes more than it opens, as far as it can be told. */
function isHeadless({ chars }: Raw, line: number): boolean {
	if (line !== 1 || isServerLog(chars) || !chars.endsWith("}") || !chars.includes('":') || chars.startsWith(EVENT_HEAD)) return false;
	return !/^[[{]/.test(chars) || nestingAfter(chars).depth < 0;
}
