/** A place in a text as people count it: lines and columns (UTF-16 units) from 1. */
export interface TextPlace {
	readonly line: number;
	readonly column: number;
}

/** Where an offset into a text is; a byte order mark in front is no column. */
export function placeIn(text: string, at: number): TextPlace {
	const before = text
		.slice(0, at)
		.replace(/^\ufeff/, "")
		.split("\n");
	return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
