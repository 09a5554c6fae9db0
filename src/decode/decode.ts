import type { Format, Origin, Reading } from "../audit/call.ts";
import type { AuditEvent } from "../audit/event.ts";
import type { SkipKind, Tally } from "../audit/tally.ts";
import { Documents, type Found } from "./documents.ts";
import { lookalike } from "./foreign.ts";
import { EVENT_HEAD, HEAD_LENGTH, readableHead } from "./head.ts";
import { compact, parseJSON } from "./json-text.ts";
import type { Lane } from "./lane.ts";
import { Origins } from "./origins.ts";
import { Pieces } from "./pieces.ts";
import { asBytes, cut, lineOf, type Raw, rawLine, rawText, textOf } from "./raw.ts";
import { type Inner, type Recognised, recognise } from "./recognise.ts";
import { isServerLog, ServerLog } from "./server-log.ts";
import { Torn } from "./torn.ts";
import { eventOf } from "./versions.ts";

/** What decoding needs besides the lines. */
export interface DecodeOptions {
	readonly origin: Origin;
	readonly lane: Lane;
	readonly tally: Tally;
	/** Longest event over several lines, or in several pieces, in characters. */
	readonly maxLine: number;
}

/** Where a text stands: whose log it is, on which line, and how many wrappers were taken off it. */
interface Place {
	readonly origin: Origin;
	readonly number: number;
	readonly depth: number;
}

