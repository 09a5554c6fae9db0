import { pad, widthOf } from "../render/pack.ts";

/** Rows of cells as lines, in columns two apart: texts to the left, numbers to the right. */
export function aligned(rows: readonly (readonly string[])[], isText: (column: number) => boolean): string[] {
	const widths = (rows[0] ?? []).map((_cell, at) => Math.max(...rows.map((cells) => widthOf(cells[at] ?? ""))));
	const padded = (cell: string, at: number): string => (isText(at) ? pad(cell, widths[at] ?? 0) : cell.padStart(widths[at] ?? 0));
	return rows.map((cells) => cells.map(padded).join("  ").trimEnd());
}
