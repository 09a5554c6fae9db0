import { nobody } from "../../audit/meaning.ts";
import { quoted, quotedName, safeJson } from "../../render/safe.ts";
import { durationText } from "../../render/time.ts";
import type { Top, TopRow } from "../../top/top.ts";
import { aligned, number } from "../tables.ts";

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

/** A table: numbers first, as names may be of any length. */
export function asText(by: readonly string[], rows: readonly TopRow[], table: Top): string {
	const { seconds } = table;
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
	const lines = aligned(cells, (column) => column >= NUMBERS);
	const over = Math.max(0, ...rows.map((row) => row.over));
	return [...lines, "", ...endings(rows.length, table, over)].map((line) => `${line}\n`).join("");
}

const cellOf = (key: string): string => (key === "" ? "-" : key === nobody ? key : key === "-" ? quoted(key) : quotedName(key));

const endings = (shown: number, { calls, errors, size, isExact, seconds }: Top, over: number): string[] => [
	`${number(calls)} calls, ${number(errors)} errors${seconds > 0 ? `, in ${durationText(seconds * 1e6)}` : ""}; ${number(shown)} of ${isExact ? "" : "more than "}${number(size)} rows`,
	...(over > 0 ? [`there are more than ${number(size)} rows: each count may be up to ${number(over)} too high`] : []),
];

/** Three digits. */
function duration(micros: number | undefined): string {
	if (micros === undefined) return "";
	return micros < 999_500 ? `${(micros / 1000).toPrecision(3)}ms` : `${(micros / 1_000_000).toPrecision(3)}s`;
}
