/** Prints a table row by row: the first column to the left, the others to the right. Titles are as wide as their column. */
export class Table {
	readonly #widths: readonly number[];

	constructor(titles: readonly string[]) {
		this.#widths = titles.map(({ length }) => length);
		this.row(...titles);
		console.log(this.#widths.map((width) => "-".repeat(width)).join("-|-"));
	}

	row(...cells: readonly string[]): void {
		const pad = (cell: string, at: number) => (at === 0 ? cell.padEnd(this.#widths[at] ?? 0) : cell.padStart(this.#widths[at] ?? 0));
		console.log(cells.map(pad).join(" | ").trimEnd());
	}
}
