import stringWidth from "string-width";

/** A text that must stay on one row, and what stands between it and the one before on the same row. */
export interface Piece {
	readonly gap: string;
	readonly text: string;
}

/** Pieces on as few rows as they fit on; one that is wider than a row has a row of its own. `first` and `below` are the rows' widths. */
export function packed(pieces: readonly Piece[], first: number, below: number): string[] {
	const rows: string[] = [];
	for (const { gap, text } of pieces) {
		const longer = `${rows.at(-1) ?? ""}${gap}${text}`;
		const width = rows.length === 1 ? first : below;
		if (rows.length > 0 && stringWidth(longer.trimEnd()) <= width) rows[rows.length - 1] = longer;
		else rows.push(text);
	}
	return rows.map((row) => row.trimEnd());
}

/** The words of texts, as pieces: two spaces between texts, one between words. */
export const wordsOf = (texts: readonly string[]): Piece[] =>
	texts.flatMap((text) => text.split(" ").map((word, at) => ({ gap: at === 0 ? "  " : " ", text: word })));

/** How many columns a text takes at a terminal. */
export const widthOf = (text: string): number => stringWidth(text);

/** The text with spaces up to a width. */
export const pad = (text: string, width: number): string => text + " ".repeat(Math.max(0, width - stringWidth(text)));

/** What a reader takes for one character, which may be several. */
const graphemes = new Intl.Segmenter("en");

/** The text, cut with `…` where it is wider than that. */
export function cut(text: string, width: number): string {
	if (stringWidth(text) <= width) return text;
	let kept = "";
	let used = 1;
	for (const { segment } of graphemes.segment(text)) {
		used += stringWidth(segment);
		if (used > width) break;
		kept += segment;
	}
	return `${kept}…`;
}

/** The text on lines that are no wider than that, each character whole; the second and later ones begin with the indent. */
export function folded(text: string, width: number, indent: string): string[] {
	if (stringWidth(text) <= width) return [text];
	const lines = [""];
	let used = 0;
	for (const { segment } of graphemes.segment(text)) {
		const wide = stringWidth(segment);
		if (used + wide > width) {
			lines.push(indent);
			used = indent.length;
		}
		lines[lines.length - 1] += segment;
		used += wide;
	}
	return lines;
}
