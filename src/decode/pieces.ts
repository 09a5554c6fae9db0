import { parseJSON } from "./json-text.ts";
import { joined, type Raw } from "./raw.ts";

/** How many streams may have a line under way at once. */
const MOST_STREAMS = 256;

/** Says that a text is a piece of a longer line, and of which. */
export interface Piece {
	/** The stream that the line was written to; pieces of different streams stand between each other. */
	readonly stream: string;
	/** True for the last piece of its line. */
	readonly isLast: boolean;
}

/** A line whose last piece has not come. */
interface Pending {
	readonly parts: Raw[];
	length: number;
}

/** Puts lines together that a container runtime cut into pieces, at byte level: a piece may end inside a character. */
export class Pieces {
	/** The line that began longest ago comes first. */
	readonly #pending = new Map<string, Pending>();
	readonly #maxLength: number;
	readonly #onLost: (part: Raw) => void;

	/** `maxLength` bounds a line, in characters. `onLost` gets the first piece of a line that is longer, or one line too many. */
	constructor(maxLength: number, onLost: (part: Raw) => void) {
		this.#maxLength = maxLength;
		this.#onLost = onLost;
	}

	/** The whole line, if this piece ends it. */
	add(part: Raw, { stream, isLast }: Piece): Raw | undefined {
		const pending = this.#pending.get(stream);
		// Where a collector dropped the newline, only the line itself shows that it is whole.
		if (!pending && (isLast || isJSON(part))) return part;
		const { parts, length } = pending ?? { parts: [], length: 0 };
		parts.push(part);
		this.#pending.set(stream, { parts, length: length + part.chars.length });
		if (isLast) return this.#take(stream);
		if (length + part.chars.length > this.#maxLength) this.#drop(stream);
		else if (this.#pending.size > MOST_STREAMS) this.#drop(this.#oldest);
		return undefined;
	}

	/** The lines whose last pieces did not come: a container that ends leaves them so. */
	flush(): Raw[] {
		return [...this.#pending.keys()].map((stream) => this.#take(stream));
	}

	get #oldest(): string {
		const [oldest = ""] = this.#pending.keys();
		return oldest;
	}

	#take(stream: string): Raw {
		const { parts } = this.#pending.get(stream) as Pending;
		this.#pending.delete(stream);
		return joined(parts);
	}

	#drop(stream: string): void {
		const [first] = this.#pending.get(stream)?.parts ?? [];
		this.#pending.delete(stream);
		if (first) this.#onLost(first);
	}
}

const isJSON = ({ chars }: Raw): boolean => chars.endsWith("}") && parseJSON(chars) !== undefined;
