import type { Context } from "./context.ts";
import { EVENT_HEAD } from "./head.ts";
import { parseJSON } from "./json-text.ts";
import { joined, type Raw } from "./raw.ts";

/** How many streams may have a line under way at once. */
const MOST_STREAMS = 256;

/** Longest name of a stream that is remembered, in characters. */
const LONGEST_KEY = 1000;

/** What a piece takes in memory beside its text, in characters: a line may come in pieces of one. */
const PIECE_LENGTH = 100;

/** Says that a text is a piece of a longer line, and of which. */
export interface Piece {
	/** The stream that the line was written to; pieces of different streams stand between each other. */
	readonly stream: string;
	/** True for the last piece of its line. */
	readonly isLast: boolean;
}

/** A line that is whole, and where its first piece stood. */
export interface Whole {
	readonly raw: Raw;
	readonly context: Context;
}

/** A line whose last piece has not come. */
interface Pending {
	readonly context: Context;
	parts: Raw[];
	/** What it takes in memory, in characters. */
	length: number;
	/** True once it was given up: its pieces are passed over, up to the last one. */
	isTooLong: boolean;
}

/** Puts lines together that a container runtime cut into pieces, at byte level: a piece may end inside a character. */
export class Pieces {
	/** The line that began longest ago comes first. */
	readonly #pending = new Map<string, Pending>();
	readonly #maxLength: number;
	/** Streams that have ended a line as they should, so that a piece which does not is none that only lacks its end. */
	readonly #ending = new Set<string>();
	/** Length of all that is pending. */
	#total = 0;
	readonly #onLost: (part: Whole, why: "overlong" | "damaged") => void;

	/** `maxLength` bounds a line, in characters. `onLost` gets what there is of a line that is longer, or of one line too many. */
	constructor(maxLength: number, onLost: (part: Whole, why: "overlong" | "damaged") => void) {
		this.#maxLength = maxLength;
		this.#onLost = onLost;
	}

	/** True while no line is under way. */
	get isEmpty(): boolean {
		return this.#pending.size === 0;
	}

	/** The lines that this piece ends. Lines of different origins have different streams. */
	add(part: Raw, { stream, isLast }: Piece, context: Context): Whole[] {
		const key = `${context.origin.log} ${stream}`;
		const pending = this.#pending.get(key);
		if (isLast && this.#ending.size < MOST_STREAMS && key.length <= LONGEST_KEY) this.#ending.add(key);
		if (!pending && isLast) return [{ raw: part, context }];
		// Where a collector dropped the newlines, only an event itself shows that it is whole, and that the line before it was.
		if (!isLast && !this.#ending.has(key) && isEvent(part)) return [...this.#end(key), { raw: part, context }];
		this.#hold(part, key, pending ?? { context, parts: [], length: 0, isTooLong: false });
		return isLast ? this.#end(key) : [];
	}

	/** The lines whose last pieces did not come: a container that ends leaves them so. */
	flush(): Whole[] {
		return [...this.#pending.keys()].flatMap((key) => this.#end(key));
	}

	/** A part of the lines under way may be missing. */
	giveUp(): void {
		for (const pending of this.#pending.values()) if (!pending.isTooLong) this.#giveUp(pending, "damaged");
	}

	#hold(part: Raw, key: string, pending: Pending): void {
		const added = part.chars.length + key.length + PIECE_LENGTH;
		this.#pending.set(key, pending);
		if (pending.isTooLong) return;
		pending.parts.push(part);
		pending.length += added;
		this.#total += added;
		if (pending.length > this.#maxLength) this.#giveUp(pending, "overlong");
		while (this.#pending.size > MOST_STREAMS || this.#total > 2 * this.#maxLength) this.#dropOldest();
	}

	/** Tells of a line, and keeps no more of it than that the rest is still to come. */
	#giveUp(pending: Pending, why: "overlong" | "damaged"): void {
		this.#onLost({ raw: joined(pending.parts), context: pending.context }, why);
		this.#total -= pending.length;
		Object.assign(pending, { parts: [], length: 0, isTooLong: true });
	}

	#dropOldest(): void {
		const [[key, pending] = []] = this.#pending;
		if (key === undefined || !pending) return;
		if (!pending.isTooLong) this.#giveUp(pending, "damaged");
		this.#pending.delete(key);
	}

	/** The line of that stream, if there is one, and is not too long. */
	#end(key: string): Whole[] {
		const pending = this.#pending.get(key);
		if (!pending) return [];
		this.#pending.delete(key);
		this.#total -= pending.length;
		return pending.isTooLong ? [] : [{ raw: joined(pending.parts), context: pending.context }];
	}
}

const isEvent = ({ chars }: Raw): boolean => chars.startsWith(EVENT_HEAD) && parseJSON(chars) !== undefined;
