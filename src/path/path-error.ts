/** A path, or a text with paths in it, that cannot be understood. */
export class PathError extends Error {
	/** What was typed, or as much of it as is worth showing. */
	readonly expression: string;
	/** The way out, as a sentence for the user; empty where the message says it. */
	readonly hint: string;
	/** The character of it, counted from 0, from which on it is not understood; undefined where it is as a whole. */
	readonly offset: number | undefined;

	constructor(expression: string, why: string, hint = "", offset?: number) {
		super(why);
		this.expression = expression;
		this.hint = hint;
		this.offset = offset;
	}

	/** The same mistake in a longer text that has the expression in it, at that character. */
	within(text: string, at: number): PathError {
		return new PathError(text, this.message.replace(/ from character \d+ on/, ""), this.hint, at + (this.offset ?? 0));
	}
}
