/** A query that cannot be understood: names the flag and the value, and says what would be right. */
export class QueryError extends Error {
	/** The way out, as a sentence for the user; empty where the message says it. */
	readonly hint: string;

	constructor(flag: string, value: string, why: string, hint = "") {
		super(`--${flag} ${JSON.stringify(value)}: ${why}`);
		this.hint = hint;
	}
}
