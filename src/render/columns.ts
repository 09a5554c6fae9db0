import stringWidth from "string-width";
import type { Clock } from "./clock.ts";

/** What a terminal of some width has room for. */
export interface Shape {
	/** The terminal's width in columns. */
	readonly width: number;
	/** The clock of a timestamp. */
	readonly clock: keyof Omit<Clock, "day" | "whole">;
	/** A column for durations; without it, long ones are a note. */
	readonly hasDuration: boolean;
	/** Where rows that belong to the row above begin. */
	readonly indent: number;
	/** Widths of who, verb and resource to begin with. */
	readonly columns: readonly [number, number, number];
}

/** From 100 columns on. */
export const WIDE: Shape = {
	width: 100,
	clock: "fine",
	hasDuration: true,
	indent: 28,
	columns: [16, 6, 11],
};
/** Below that. */
export const NARROW: Shape = {
	width: 80,
	clock: "coarse",
	hasDuration: false,
	indent: 15,
	columns: [14, 6, 10],
};

/** Widths of who, verb and resource: they grow to what is seen, up to what the terminal's width allows. */
export class Columns {
	readonly #seen: [number, number, number] = [0, 0, 0];

	/** The widths for a row with these cells. */
	fit(cells: readonly [string, string, string], shape: Shape): [number, number, number] {
		const spare = Math.max(0, Math.floor((shape.width - 120) / 6));
		return this.#seen.map((seen, at) => {
			const base = shape.columns[at as 0];
			const cell = stringWidth(cells[at as 0]);
			const cap = base + spare;
			if (cell <= cap) this.#seen[at as 0] = Math.max(seen, cell);
			return Math.max(base, Math.min(this.#seen[at as 0], cap));
		}) as [number, number, number];
	}
}
