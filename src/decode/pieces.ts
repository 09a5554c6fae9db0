import type { Origin } from "../audit/call.ts";
import { EVENT_HEAD } from "./head.ts";
import { parseJSON } from "./json-text.ts";
import { joined, type Raw } from "./raw.ts";

/** How many streams may have a line under way at once. */
const MOST_STREAMS = 256;

/** What a piece takes in memory beside its text, in characters: a line may come in pieces of one. */
const PIECE_LENGTH = 100;

/** Says that a text is a piece of a longer line, and of which. */
export interface Piece {
	/** The stream that the line was written to; pieces of different streams stand between each other. */
	readonly stream: string;
	/** True for the last piece of its line. */
	readonly isLast: boolean;
}

/** A line whose last piece has not come. */
interface Pending {
	readonly origin: Origin;
	readonly parts: Raw[];
	readonly length: number;
}

/** Puts lines together that a container runtime cut into pieces, at byte level: a piece may end inside a character. */
export class Pieces {
	/** The line that began longest ago comes first. */
	readonly #pending = new Map<string, Pending>();
	readonly #maxLength: number;
	/** Length of all that is pending. */
	#total = 0;
	readonly #onLost: (part: Raw, origin: Origin) => void;

	/** `maxLength` bounds a line, in characters. `onLost` gets the first piece of a line that is longer, or one line too many. */
	constructor(maxLength: number, onLost: (part: Raw, origin: Origin) => void) {
		this.#maxLength = maxLength;
		this.#onLost = onLost;
	}

	/** The lines that this piece ends. Lines of different origins have different streams. */
	add(part: Raw, piece: Piece, origin: Origin): Raw[] {
		const { isLast } = piece;
		const stream = `${origin.log} ${piece.stream}`;
		const pending = this.#pending.get(stream);
		// Where a collector dropped the newlines, only an event itself shows that it is whole, and that the line before it was.
		if (!isLast && isEvent(part)) return pending ? [this.#take(stream).raw, part] : [part];
		if (!pending && isLast) return [part];
		this.#hold(part, stream, pending ?? { origin, parts: [], length: 0 });
		return isLast && this.#pending.has(stream) ? [this.#take(stream).raw] : [];
	}

	#hold(part: Raw, stream: string, { origin, parts, length }: Pending): void {
		const added = part.chars.length + PIECE_LENGTH;
		parts.push(part);
		this.#pending.set(stream, { origin, parts, length: length + added });
		this.#total += added;
		if (length + added > this.#maxLength) this.#drop(stream);
		else if (this.#pending.size > MOST_STREAMS || this.#total > 2 * this.#maxLength) this.#drop(this.#oldest);
	}

	/** The lines whose last pieces did not come: a container that ends leaves them so. */
	flush(): { raw: Raw; origin: Origin }[] {
		return [...this.#pending.keys()].map((stream) => this.#take(stream));
	}

	get #oldest(): string {
		const [oldest = ""] = this.#pending.keys();
		return oldest;
	}

	#take(stream: string): { raw: Raw; origin: Origin } {
		const { parts, origin, length } = this.#pending.get(stream) as Pending;
		this.#pending.delete(stream);
		this.#total -= length;
		return { raw: joined(parts), origin };
	}

	#drop(stream: string): void {
		const { parts, origin, length } = this.#pending.get(stream) as Pending;
		this.#pending.delete(stream);
		this.#total -= length;
		if (parts[0]) this.#onLost(parts[0], origin);
	}
}

const isEvent = ({ chars }: Raw): boolean => chars.startsWith(EVENT_HEAD) && parseJSON(chars) !== undefined;
