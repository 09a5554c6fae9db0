import { nobody } from "../../audit/meaning.ts";
import { timestampOf } from "../../audit/time.ts";
import { utcClock } from "../../render/clock.ts";
import { quoted, quotedName, safeJson } from "../../render/safe.ts";
import { durationText } from "../../render/time.ts";
import type { TopRow, TopTable } from "../../top/top.ts";
import { counted, number } from "../counted.ts";
import { aligned } from "../tables.ts";
import { fitted } from "../view/fitted.ts";
import type { Room } from "../view/view.ts";

/** An array of objects, for programs; durations in milliseconds. */
export function asJSON(by: readonly string[], rows: readonly TopRow[]): string {
	const ms = (micros: number | undefined): number | undefined =>
		micros === undefined ? undefined : Number((micros / 1000).toPrecision(3));
	const objects = rows.map(({ keys, calls, over, errors, p50, p99 }) => ({
		...Object.fromEntries(by.map((name, at) => [name, keys[at]])),
		...{ calls, errors, p50Ms: ms(p50), p99Ms: ms(p99) },
		...(over > 0 ? { over } : {}),
	}));
	return `${safeJson(JSON.stringify(objects))}\n`;
}

/** The columns of numbers, which come first. */
const NUMBERS = 5;

/** A table: numbers first, as names may be of any length. `window` is how long a while it is of, in words; without it, it is of all that was read. */
export function asText(
	rows: readonly TopRow[],
	table: TopTable,
	{ by, window, room }: { by: readonly string[]; window?: string | undefined; room?: Room | undefined },
): string {
	const seconds = table.calls > 0 ? (table.last - table.first) / 1e6 : 0;
	const cells = [
		["CALLS", "RATE", "ERRORS", "P50", "P99", ...by.map((name) => name.toUpperCase())],
		...rows.map(({ keys, calls, errors, p50, p99 }) => [
			number(calls),
			seconds > 0 ? `${Number((calls / seconds).toPrecision(2)).toLocaleString("en-US", { maximumFractionDigits: 6 })}/s` : "",
			errors === 0 ? "" : `${number(errors)} ${((100 * errors) / calls).toFixed(0)}%`,
			...[p50, p99].map(duration),
			...keys.map(cellOf),
		]),
	];
	const [head = "", ...lines] = aligned(cells, (column) => column >= NUMBERS);
	const over = Math.max(0, ...rows.map((row) => row.over));
	return fitted({ head, rows: lines, below: (shown) => ["", ...endings(shown, table, { over, seconds, window })] }, room);
}

const cellOf = (key: string): string => (key === "" ? "-" : key === nobody ? key : key === "-" ? quoted(key) : quotedName(key));

function endings(
	shown: number,
	table: TopTable,
	{ over, seconds, window }: { over: number; seconds: number; window: string | undefined },
): string[] {
	const { calls, errors, rows, forgotten, last } = table;
	const span =
		window === undefined ? seconds > 0 && durationText(seconds * 1e6) : Number.isFinite(last) && `the ${window} until ${clock(last)}`;
	const all = number(rows.length);
	return [
		`${number(calls)} calls, ${number(errors)} errors${span ? `, in ${span}` : ""}; ${number(shown)} of ${forgotten > 0 ? "more than " : ""}${all} rows`,
		...(forgotten > 0
			? [
					`more rows than can be remembered: counts are at most ${number(over)} too high, and what is missing has at most ${counted(forgotten, "call")}`,
				]
			: []),
	];
}

const clock = (micros: number): string => utcClock.coarse(timestampOf(Math.floor(micros)));

/** Three digits. */
function duration(micros: number | undefined): string {
	if (micros === undefined) return "";
	return micros < 999_500 ? `${(micros / 1000).toPrecision(3)}ms` : `${(micros / 1_000_000).toPrecision(3)}s`;
}
