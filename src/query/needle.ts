import { literalParts, type Value } from "./value.ts";

/**
 * Texts one of which every line of a matching call holds, as the API server writes it; undefined where there are none. Only a
 * field that is the same in every stage of a call has any: a line that is left out takes its stage with it.
 */
export type Alternatives = readonly string[] | undefined;

/** What Go's encoder writes as an escape, in a string (encoding/json `appendString`), and U+FFFD, which may be either. */
const ESCAPED = /["\\<>&\u2028\u2029\uFFFD\p{Cc}\p{Cs}]/u;

/** A shorter one is in nearly every line. */
const SHORTEST = 3;

/** What stands in a line whose field is such a text: its longest part without wildcards, in JSON's quotes where it begins or ends the text. */
export function textNeedle({ text, regex }: Pick<Value, "text" | "regex">, end = '"'): Alternatives {
	if (regex) return undefined;
	const parts = literalParts(text);
	const last = parts.length - 1;
	const pieces = parts.flatMap((part, at) => plainPieces(part, at === 0 ? '"' : "", at === last ? end : ""));
	const longest = pieces.reduce((best, piece) => (piece.length > best.length ? piece : best), "");
	return longest.length < SHORTEST ? undefined : [longest];
}

/** What stands in a line whose field begins with such a text. */
export const beginningNeedle = (value: Pick<Value, "text" | "regex">): Alternatives => textNeedle(value, "");

/** A part of a text, without what may be written as an escape. */
function plainPieces(part: string, start: string, end: string): string[] {
	const pieces = part.split(ESCAPED);
	return pieces.map((piece, at) => `${at === 0 ? start : ""}${piece}${at === pieces.length - 1 ? end : ""}`);
}

/** The needles of several values, each of which will do; none where one of them has none. */
export function anyOf(needles: readonly Alternatives[]): Alternatives {
	return needles.every((texts) => texts !== undefined) ? [...new Set(needles.flat())] : undefined;
}
