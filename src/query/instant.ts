import { micros } from "../audit/time.ts";
import { durationMs } from "./duration.ts";
import { QueryError } from "./query-error.ts";

const CLOCK = /^(?<hour>[01]?\d|2[0-3]):(?<minute>[0-5]\d)(?::(?<second>[0-5]\d))?$/;
const DATE = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?$/;
const DAY_MS = 86_400_000;

/**
 * The moment that `--since` or `--until` names, in microseconds since 1970: `5m`, `2h30m`, `1d` before `now`
 * (milliseconds since 1970); RFC 3339, or its beginning, in UTC unless it says otherwise; `10:15`, the last time it was
 * that in UTC; `yesterday 14:00`, `today`. Throws QueryError for anything else.
 */
export function instant(flag: string, text: string, now: number): number {
	const ago = durationMs(text.replace(/^-/, ""));
	if (ago !== undefined) return (now - ago) * 1000;
	const clock = CLOCK.exec(text)?.groups;
	if (clock) return clockMs(clock, now) * 1000;
	const date = dated(text, now);
	const at = DATE.test(date) && isDay(date.slice(0, 10)) ? micros(inUTC(date)) : undefined;
	if (at !== undefined) return at;
	throw new QueryError(flag, text, "is no time", "for example 5m, 2h, 1d, 10:15, yesterday 14:00, 2026-11-23, 2026-11-23T10:15:00Z");
}

function clockMs({ hour, minute, second = "0" }: Record<string, string>, now: number): number {
	const today = now - (now % DAY_MS) + (Number(hour) * 3600 + Number(minute) * 60 + Number(second)) * 1000;
	return today <= now ? today : today - DAY_MS;
}

const DAY = /^(?<day>today|yesterday)(?: (?<clock>\d?\d:\d\d(?::\d\d)?))?$/i;

/** `yesterday 9:15` with the date that it was, in UTC; anything else as it is. */
function dated(text: string, now: number): string {
	const { day, clock } = DAY.exec(text)?.groups ?? {};
	if (day === undefined) return text;
	const date = new Date(now - (day.toLowerCase() === "today" ? 0 : DAY_MS)).toISOString().slice(0, 10);
	return clock === undefined ? date : `${date} ${/^\d:/.test(clock) ? `0${clock}` : clock}`;
}

/** False for a 30th of February, which Date takes for a day in March. */
const isDay = (date: string): boolean => {
	const day = new Date(`${date}T00:00:00Z`);
	return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(date);
};

function inUTC(text: string): string {
	const withT = text.replace(" ", "T");
	const withTime = withT.includes("T") ? withT : `${withT}T00:00`;
	return /(?:Z|[+-]\d\d:\d\d)$/.test(withTime) ? withTime : `${withTime}Z`;
}
