/** A place in what was typed: the line it stands in, and how many characters of that line stand before it. */
export interface TypedPlace {
	readonly line: string;
	readonly column: number;
}

/** A query that cannot be understood: names the flag and the value, and says what would be right. */
export class QueryError extends Error {
	/** The way out, as a sentence for the user; empty where the message says it. */
	readonly hint: string;
	/** Where in the value the mistake is, where that is known. */
	readonly place: TypedPlace | undefined;

	constructor(flag: string, value: string, why: string, hint = "", place?: TypedPlace) {
		super(place ? `--${flag}: ${why}` : `--${flag} ${JSON.stringify(value)}: ${why}`);
		this.hint = hint;
		this.place = place;
	}

	/** A mistake that begins at that character of the value, counted from 0. */
	static at(offset: number, flag: string, value: string, why: string, hint?: string): QueryError {
		return new QueryError(flag, value, why, hint, typedPlace(value, offset));
	}
}

/** The place of a character in a text, counted from 0. */
export function typedPlace(text: string, offset: number): TypedPlace {
	const start = text.lastIndexOf("\n", offset - 1) + 1;
	const [line = ""] = text.slice(start).split("\n", 1);
	return { line, column: offset - start };
}
