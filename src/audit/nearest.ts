import { distance } from "fastest-levenshtein";

/** The right word for one that is a little wrong; undefined where none is near. */
export function nearest(typed: string, known: readonly string[]): string | undefined {
	const [first] = known.map((word) => ({ word, off: distance(typed, word) })).sort((a, b) => a.off - b.off);
	return first && first.off <= Math.max(1, typed.length / 3) ? first.word : undefined;
}