/** What tells a part of a JSON object from prose with braces in it. */
const JSON_PART = /^\{\s*(?:"|$)|":/;

/** JSON that goes on on the next line, and where it began. */
interface Open {
	readonly documents: Documents;
	readonly place: Place;
	readonly isBytes: boolean;
}

/** Wrappers within wrappers: no tool's output is deeper than a list of records of text with prefixes. */
const DEEPEST = 8;
/** What may stand before an event: a byte order mark, indentation, the NUL bytes of a truncated file. */
const LEADING = /^[\s\uFEFF\0]+/;
/** stern colours what stands around an event, which itself holds no raw escape. */
// biome-ignore lint/complexity/useRegexLiterals: a literal may not hold the control character.
const COLOURS = new RegExp("\u001b[[d;]*[mK]", "g");

/**
 * Lines to events, whatever is wrapped around them. What is no event is counted with its place, and never costs an event
 * that is whole: klog text, other JSON, torn lines. An event over several lines or in several pieces is put together again.
 */
export class Decoder {
	readonly #options: DecodeOptions;
	readonly #emit: (reading: Reading) => void;
	readonly #origins = new Origins();
	readonly #pieces: Pieces;
	readonly #torn: Torn;
	readonly #serverLog = new ServerLog();
	/** The last line that was counted as text. */
	#lastText = 0;
	/** JSON that goes on on the next line. */
	#open: Open | undefined;

	/** `emit` gets each event, in the order of the input. */
	constructor(options: DecodeOptions, emit: (reading: Reading) => void) {
		this.#options = options;
		this.#emit = emit;
		this.#pieces = new Pieces(options.maxLine, (part) => this.#lost(part, this.#here));
		this.#torn = new Torn(({ raw, number }) => this.#lost(raw, { ...this.#here, number }));
	}

	/** Takes the next line, as split2 hands it over: without its newline, perhaps with a carriage return. */
	line(text: string): void {
		const { lane, tally } = this.#options;
		lane.next();
		tally.lines += 1;
		if (!this.#plain(text)) this.#line(rawLine(text, () => lane.bytes()));
		if (this.#torn.isHolding) this.#torn.age();
		lane.done();
	}

	/** No more lines: what has not closed never will. */
	end(): void {
		for (const rest of this.#pieces.flush()) this.#take(rest, { ...this.#here, depth: 1 });
		if (this.#open) this.#abandon(this.#open);
		this.#torn.flush();
	}

	get #here(): Place {
		return { origin: this.#options.origin, number: this.#options.lane.number, depth: 0 };
	}

	/** The line that nearly all are: an event as the server wrote it. */
	#plain(text: string): boolean {
		if (this.#open || !text.startsWith(EVENT_HEAD)) return false;
		const event = eventOf(parseJSON(text));
		if (event) this.#read({ event, line: text.includes("\uFFFD") ? this.#options.lane.bytes() : text, origin: this.#options.origin });
		return event !== undefined;
	}

	#line(line: Raw): void {
		if (this.#serverLog.holds(line.chars)) this.#skip("notJSON", this.#here);
		else if (this.#open) this.#continue(this.#open, line);
		else this.#take(line, this.#here);
	}

	/** Deals with a text that stands by itself: a line, what was inside of one, an object from a list. */
	#take(raw: Raw, place: Place): void {
		const text = bare(raw);
		if (text.chars === "") this.#skip("blank", place);
		else if (!this.#completes(text, place)) this.#deal(recognise(text), text, place);
	}

	#deal(what: Recognised, raw: Raw, place: Place): void {
		switch (what.is) {
			case "event":
				this.#event(what, raw, place);
				break;
			case "wrapped":
				for (const inner of what.lines) this.#unwrap(inner, place);
				break;
			case "list":
				this.#objects(raw, place);
				break;
			case "json":
				this.#foreign("notAudit", what.value, place);
				break;
			case "damaged":
				this.#lost(raw, place);
				break;
			default:
				this.#lines(raw, place, what.is);
		}
	}

	/** What is no JSON: several lines, if it was inside of something, or one. */
	#lines(raw: Raw, place: Place, what: "broken" | "text"): void {
		if (raw.chars.includes("\n")) for (const line of linesOf(raw)) this.#take(line, place);
		else if (what === "broken") this.#objects(raw, place);
		else this.#text(raw, place);
	}

	#event({ event, format }: { event: AuditEvent; format?: Format }, raw: Raw, { origin, ...place }: Place): void {
		if (format === "legacy" && this.#serverLog.takesDrop()) this.#skip("dropped", { ...place, origin });
		else this.#read({ event, line: lineOf(compacted(raw)), origin, format });
	}

	/** What was inside of a wrapper; a piece of a line waits for the rest of it. */
	#unwrap({ raw, from, piece }: Inner, { origin, number, depth }: Place): void {
		const place = { origin: from ? this.#origins.named(from) : origin, number, depth: depth + 1 };
		const whole = piece ? this.#pieces.add(raw, { ...piece, stream: `${place.origin.log} ${piece.stream}` }) : raw;
		if (!whole) return;
		if (depth < DEEPEST) this.#take(whole, place);
		else this.#lost(whole, place);
	}

	/** Several objects on a line, one over several lines, those in a list: each is dealt with as it closes. */
	#objects(raw: Raw, place: Place): void {
		const { isBytes } = raw;
		const documents = new Documents(this.#options.maxLine, (found) => this.#found(found, isBytes, place));
		const progress = place.depth < DEEPEST ? documents.add(raw.chars) : "torn";
		if (progress === "open" && place.depth === 0) this.#open = { documents, place, isBytes };
		else if (progress !== "done") this.#split(cut(raw, documents.consumed), place);
	}

	#found({ text, line, list, isFrame }: Found, isBytes: boolean, { origin, number, depth }: Place): void {
		if (isFrame) return;
		const raw = { chars: text, isBytes };
		const what = recognise(raw);
		const place = { origin: list ? this.#origins.ofList(list, origin) : origin, number: number + line, depth: depth + 1 };
		if (what.is === "broken") this.#split(raw, place);
		else this.#deal(what, raw, place);
	}

	/** The next line of JSON that goes on. */
	#continue(open: Open, line: Raw): void {
		const raw = open.isBytes ? asBytes(line) : rawText(textOf(line));
		const progress = open.documents.add(raw.chars);
		if (progress === "open") return;
		this.#open = undefined;
		if (progress === "done") return;
		this.#abandon(open);
		if (open.documents.consumed === 0) this.#take(line, this.#here);
		else this.#split(cut(raw, open.documents.consumed), this.#here);
	}

	#abandon({ documents, place, isBytes }: Open): void {
		const { text, line } = documents.rest;
		if (text) this.#split({ chars: text, isBytes }, { ...place, number: place.number + line });
	}

	/** A line with torn events on it: those that are whole are read, the last one may find its end on one of the next lines. */
	#split(raw: Raw, place: Place): void {
		const [before, ...events] = apart(raw);
		if (before.chars !== "") this.#remains(before, place, events.length > 0);
		for (const [at, part] of events.entries()) {
			const event = eventOf(parseJSON(textOf(part)));
			if (event) this.#read({ event, line: lineOf(part), origin: place.origin });
			else if (at < events.length - 1) this.#lost(part, place);
			else this.#torn.hold({ raw: part, origin: place.origin, number: place.number });
		}
	}

	/** What stands before the first event on a line: what is left of another one, or a prefix that nobody knows. */
	#remains(before: Raw, place: Place, isPrefix: boolean): void {
		if (isServerLog(before.chars)) this.#text(before, place);
		else if (JSON_PART.test(before.chars)) this.#lost(before, place);
		else if (!isPrefix) this.#text(before, place);
	}

	/** Tries a text as the end of a torn event. */
	#completes(raw: Raw, { origin }: Place): boolean {
		if (!this.#torn.isHolding || raw.chars.startsWith(EVENT_HEAD)) return false;
		return this.#torn.complete(raw, origin, (whole) => {
			const event = eventOf(parseJSON(textOf(whole)));
			if (event) this.#read({ event, line: lineOf(whole), origin });
			return event !== undefined;
		});
	}

	#text(raw: Raw, place: Place): void {
		this.#serverLog.note(raw.chars);
		if (place.number === 1 && isEnd(raw.chars)) this.#skip("headless", place);
		else this.#foreign("notJSON", textOf(raw), place);
	}

	#foreign(kind: SkipKind, what: unknown, place: Place): void {
		this.#skip(kind, place);
		const seen = this.#options.tally.events === 0 ? lookalike(what) : undefined;
		if (seen) this.#options.tally.resembles(seen);
	}

	#read(reading: Reading): void {
		this.#options.tally.read(reading.event);
		this.#emit(reading);
	}

	#lost(raw: Raw, place: Place): void {
		this.#skip("damaged", place, readableHead(textOf(cut(raw, 0, HEAD_LENGTH))));
	}

	#skip(kind: SkipKind, { number }: Place, what?: string): void {
		if (kind === "notJSON") {
			if (number === this.#lastText) return; // what is left of a line counts with it
			this.#lastText = number;
		}
		this.#options.tally.skip(kind, { file: this.#options.origin.name, line: number }, what);
	}
}

