import stringWidth from "string-width";
import { type Clock, utcClock } from "./clock.ts";
import { Columns, NARROW, type Shape, WIDE } from "./columns.ts";
import { type Layout, type Paint, rowNotes, SOME_TIME } from "./layout.ts";
import { cut, packed, pad, wordsOf } from "./pack.ts";
import type { Row } from "./row.ts";
import { durationText } from "./time.ts";

/** A terminal with fewer columns gets the narrow shape. */
const NARROW_BELOW = 100;

/** Durations from here on are worth a note where there is no column for them, in microseconds. */
const SLOW_MICROS = 100_000;

/** What a layout for a terminal goes by. */
export interface TerminalFacts {
	/** The terminal's width in columns, asked for each row, so that a resized terminal is followed. */
	readonly width: () => number;
	/** The day, YYYY-MM-DD, of which rows need no date. */
	readonly today: string;
	/** How rows tell the time: in UTC, where nothing else is asked for. */
	readonly clock?: Clock | undefined;
	/** Put the date into each row's clock. */
	readonly isDated: boolean;
}

/**
 * Columns for a terminal: an identity is never cut, it overflows, then goes to an indented row of its own, then the
 * terminal wraps it. Only notes and query strings may end in `…`. Columns grow with what is seen where there is room.
 * A date row stands before the first row of a day that is neither `today` nor the day of the row before.
 */
export function terminalLayout({ width, today, clock = utcClock, isDated }: TerminalFacts): Layout {
	let day = today;
	const columns = new Columns();
	return (row, paint) => {
		const text = new TerminalRow(row, shapeOf(width(), isDated), { columns, clock, paint }).text();
		const rowDay = (row.at && clock.day(row.at)) ?? day;
		const date = rowDay === day || isDated ? "" : `${paint("time", rowDay)}\n`;
		day = rowDay;
		return date + text;
	};
}

function shapeOf(width: number, isDated: boolean): Shape {
	const shape = width < NARROW_BELOW ? NARROW : WIDE;
	return { ...shape, width, ...(isDated ? { clock: "dated" } : {}) };
}

class TerminalRow {
	readonly #row: Row;
	readonly #width: number;
	readonly #shape: Shape;
	readonly #columns: [number, number, number];
	readonly #clock: (at: string) => string;
	readonly #paint: Paint;

	constructor(row: Row, shape: Shape, { columns, clock, paint }: { columns: Columns; clock: Clock; paint: Paint }) {
		this.#row = row;
		this.#width = shape.width;
		this.#shape = shape;
		this.#columns = columns.fit([row.who, row.verb, row.where ? row.resource : ""], shape);
		this.#clock = clock[shape.clock];
		this.#paint = paint;
	}

	text(): string {
		const width = this.#width - this.#shape.indent;
		const details = packed(wordsOf(this.#row.details), width, width).map((detail) => this.#indented(this.#paint("time", detail)));
		return [...this.#lines(), ...details].join("\n");
	}

	#lines(): string[] {
		const { who, verb, resource, where } = this.#row;
		const [whoWidth, verbWidth, resourceWidth] = this.#columns;
		const cells = [pad(who, whoWidth), pad(verb, verbWidth)];
		const whoVerb = cells.join(" ");
		const full = where ? `${whoVerb} ${pad(resource, resourceWidth)} ${where}` : `${whoVerb} ${this.#fitPath(resource, whoVerb)}`;
		if (this.#fits(full)) return this.#withNotes(full);
		const [first = "", ...below] = this.#packed([
			...cells,
			...(where ? [resource, where] : [cutQuery(resource, this.#width - this.#shape.indent)]),
		]);
		const last = below.pop();
		if (last === undefined) return this.#withNotes(first);
		return [this.#head(first), ...below.map((row) => this.#indented(this.#paint("act", row))), ...this.#below(last)];
	}

	/** Cells on as few rows as they fit on, none of them broken by us. */
	#packed(cells: readonly string[]): string[] {
		const below = this.#width - this.#shape.indent;
		const first = this.#width - stringWidth(this.#plainPrefix());
		const whole = (cell: string) => (stringWidth(cell.trimEnd()) <= Math.min(first, below) ? cell : unspaced(cell.trimEnd()));
		return packed(
			cells.map((cell) => ({ gap: " ", text: whole(cell) })),
			first,
			below,
		);
	}

	/** A path whole, its query cut to what is left of the row. */
	#fitPath(path: string, before: string): string {
		return cutQuery(path, this.#width - stringWidth(this.#plainPrefix()) - stringWidth(before) - 1);
	}

	#withNotes(full: string): string[] {
		const note = this.#note();
		if (!note) return [this.#head(full)];
		const used = stringWidth(this.#plainPrefix() + full);
		if (used + 2 + stringWidth(note) <= this.#width) return [`${this.#head(full)}  ${this.#paint("note", note)}`];
		return [this.#head(full), this.#noteRow(note)];
	}

	/** What did not fit, on a row of its own, with the note behind it where that fits. */
	#below(rest: string): string[] {
		const note = this.#note();
		const row = this.#indented(this.#paint("act", rest));
		if (!note) return [row];
		const used = this.#shape.indent + stringWidth(rest);
		return used + 2 + stringWidth(note) <= this.#width ? [`${row}  ${this.#paint("note", note)}`] : [row, this.#noteRow(note)];
	}

	#note(): string {
		const { duration } = this.#row;
		const slow = !this.#shape.hasDuration && duration !== undefined && duration >= SLOW_MICROS;
		return [...(slow ? [durationText(duration)] : []), ...rowNotes(this.#row, this.#clock)].join("  ");
	}

	#noteRow(note: string): string {
		return this.#indented(this.#paint("note", cut(note, this.#width - this.#shape.indent)));
	}

	#indented(text: string): string {
		return " ".repeat(this.#shape.indent) + text;
	}

	#fits(text: string): boolean {
		return stringWidth(this.#plainPrefix() + text) <= this.#width;
	}

	#head(act: string): string {
		return this.#prefix(this.#paint) + this.#paint("act", act.trimEnd());
	}

	#plainPrefix(): string {
		return this.#prefix((_part, text) => text);
	}

	#prefix(paint: Paint): string {
		const { at, code, duration } = this.#row;
		const { length } = this.#clock(SOME_TIME);
		const clock = at === undefined ? "-".padEnd(length) : this.#clock(at);
		const durations = this.#shape.hasDuration
			? `${paint("duration", (duration === undefined ? "" : durationText(duration)).padStart(6))}  `
			: "";
		return `${length > 0 ? `${paint("time", clock)} ` : ""}${paint("outcome", code)}${" ".repeat(Math.max(0, 4 - code.length))} ${durations}`;
	}
}

/** A cell that the terminal will wrap: without spaces, what stands at the left margin then cannot look like a row. */
const unspaced = (cell: string): string => cell.replaceAll(" ", String.raw`\x20`);

/** A path with its query cut to a width; whole where the path alone is wider. */
function cutQuery(path: string, width: number): string {
	const query = path.indexOf("?");
	return query < 0 || path.length <= width || query + 2 > width ? path : `${path.slice(0, width - 1)}…`;
}
