import { folded, type Piece, packed } from "../../render/pack.ts";
import type { Room } from "./view.ts";

/** How far what does not fit on a line is set in on the next ones. */
const INDENT = "    ";
/** The last line is for what happens. */
const STATUS = 1;

/** What a table is made of: lines, in which cells are at least two spaces apart. */
export interface Table {
	readonly head: string;
	readonly rows: readonly string[];
	/** What stands below, when so many rows are shown. */
	readonly below: (shown: number) => readonly string[];
}

/** A table as text: as many rows as there is room for, lines that are too long folded; all rows, as they are, without a room. */
export function fitted({ head, rows, below }: Table, room?: Room): string {
	if (!room) return textOf([head, ...rows, ...below(rows.length)]);
	const fold = (line: string): string[] => foldedLine(line, BETWEEN_CELLS, room.columns);
	const ending = (shown: number): string[] => below(shown).flatMap((line) => foldedSentence(line, room.columns));
	const top = fold(head);
	const shown = fitting(rows.map(fold), room.lines - STATUS - top.length - ending(rows.length).length);
	return textOf([...top, ...shown.flat(), ...ending(shown.length)]);
}

const BETWEEN_CELLS = /(?<=\S)(?= {2,}\S)/;
const BETWEEN_WORDS = /(?<=\S)(?= +\S)/;

/** A sentence on lines that are no wider than that. */
export const foldedSentence = (line: string, width: number): string[] => foldedLine(line, BETWEEN_WORDS, width);

/** A line on several, broken there where that is possible. */
function foldedLine(line: string, breaks: RegExp, width: number): string[] {
	const pieces = line.split(breaks).map((text): Piece => ({ gap: /^ */.exec(text)?.[0] ?? "", text: text.trimStart() }));
	const [first, ...rest] = pieces;
	if (!first) return [line];
	const cells = [{ gap: "", text: first.gap + first.text }, ...rest]; // numbers are set to the right
	return packed(cells, width, width - INDENT.length).flatMap((row, at) => folded(at === 0 ? row : INDENT + row, width, INDENT));
}

/** The first ones that have so many lines together. */
function fitting(rows: readonly (readonly string[])[], lines: number): (readonly string[])[] {
	let used = 0;
	const end = rows.findIndex((row) => {
		used += row.length;
		return used > lines;
	});
	return rows.slice(0, end < 0 ? undefined : end);
}

const textOf = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join("");
