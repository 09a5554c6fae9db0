/** A text that cannot be read: why, and from which character on, counted from 0. */
export class TextError extends Error {
	readonly at: number;

	constructor(at: number, why: string) {
		super(why);
		this.at = at;
	}
}
