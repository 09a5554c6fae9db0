import type { Format, Origin, Reading } from "../audit/call.ts";
import type { AuditEvent } from "../audit/event.ts";
import type { Tally } from "../audit/tally.ts";
import { Documents, type Found, type Progress } from "./documents.ts";
import { apart, EVENT_HEAD, endsBody, holdsTwo, standsInBody } from "./head.ts";
import { parseJSON } from "./json-text.ts";
import type { Lane } from "./lane.ts";
import { Losses } from "./losses.ts";
import { Origins } from "./origins.ts";
import { Pieces } from "./pieces.ts";
import { byteChars, fromByteChars, lineOf, type Raw, rawLine } from "./raw.ts";
import { type Inner, type Recognised, recognise } from "./recognise.ts";
import { isServerLog, ServerLogs } from "./server-log.ts";
import { Torn } from "./torn.ts";
import { bare, compacted, linesOf, uncoloured } from "./trim.ts";
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
const JSON_PART = /^\{\s*"|":/;

/** JSON that goes on on the next line, and where it began. */
interface Open {
	readonly documents: Documents;
	readonly place: Place;
}

/** Wrappers within wrappers: no tool's output is deeper than a list of records of text with prefixes. */
const DEEPEST = 8;

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
	readonly #serverLogs = new ServerLogs();
	readonly #losses: Losses;
	/** JSON that goes on on the next line. */
	#open: Open | undefined;

	/** `emit` gets each event, in the order of the input. */
	constructor(options: DecodeOptions, emit: (reading: Reading) => void) {
		this.#options = options;
		this.#emit = emit;
		this.#losses = new Losses(options.tally, options.origin.name);
		this.#pieces = new Pieces(options.maxLine, (part) => this.#losses.damaged(part, options.lane.number));
		this.#torn = new Torn({
			event: (reading) => this.#read(reading),
			text: (text, place) => this.#take(text, { ...place, depth: 1 }),
			serverText: ({ chars }, { origin }) => this.#serverLogs.of(origin.log).note(chars),
			lost: ({ raw, number }) => this.#losses.damaged(raw, number),
		});
	}

	/** Takes the next line, as split2 hands it over: without its newline, perhaps with a carriage return. */
	line(text: string): void {
		const { lane, tally } = this.#options;
		lane.next();
		tally.lines += 1;
		if (!this.#plain(text)) this.#other(text);
		if (this.#torn.isHolding) this.#torn.age();
		lane.done();
	}

	/** No more lines: what has not closed never will, unless somebody only stopped reading. */
	end(wasStopped = false): void {
		this.#torn.flush();
		if (wasStopped) return;
		for (const { raw, origin } of this.#pieces.flush()) this.#take(raw, { ...this.#here, origin, depth: 1 });
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

	#other(text: string): void {
		const line = uncoloured(rawLine(text, () => this.#options.lane.bytes()));
		if (this.#open) this.#continue(this.#open, line);
		else this.#take(line, this.#here);
	}

	/** Deals with a text that stands by itself: a line, what was inside of one, an object from a list. */
	#take(raw: Raw, place: Place): void {
		const text = bare(raw);
		if (this.#serverLogs.of(place.origin.log).holds(raw.chars)) this.#losses.skip("notJSON", place.number);
		else if (text.chars === "") this.#losses.skip("blank", place.number);
		else {
			const what = recognise(text);
			const mayEnd = what.is === "text" || what.is === "broken" || what.is === "list"; // the end of an event is no JSON
			if (!mayEnd || !this.#torn.complete(raw, place)) this.#deal(what, text, place);
		}
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
				this.#losses.json(what.value, place.number);
				break;
			case "damaged":
				this.#losses.damaged(raw, place.number);
				break;
			default:
				this.#lines(raw, place, what.is);
		}
	}

	/** What is no JSON: several lines, if it was inside of something, or one. */
	#lines(raw: Raw, place: Place, what: "broken" | "text"): void {
		if (raw.chars.includes("\n")) for (const line of linesOf(raw)) this.#take(line, place);
		else if (what === "text") this.#text(raw, place);
		else this.#objects(raw, place);
	}

	#event({ event, format }: { event: AuditEvent; format?: Format }, raw: Raw, { origin, number }: Place): void {
		if (format === "legacy" && this.#serverLogs.of(origin.log).takesDrop()) this.#losses.skip("dropped", number);
		else this.#read({ event, line: lineOf(compacted(raw)), origin, format });
	}

	/** What was inside of a wrapper; a piece of a line waits for the rest of it. */
	#unwrap({ raw, from, piece, lost }: Inner, { origin, number, depth }: Place): void {
		const place = { origin: from ? this.#origins.named(from) : origin, number, depth: depth + 1 };
		if (lost) this.#losses.skip("damaged", number, lost);
		else for (const line of piece ? this.#pieces.add(raw, piece, place.origin) : [raw]) this.#unwrapped(line, place);
	}

	#unwrapped(line: Raw, place: Place): void {
		if (place.depth <= DEEPEST) this.#take(line, place);
		else this.#losses.damaged(line, place.number);
	}

	/** Several objects on a line, one over several lines, those in a list: each is dealt with as it closes. */
	#objects(raw: Raw, place: Place): void {
		const documents = new Documents(this.#options.maxLine);
		const chars = byteChars(raw);
		const progress = place.depth < DEEPEST ? documents.add(chars) : "torn";
		const rest = chars.slice(documents.consumed);
		const isInBody = documents.found.length > 0 && progress === "torn" && endsBody(rest);
		if (holdsTwo(raw) && !(progress === "done" && documents.found.every(isJSON))) this.#split(raw, place);
		else if (isInBody) this.#losses.damaged(raw, place.number);
		else this.#onLine(progress, { documents, place }, rest);
	}

	#onLine(progress: Progress, open: Open, rest: string): void {
		for (const found of open.documents.found) this.#found(found, open.place);
		if (progress !== "done") this.#goOn(progress, open, rest);
	}

	/** What is left of a line whose JSON goes on, or is torn. */
	#goOn(progress: "open" | "torn", open: Open, rest: string): void {
		if (progress === "open" && open.place.depth === 0 && !isCompact(open.documents)) this.#open = open;
		else this.#split(fromByteChars(rest), open.place);
	}

	#found({ text, line, list, isFrame }: Found, { origin, number, depth }: Place): void {
		if (isFrame) return;
		const raw = fromByteChars(text);
		const what = recognise(raw);
		const place = { origin: list ? this.#origins.ofList(list, origin) : origin, number: number + line, depth: depth + 1 };
		if (what.is === "broken") this.#split(raw, place);
		else this.#deal(what, raw, place);
	}

	/** The next line of JSON that goes on. */
	#continue({ documents, place }: Open, line: Raw): void {
		const chars = byteChars(line);
		const progress = documents.add(chars);
		for (const found of documents.found) this.#found(found, place);
		if (progress === "open") return;
		this.#open = undefined;
		if (progress === "done") return;
		this.#abandon({ documents, place });
		if (documents.consumed === 0) this.#take(line, this.#here);
		else this.#split(fromByteChars(chars.slice(documents.consumed)), this.#here);
	}

	#abandon({ documents, place }: Open): void {
		const { text, line } = documents.rest;
		if (text) this.#split(fromByteChars(text), { ...place, number: place.number + line });
	}

	/** A line with torn events on it. */
	#split(raw: Raw, place: Place): void {
		const [before, ...events] = apart(raw);
		if (events.length > 0 && standsInBody(before.chars)) this.#losses.damaged(raw, place.number);
		else if (before.chars !== "") this.#remains(before, place, events.length > 0);
		if (!standsInBody(before.chars)) this.#torn.take(events, place);
	}

	/** What stands before the first event on a line: what is left of another one, or a prefix that nobody knows. */
	#remains(before: Raw, place: Place, isPrefix: boolean): void {
		if (isServerLog(before.chars)) this.#text(before, place);
		else if (JSON_PART.test(before.chars) || (isPrefix && EVENT_HEAD.startsWith(before.chars))) this.#losses.damaged(before, place.number);
		else if (!isPrefix) this.#text(before, place);
	}

	#text(raw: Raw, { origin, number }: Place): void {
		this.#serverLogs.of(origin.log).note(raw.chars);
		this.#losses.text(raw, number);
	}

	#read(reading: Reading): void {
		this.#options.tally.read(reading.event);
		this.#emit(reading);
	}
}

/** True while an event is open as the server writes them, on one line: it is torn. */
const isCompact = ({ rest }: Documents): boolean => rest.text.startsWith(EVENT_HEAD);

const isJSON = ({ text }: Found): boolean => parseJSON(text) !== undefined;
