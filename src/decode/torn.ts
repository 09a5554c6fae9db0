import type { Origin, Reading } from "../audit/call.ts";
import { endsBody, hasBody, nextEvent } from "./head.ts";
import { endOfObject, type Nesting, nestingAfter, parseJSON } from "./json-text.ts";
import { byteLength, cut, joined, lineOf, type Raw, textOf } from "./raw.ts";
import { serverLogPlaces } from "./server-log.ts";
import { eventOf } from "./versions.ts";

/** How long the beginning of a torn event is held for its end: in lines, and in characters. */
const MOST_LINES = 64;
const MOST_LENGTH = 8 * 1024 * 1024;
/** How many events an event may have in its bodies: only a client that means no good sends one. */
const MOST_NESTED = 4;
/** In how many places one torn event is tried to be put together. */
const MOST_CUTS = 4;

/** Where a text stands: whose log it is, and on which line. */
interface HeadPlace {
	readonly origin: Origin;
	readonly number: number;
}

/** The beginning of an event whose end did not come on its line. */
export interface Head extends HeadPlace {
	readonly raw: Raw;
}

/** Who gets what comes of torn lines. */
export interface TornOutput {
	readonly event: (reading: Reading) => void;
	readonly lost: (head: Head) => void;
	readonly text: (text: Raw, place: HeadPlace) => void;
	readonly serverText: (text: Raw, place: HeadPlace) => void;
}

/**
 * Holds the beginning of a torn event until its end comes. `kubectl logs` puts the pieces of a line of more than 16 KiB
 * and the lines of stderr that came in between one after the other (k8s.io/cri-client `pkg/logs`), and journald cuts long
 * lines: the end is on one of the next lines, and what stands before it may be klog text.
 */
export class Torn {
	readonly #to: TornOutput;
	#head: Head | undefined;
	#beginnings: Beginning[] = [];
	#linesLeft = 0;

	/**
	 * `event` gets each event that is whole, `lost` what is left of one whose end did not come, `text` what stands behind an
	 * event, `serverText` klog text that stands inside of one.
	 */
	constructor(to: TornOutput) {
		this.#to = to;
	}

	/** True while a beginning is held. */
	get isHolding(): boolean {
		return this.#head !== undefined;
	}

	/** Takes a line's parts that each begin as an event does: reads the events that are whole, and holds the last one if it is not. */
	take(parts: readonly Raw[], { origin, number }: HeadPlace): void {
		for (let at = 0; at < parts.length; ) {
			const count = this.#readAt(parts, at, { origin, number });
			const next = count > 0 ? at + count : nextEvent(parts, at);
			if (count === 0) this.#lose({ raw: joined(parts.slice(at, next)), origin, number }, next === parts.length);
			at = next;
		}
	}

	/** True for a text that completes the event whose beginning is held; it is read then. */
	complete(line: Raw, { origin }: Pick<HeadPlace, "origin">): boolean {
		if (this.#head?.origin.log !== origin.log) return false;
		const isWhole = this.#beginnings.some(({ raw, nesting }) => closes(line, nesting) && this.#isRead(joined([raw, line]), origin));
		if (isWhole) this.#head = undefined;
		else {
			this.#extend(line);
			this.#tellServerText({ raw: line, origin, number: this.#head.number });
		}
		return isWhole;
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
		if (head) this.#to.lost(head);
	}

	/** Reads the event that begins with that part, and may have others in a body; gives the number of its parts, 0 for one that is torn. */
	#readAt(parts: readonly Raw[], at: number, place: HeadPlace): number {
		const most = hasBody(parts[at] as Raw) ? Math.min(MOST_NESTED, parts.length - at) : 1;
		for (let count = 1; count <= most; count += 1) if (this.#readBeginning(joined(parts.slice(at, at + count)), place)) return count;
		return 0;
	}

	/** Reads an event that may have something behind it that is none of it. */
	#readBeginning(part: Raw, place: HeadPlace): boolean {
		const end = endOfObject(part.chars);
		if (end === undefined || endsBody(part.chars.slice(end)) || !this.#isRead(cut(part, 0, end), place.origin)) return false;
		const rest = part.chars.slice(end).replaceAll(/[\s,]/g, "");
		if (rest !== "" && rest !== "]") this.#to.text(cut(part, end), place);
		return true;
	}

	#lose(head: Head, isLast: boolean): void {
		if (isLast) this.#hold(head);
		else this.#to.lost(head);
	}

	#isRead(raw: Raw, origin: Origin): boolean {
		const event = eventOf(parseJSON(textOf(raw)));
		if (event) this.#to.event({ event, line: lineOf({ ...raw, chars: raw.chars.trim() }), origin });
		return event !== undefined;
	}

	/** One that was held before is lost. */
	#hold(head: Head): void {
		this.flush();
		this.#head = head;
		this.#beginnings = beginningsOf(head.raw).map((raw) => ({ raw, nesting: nestingAfter(raw.chars) }));
		this.#linesLeft = MOST_LINES;
		this.#tellServerText(head);
		if (head.raw.chars.length > MOST_LENGTH) this.flush();
	}

	/** klog text behind a part of an event, up to the end of the line. */
	#tellServerText({ raw, ...place }: Head): void {
		const at = serverLogPlaces(raw.chars).at(-1);
		if (at !== undefined) this.#to.serverText(cut(raw, at), place);
	}

	/** A piece from the middle of the event ends where klog text begins on its line. */
	#extend(line: Raw): void {
		const places = serverLogPlaces(line.chars).slice(-MOST_CUTS);
		const [first] = this.#beginnings;
		if (places.length === 0 || !first || first.raw.chars.length + line.chars.length > MOST_LENGTH) return;
		const middles = places.map((at) => cut(line, 0, at));
		const longer = this.#beginnings.flatMap((beginning) => middles.map((middle) => extended(beginning, middle)));
		this.#beginnings = [...longer, ...this.#beginnings].slice(0, MOST_CUTS);
	}
}

/** What may be an event's own part of what was read so far. */
interface Beginning {
	readonly raw: Raw;
	readonly nesting: Nesting;
}

const extended = ({ raw, nesting }: Beginning, middle: Raw): Beginning => ({
	raw: joined([raw, middle]),
	nesting: nestingAfter(middle.chars, nesting),
});

/** True for a text that closes what stands before it, whole: it costs the text's own length alone to find that out. */
function closes({ chars }: Raw, before: Nesting): boolean {
	const { depth, isQuoted } = nestingAfter(chars, before);
	return depth === 0 && !isQuoted;
}

/** What stands before klog text on the line, that which is nearest to its end first, and all of a line that was cut by its length. */
const beginningsOf = (raw: Raw): Raw[] =>
	[
		...serverLogPlaces(raw.chars)
			.toReversed()
			.map((at) => cut(raw, 0, at)),
		...(isCutByLength(raw) ? [raw] : []),
	].slice(0, MOST_CUTS);

/** Journald and others cut lines at so many KiB; what ends elsewhere may end with text that is none of the event's. */
const isCutByLength = (raw: Raw): boolean => byteLength(raw) % 1024 === 0;