/** The text without what may stand before and behind it. */
function bare(raw: Raw): Raw {
	const chars = raw.chars.includes("\x1b") ? raw.chars.replaceAll(COLOURS, "") : raw.chars;
	return { chars: chars.replace(LEADING, "").replace(/[\r\n]+$/, ""), isBytes: raw.isBytes };
}

const compacted = ({ chars, isBytes }: Raw): Raw => ({ chars: chars.includes("\n") ? compact(chars) : chars, isBytes });

const linesOf = ({ chars, isBytes }: Raw): Raw[] => chars.split("\n").map((line) => ({ chars: line, isBytes }));

/** What stands before the first event's head, and what begins with each. */
function apart(raw: Raw): [before: Raw, ...events: Raw[]] {
	const places: number[] = [];
	for (let at = raw.chars.indexOf(EVENT_HEAD); at >= 0; at = raw.chars.indexOf(EVENT_HEAD, at + 1)) places.push(at);
	const before = cut(raw, 0, places[0]);
	return [{ ...before, chars: before.chars.replace(/^[\s,]+/, "") }, ...places.map((at, index) => cut(raw, at, places[index + 1]))];
}

/** True for the end of an event, which a log that was cut begins with. */
const isEnd = (text: string): boolean => text.endsWith("}") && text.includes('":');
