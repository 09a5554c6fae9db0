import stringWidth from "string-width";
import { Columns, NARROW, type Shape, WIDE } from "./columns.ts";
import { type Layout, type Paint, rowNotes } from "./layout.ts";
import type { Row } from "./row.ts";
import { durationText } from "./time.ts";

/** A terminal with fewer columns gets the narrow shape. */
const NARROW_BELOW = 100;

/** Durations from here on are worth a note where there is no column for them, in microseconds. */
const SLOW_MICROS = 100_000;

/**
 * Columns for a terminal: an identity is never cut, it overflows, then goes to an indented row of its own, then the
 * terminal wraps it. Only notes and query strings may end in `…`. Columns grow with what is seen where there is room.
 * `width` is asked for each row, so that a resized terminal is followed; `showDate` puts the date before a row whose day
 * is not the one before's, `today` (YYYY-MM-DD) being the day before the first.
 */
export function terminalLayout(width: () => number, today: string): Layout {
	let day = today;
	const columns = new Columns();
	return (row, paint) => {
		const text = new TerminalRow(row, width(), columns, paint).text();
		const rowDay = row.at?.slice(0, 10) ?? day;
		const date = rowDay === day ? "" : `${paint("time", rowDay)}\n`;
		day = rowDay;
		return date + text;
	};
}

class TerminalRow {
	readonly #row: Row;
	readonly #width: number;
	readonly #shape: Shape;
	readonly #columns: [number, number, number];
	readonly #paint: Paint;

	constructor(row: Row, width: number, columns: Columns, paint: Paint) {
		this.#row = row;
		this.#width = width;
		this.#shape = width < NARROW_BELOW ? NARROW : WIDE;
		this.#columns = columns.fit([row.who, row.verb, row.where ? row.resource : ""], width, this.#shape);
		this.#paint = paint;
	}

	text(): string {
		return this.#lines().join("\n");
	}

	#lines(): string[] {
		const { who, verb, resource, where } = this.#row;
		const [whoWidth, verbWidth, resourceWidth] = this.#columns;
		const whoVerb = `${pad(who, whoWidth)} ${pad(verb, verbWidth)}`;
		const full = where ? `${whoVerb} ${pad(resource, resourceWidth)} ${where}` : `${whoVerb} ${this.#fitPath(resource, whoVerb)}`;
		if (this.#fits(full)) return this.#withNotes(full);
		if (this.#fits(`${whoVerb} ${resource}`) && where) return [this.#head(`${whoVerb} ${resource}`), ...this.#below(where)];
		if (where) return [this.#head(who), ...this.#below(`${verb} ${resource} ${where}`)];
		return [this.#head(whoVerb.trimEnd()), ...this.#below(resource)];
	}

	/** A path whole, its query cut to what is left of the row. */
	#fitPath(path: string, before: string): string {
		const left = this.#width - stringWidth(this.#plainPrefix()) - stringWidth(before) - 1;
		const query = path.indexOf("?");
		return query < 0 || path.length <= left || query + 2 > left ? path : `${path.slice(0, left - 1)}…`;
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
		return [...(slow ? [durationText(duration)] : []), ...rowNotes(this.#row, this.#shape.clock)].join("  ");
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
		const clock = at === undefined ? "-".padEnd(this.#shape.clockWidth) : this.#shape.clock(at);
		const durations = this.#shape.hasDuration
			? `${paint("duration", (duration === undefined ? "" : durationText(duration)).padStart(6))}  `
			: "";
		return `${paint("time", clock)} ${paint("outcome", code)}${" ".repeat(Math.max(0, 4 - code.length))} ${durations}`;
	}
}

const pad = (text: string, width: number): string => text + " ".repeat(Math.max(0, width - stringWidth(text)));

/** The text, cut with `…` where it is wider than the row. */
function cut(text: string, width: number): string {
	if (stringWidth(text) <= width) return text;
	let kept = "";
	let used = 1;
	for (const character of text) {
		used += stringWidth(character);
		if (used > width) break;
		kept += character;
	}
	return `${kept}…`;
}
