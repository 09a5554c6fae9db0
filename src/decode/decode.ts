import type { Format, Reading } from "../audit/call.ts";
import type { AuditEvent } from "../audit/event.ts";
import { timeOf } from "../audit/meaning.ts";
import type { Tally } from "../audit/tally.ts";
import { serverTime } from "../audit/time.ts";
import { type Context, MOST_WRAPPERS } from "./context.ts";
import type { Overlong } from "./gate.ts";
import { EVENT_HEAD } from "./head.ts";
import { parseJSON } from "./json-text.ts";
import type { Lane } from "./lane.ts";
import { Objects } from "./objects.ts";
import { Origins } from "./origins.ts";
import { Pieces } from "./pieces.ts";
import { lineOf, type Raw, rawLine, rawText } from "./raw.ts";
import { type Recognised, recognise } from "./recognise.ts";
import { ServerLogs } from "./server-log.ts";
import { Skips } from "./skips.ts";
import { Torn } from "./torn.ts";
import { bare, compacted, linesOf, uncoloured } from "./trim.ts";
import { eventOf } from "./versions.ts";
import type { Wrapped } from "./wrapper.ts";

/** What decoding needs besides the lines. */
export interface DecodeOptions {
	readonly lane: Lane;
	readonly tally: Tally;
	/** Longest event over several lines, or in several pieces, in characters. */
	readonly maxLine: number;
}

/**
 * Lines to events, whatever is wrapped around them. What is no event is counted with its place, and never costs an event
 * that is whole: klog text, other JSON, torn lines. An event over several lines or in several pieces is put together again.
 */
export class Decoder {
	readonly #options: DecodeOptions;
	readonly #emit: (reading: Reading) => void;
	readonly #origins = new Origins();
	readonly #pieces: Pieces;
	readonly #objects: Objects;
	readonly #torn: Torn;
	readonly #serverLogs = new ServerLogs();
	readonly #skips: Skips;
	#last: AuditEvent | undefined;

