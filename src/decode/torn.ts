import type { Reading } from "../audit/call.ts";
import type { InputPlace } from "../audit/tally.ts";
import { type Beginning, beginningsOf, completed, endInBody, extended, isCutByLength, LONGEST } from "./beginnings.ts";
import { type Context, isSamePlace } from "./context.ts";
import { apart, EVENT_HEAD, endsBody, hasBody, nextEvent, standsInBody } from "./head.ts";
import { endOfObject, parseJSON } from "./json-text.ts";
import { cut, joined, lineOf, type Raw, textOf } from "./raw.ts";
import { isServerLog, serverLogPlaces } from "./server-log.ts";
import { eventOf } from "./versions.ts";

/** How many lines the beginning of a torn event is held for its end. */
const MOST_LINES = 64;
/** How many events an event may have in its bodies: only a client that means no good sends one. */
const MOST_NESTED = 4;
/** What may stand between two objects. */
const BETWEEN = /^[\s,]+/;
/** What tells a part of a JSON object from prose with braces in it. */
const JSON_PART = /^\{\s*"|":/;

/** How an object or an array begins. */
const VALUE = /^[{[]/;

type Take = (raw: Raw, context: Context) => void;

/** Who gets what comes of torn lines. */
export interface TornOutput {
	/** An event that is whole. */
	readonly event: (reading: Reading) => void;
	/** What stands behind an event, whatever it is. */
	readonly behind: Take;
	/** What is left of an event. */
	readonly lost: Take;
	/** Text that is no JSON. */
	readonly text: Take;
	/** klog text inside of an event. */
	readonly serverText: Take;
}

/** The beginning of an event whose end did not come on its line. */
interface Head {
	readonly raw: Raw;
	readonly context: Context;
}

/**
 * Takes lines apart that have torn events on them, and holds the beginning of an event until its end comes. `kubectl logs`
 * puts the pieces of a line of more than 16 KiB and the lines of stderr that came in between one after the other
 * (k8s.io/cri-client `pkg/logs`), and journald cuts long lines: the end is on one of the next lines, and what stands before it
 * may be klog text.
 */
export class Torn {
	readonly #to: TornOutput;
	#head: Head | undefined;
	#beginnings: readonly Beginning[] = [];
	#linesLeft = 0;
	/** The last line that may be a piece from the middle of the event. */
	#middle: InputPlace | undefined;
	/** The last line whose klog text was told. */
	#told: InputPlace | undefined;

	/** `to` gets all that is on the lines, in their order. */
	constructor(to: TornOutput) {
		this.#to = to;
	}

	/** True while a beginning is held. */
	get isHolding(): boolean {
		return this.#head !== undefined;
	}

	/** Takes a line apart where events begin on it. */
	take(line: Raw, context: Context): void {
		const [before, ...events] = apart(line);
		const isInBody = events.length > 0 && standsInBody(before.chars);
		if (isInBody) this.#lost(line, context);
		else {
			if (before.chars !== "") this.#before(before, context, events.length > 0);
			this.#events(events, context);
		}
	}

	/** True for a text that is whole, and may be a piece of the event whose beginning is held all the same: a body's, cut by its length. */
	mayHold(line: Raw, { origin }: Pick<Context, "origin">): boolean {
		return this.#head?.context.origin.log === origin.log && isCutByLength(line) && endInBody(this.#beginnings);
	}

	/** True for a text that completes the event whose beginning is held, which is read then, and for one that only goes on with it. */
	complete(line: Raw, context: Context): boolean {
		if (this.#head?.context.origin.log !== context.origin.log) return false;
		if (!completed(this.#beginnings, line).some((raw) => this.#isRead(raw, context))) return this.#goesOn(line, context);
		this.#head = undefined;
		return true;
	}

	/** Another line has come, whatever it was. */
	age(): void {
		this.#linesLeft -= 1;
		if (this.#linesLeft < 0) this.flush();
	}

	/** Its end does not come any more. */
	flush(): void {
		const head = this.#head;
		this.#head = undefined;
		this.#beginnings = [];
		if (head) this.#to.lost(head.raw, head.context);
	}

	/** Keeps what may be a piece from the middle of the event; true where it can be nothing else, or is not to be believed. */
	#goesOn(line: Raw, context: Context): boolean {
		const isInBody = endInBody(this.#beginnings);
		const longer = extended(this.#beginnings, line);
		this.#tellServerText(line, context);
		if (longer === this.#beginnings) return false;
		this.#beginnings = longer;
		this.#middle = context.place;
		return VALUE.test(line.chars) ? isInBody : longer.at(0)?.isWhole === true;
	}

	/** What stands before the first event on a line: what is left of another one, or a prefix that nobody knows. */
	#before(before: Raw, context: Context, isPrefix: boolean): void {
		if (isServerLog(before.chars)) this.#to.text(before, context);
		else if (JSON_PART.test(before.chars) || (isPrefix && EVENT_HEAD.startsWith(before.chars))) this.#lost(before, context);
		else if (!isPrefix) this.#to.text(before, context);
	}

	/** What is left of an event; it counts with the one that is held where it may be a piece of that. */
	#lost(part: Raw, context: Context): void {
		if (isSamePlace(context.place, this.#middle)) this.#to.text(part, context);
		else this.#to.lost(part, context);
	}

	/** Reads the events that are whole of a line's parts that each begin as one does, and holds the last one if it is not. */
	#events(parts: readonly Raw[], context: Context): void {
		for (let at = 0; at < parts.length; ) {
			const count = this.#readAt(parts, at, context);
			const next = count > 0 ? at + count : nextEvent(parts, at);
			if (count === 0) this.#lose({ raw: joined(parts.slice(at, next)), context }, next === parts.length);
			at = next;
		}
	}

	/** Reads the event that begins with that part, and may have others in a body; gives the number of its parts, 0 for one that is torn. */
	#readAt(parts: readonly Raw[], at: number, context: Context): number {
		const most = hasBody(parts[at] as Raw) ? Math.min(MOST_NESTED, parts.length - at) : 1;
		for (let count = 1; count <= most; count += 1) if (this.#readBeginning(joined(parts.slice(at, at + count)), context)) return count;
		return 0;
	}

	/** Reads an event that may have something behind it that is none of it. */
	#readBeginning(part: Raw, context: Context): boolean {
		const end = endOfObject(part.chars);
		if (end === undefined || endsBody(part.chars.slice(end)) || !this.#isRead(cut(part, 0, end), context)) return false;
		const rest = part.chars.slice(end).replace(BETWEEN, "");
		if (rest !== "" && rest.trimEnd() !== "]") this.#to.behind({ ...part, chars: rest }, context);
		return true;
	}

	#lose(head: Head, isLast: boolean): void {
		if (isLast) this.#hold(head);
		else this.#to.lost(head.raw, head.context);
	}

	#isRead(raw: Raw, { origin }: Context): boolean {
		const event = eventOf(parseJSON(textOf(raw)));
		if (event) this.#to.event({ event, line: lineOf({ ...raw, chars: raw.chars.trim() }), origin });
		return event !== undefined;
	}

	/** One that was held before is lost. */
	#hold(head: Head): void {
		this.flush();
		this.#tellServerText(head.raw, head.context);
		if (head.raw.chars.length > LONGEST) this.#to.lost(head.raw, head.context);
		else {
			this.#head = head;
			this.#beginnings = beginningsOf(head.raw);
			this.#linesLeft = MOST_LINES;
		}
	}

	/** klog text behind a part of an event, up to the end of the line: once, though the line may be offered before it is held. */
	#tellServerText(raw: Raw, context: Context): void {
		const at = serverLogPlaces(raw.chars).at(-1);
		if (at === undefined || isSamePlace(context.place, this.#told)) return;
		this.#told = context.place;
		this.#to.serverText(cut(raw, at), context);
	}
}
