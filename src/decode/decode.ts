import type { Line, Origin, Reading } from "../audit/call.ts";
import { claimsAuditEvent, isAuditEvent } from "../audit/event.ts";
import type { SkipKind, Tally } from "../audit/tally.ts";
import { DocumentBuilder } from "./document.ts";
import { compact, isTooDeep } from "./json-text.ts";
import type { Lane } from "./lane.ts";

/** What decoding needs besides the lines. */
export interface DecodeOptions {
	readonly origin: Origin;
	readonly lane: Lane;
	readonly tally: Tally;
	/** Longest event over several lines, in characters. */
	readonly maxLine: number;
}

/** Lines may begin with a byte order mark, or be indented. */
const LEADING = /^[\s\uFEFF]+/;
/** How Go writes the beginning of an event; inside one it can only stand in a body, and there in a string, escaped. */
const EVENT_HEAD = '{"kind":"Event","apiVersion":"audit.k8s.io/';
/** Lines of more characters are looked at before they are parsed. */
const LONG = 1_000_000;
const BRACE = "{".charCodeAt(0);
const JSON_START = /^[[{"\-\dtfn]/;

/**
 * Lines to events. What is no event is counted with its place, and never costs an event that is whole: klog text, other
 * JSON, torn lines. An event printed over many lines (jq, a tutorial) is put together again.
 */
export class Decoder {
	readonly #options: DecodeOptions;
	readonly #emit: (reading: Reading) => void;
	#document: DocumentBuilder | undefined;

	/** `emit` gets each event, in the order of the input. */
	constructor(options: DecodeOptions, emit: (reading: Reading) => void) {
		this.#options = options;
		this.#emit = emit;
	}

	/** Takes the next line, as split2 hands it over: without its newline, perhaps with a carriage return. */
	line(text: string): void {
		const { lane, tally } = this.#options;
		lane.next();
		tally.lines += 1;
		if (!this.#continues(text)) this.#fresh(text);
		lane.done();
	}

	/** No more lines: an event that has not closed never will. */
	end(): void {
		this.#abandon();
	}

	/** True when the line belongs to an event over several lines. */
	#continues(text: string): boolean {
		if (!this.#document) return false;
		const outcome = this.#document.add(text);
		if (outcome === "refused") {
			this.#abandon();
			return false;
		}
		if (outcome === "closed") this.#close(this.#document);
		return true;
	}

	/** A line that stands by itself. */
	#fresh(text: string): void {
		const start = text.charCodeAt(0) === BRACE ? text : text.replace(LEADING, "");
		const value = JSON_START.test(start) ? parse(start) : undefined;
		if (isAuditEvent(value)) this.#read({ event: value, line: this.#bytesOr(text), origin: this.#options.origin });
		else if (value !== undefined) this.#skip(claimsAuditEvent(value) ? "damaged" : "notAudit");
		else if (start.charCodeAt(0) === BRACE) this.#broken(text);
		else if (!this.#recover(text)) this.#skip(skipKind(start));
	}

	/** A line that begins as an object and is none: a torn event with a whole one behind it, the beginning of one, or damage. */
	#broken(text: string): void {
		if (this.#recover(text)) {
			this.#skip("damaged");
			return;
		}
		const { lane, maxLine } = this.#options;
		const document = new DocumentBuilder(lane.number, maxLine);
		if (document.add(text) === "open") this.#document = document;
		else this.#skip("damaged");
	}

	/** Reads the whole event that stands behind something else on a line: a torn one, NUL bytes of a truncated file, a prefix. */
	#recover(text: string): boolean {
		const at = text.lastIndexOf(EVENT_HEAD);
		const event = at > 0 ? parse(text.slice(at)) : undefined;
		if (!isAuditEvent(event)) return false;
		const bytes = this.#bytesOr(text);
		const line = typeof bytes === "string" ? text.slice(at) : bytes.subarray(bytes.lastIndexOf(EVENT_HEAD));
		this.#read({ event, line, origin: this.#options.origin });
		return true;
	}

	#close({ text, line }: DocumentBuilder): void {
		this.#document = undefined;
		const value = parse(text);
		if (isAuditEvent(value)) this.#read({ event: value, line: compact(text), origin: this.#options.origin });
		else this.#skip(value === undefined || claimsAuditEvent(value) ? "damaged" : "notAudit", line);
	}

	#abandon(): void {
		if (this.#document) this.#skip("damaged", this.#document.line);
		this.#document = undefined;
	}

	#read(reading: Reading): void {
		this.#options.tally.read(reading.event);
		this.#emit(reading);
	}

	/** The text gives the bytes back, unless a byte was no UTF-8 and U+FFFD stands in its place. */
	#bytesOr(text: string): Line {
		return text.includes("\uFFFD") ? this.#options.lane.bytes() : text;
	}

	#skip(kind: SkipKind, line = this.#options.lane.number): void {
		this.#options.tally.skip(kind, `${this.#options.origin.name}:${line}`);
	}
}

/** Why a line that does not begin as JSON gives no event; one with an event's head in it is an event that was damaged. */
const skipKind = (start: string): SkipKind => (start === "" ? "blank" : start.includes(EVENT_HEAD) ? "damaged" : "notJSON");

/** The value, or undefined for what is no JSON, or nested too deep: the parser takes 50 bytes and more for a level. */
function parse(text: string): unknown {
	if (text.length > LONG && isTooDeep(text)) return undefined;
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