	/** `emit` gets each event, in the order of the input. */
	constructor(options: DecodeOptions, emit: (reading: Reading) => void) {
		this.#options = options;
		this.#emit = emit;
		this.#skips = new Skips(options.tally, () => options.lane.isFirstFile);
		const damaged = (raw: Raw, { place }: Context): void => this.#skips.damaged(raw, place);
		this.#torn = new Torn({
			event: (reading) => this.#read(reading),
			behind: (raw, context) => this.#take(raw, { ...context, depth: 1 }),
			lost: damaged,
			text: (raw, context) => this.#text(raw, context),
			serverText: (raw, { origin }) => this.#serverLogs.of(origin.log).noteInside(raw.chars),
		});
		this.#objects = new Objects(options.maxLine, this.#origins, {
			object: (raw, context) => this.#object(raw, context),
			torn: (raw, context) => this.#torn.take(raw, context),
			damaged,
		});
		this.#pieces = new Pieces(options.maxLine, ({ raw, context }, why) => this.#skips.unread(why, raw, context.place));
	}

	/** Takes the next line, as split2 hands it over: without its newline, perhaps with a carriage return. */
	line(text: string): void {
		const { lane, tally } = this.#options;
		if (lane.next()) this.#breakOff();
		tally.lines += 1;
		if (!this.#plain(text)) this.#other(text);
		if (this.#torn.isHolding) this.#torn.age();
		lane.done();
	}

	/** A line that was too long to be read. */
	overlong(line: Overlong): void {
		this.#options.tally.lines += 1;
		this.#skips.overlong(line);
	}

	/** Lines that cannot match, and were left out. */
	leftOut(lines: number): void {
		this.#options.tally.lines += lines;
		this.#options.tally.unparsed += lines;
	}

	/** True while nothing of the lines so far waits for the next ones. */
	get isAtRest(): boolean {
		return !this.#torn.isHolding && this.#objects.isAtRest && this.#pieces.isEmpty;
	}

	/** The time of the last event, as the API server writes it; undefined where there was none, or it has no time. */
	get latest(): string | undefined {
		return this.#last && serverTime(timeOf(this.#last));
	}

	/** A line is missing: what goes on beyond it would be put together without it. */
	#breakOff(): void {
		this.#pieces.giveUp();
		this.#objects.flush();
		this.#torn.flush();
	}

	/** No more lines: what has not closed never will. After `wasStopped` it may have, so only what was torn before is told. */
	end(wasStopped = false): void {
		this.#torn.flush();
		if (wasStopped) return;
		for (const { raw, context } of this.#pieces.flush()) this.#take(raw, context);
		this.#objects.flush();
		this.#torn.flush();
	}

	/** The line that nearly all are: an event as the server wrote it. */
	#plain(text: string): boolean {
		if (this.#objects.isOpen || !text.startsWith(EVENT_HEAD)) return false;
		if (this.#torn.isHolding && this.#torn.mayHold(rawText(text), this.#options.lane)) return false;
		const event = eventOf(parseJSON(text));
		const { lane } = this.#options;
		if (event) this.#read({ event, line: text.includes("\uFFFD") ? lane.bytes() : text, origin: lane.origin });
		return event !== undefined;
	}

	#other(text: string): void {
		const { lane } = this.#options;
		const line = uncoloured(rawLine(text, () => lane.bytes()));
		const context = { origin: lane.origin, place: lane.place, depth: 0 };
		if (this.#objects.goesOn(line, context)) return;
		if (this.#objects.mayBeInBroken(line)) this.#skips.damaged(line, context.place);
		else this.#take(line, context);
	}

	/** Deals with a text that stands by itself: a line, what was inside of one, what stands behind an event. */
	#take(raw: Raw, context: Context): void {
		const text = bare(raw);
		if (this.#serverLogs.of(context.origin.log).holds(raw.chars)) this.#skips.skip("notJSON", context.place);
		else if (text.chars === "") this.#skips.skip("blank", context.place);
		else {
			const what = recognise(text);
			const mayEnd = what.is === "text" || what.is === "broken" || this.#torn.mayHold(raw, context); // the end of an event is no JSON
			if (!mayEnd || !this.#torn.complete(raw, context)) this.#deal(what, text, context);
		}
	}

	#deal(what: Recognised, raw: Raw, context: Context): void {
		switch (what.is) {
			case "event":
				this.#event(what, raw, context);
				break;
			case "wrapped":
				for (const inner of what.lines) this.#unwrap(inner, context);
				break;
			case "list":
				this.#objects.take(raw, context);
				break;
			case "json":
				this.#skips.json(what.value, context.place);
				break;
			case "damaged":
				this.#skips.damaged(raw, context.place);
				break;
			default:
				this.#lines(raw, context, what.is);
		}
	}

	/** What is no JSON: several lines, if it was inside of something, or one. */
	#lines(raw: Raw, context: Context, what: "broken" | "text"): void {
		if (raw.chars.includes("\n")) for (const line of linesOf(raw)) this.#take(line, context);
		else if (what === "text") this.#text(raw, context);
		else this.#objects.take(raw, context);
	}

	/** An object that was found among others. */
	#object(raw: Raw, context: Context): void {
		const what = recognise(raw);
		if (what.is === "broken") this.#torn.take(raw, context);
		else this.#deal(what, raw, context);
	}

	#event({ event, format }: { event: AuditEvent; format?: Format }, raw: Raw, { origin, place }: Context): void {
		if (format === "legacy" && this.#serverLogs.of(origin.log).takesDrop()) this.#skips.skip("dropped", place);
		else this.#read({ event, line: lineOf(compacted(raw)), origin, format });
	}

	/** What was inside of a wrapper; a piece of a line waits for the rest of it. */
	#unwrap({ raw, from, piece, lost }: Wrapped, { origin, place, depth }: Context): void {
		const context = { origin: from ? this.#origins.named(from) : origin, place, depth: depth + 1 };
		if (lost) this.#skips.skip("damaged", place, lost);
		else if (!piece) this.#unwrapped(raw, context);
		else for (const whole of this.#pieces.add(raw, piece, context)) this.#unwrapped(whole.raw, whole.context);
	}

	#unwrapped(line: Raw, context: Context): void {
		if (context.depth <= MOST_WRAPPERS) this.#take(line, context);
		else this.#skips.damaged(line, context.place);
	}

	#text(raw: Raw, { origin, place }: Context): void {
		this.#serverLogs.of(origin.log).note(raw.chars);
		this.#skips.text(raw, place);
	}

	#read(reading: Reading): void {
		this.#objects.settle();
		this.#options.tally.read(reading);
		this.#last = reading.event;
		this.#emit(reading);
	}
}
