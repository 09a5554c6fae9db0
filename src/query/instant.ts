import { localOffset, micros } from "../audit/time.ts";
import { durationMs } from "./duration.ts";
import { QueryError } from "./query-error.ts";

const CLOCK = /^(?<hour>[01]?\d|2[0-3]):(?<minute>[0-5]\d)(?::(?<second>[0-5]\d))?$/;
const DATE = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?$/;
const DAY_MS = 86_400_000;

/** In which zone a time without one is meant: UTC, or the machine's. */
export type Zone = "utc" | "local";

/**
 * The moment that `--since` or `--until` names, in microseconds since 1970: `5m`, `2h30m`, `1d` before `now`
 * (milliseconds since 1970); RFC 3339, or its beginning, in that zone unless it says otherwise; `10:15`, the last time it was
 * that; `yesterday 14:00`, `today`. Throws QueryError for anything else.
 */
export function instant(flag: string, text: string, now: number, zone: Zone = "utc"): number {
	const ago = durationMs(text.replace(/^-/, ""));
	if (ago !== undefined) return (now - ago) * 1000;
	const clock = CLOCK.exec(text)?.groups;
	if (clock) return clockMs(clock, now, zone) * 1000;
	const date = dated(text, now, zone);
	const at = DATE.test(date) && isDay(date.slice(0, 10)) ? micros(withOffset(date, zone)) : undefined;
	if (at !== undefined) return at;
	throw new QueryError(flag, text, "is no time", "for example 5m, 2h, 1d, 10:15, yesterday 14:00, 2026-11-23, 2026-11-23T10:15:00Z");
}

/** The last time that the clock showed that. */
function clockMs({ hour = "", minute = "", second = "0" }: Record<string, string>, now: number, zone: Zone): number {
	const clock = [hour, minute, second].map((part) => part.padStart(2, "0")).join(":");
	const at = (day: string): number => Date.parse(withOffset(`${day}T${clock}`, zone));
	const today = at(dayOf(now, zone));
	return today <= now ? today : at(dayBefore(dayOf(now, zone)));
}

const DAY = /^(?<day>today|yesterday)(?: (?<clock>\d?\d:\d\d(?::\d\d)?))?$/i;

/** `yesterday 9:15` with the date that it was; anything else as it is. */
function dated(text: string, now: number, zone: Zone): string {
	const { day, clock } = DAY.exec(text)?.groups ?? {};
	if (day === undefined) return text;
	const today = dayOf(now, zone);
	const date = day.toLowerCase() === "today" ? today : dayBefore(today);
	return clock === undefined ? date : `${date} ${/^\d:/.test(clock) ? `0${clock}` : clock}`;
}

/** The day, YYYY-MM-DD, that a moment falls in. */
const dayOf = (now: number, zone: Zone): string => new Date(zone === "utc" ? now : now - offsetMs(now)).toISOString().slice(0, 10);

/** A day of 24 hours would be wrong by one where the clocks change: calendars have no hours. */
const dayBefore = (day: string): string => new Date(Date.parse(`${day}T00:00:00Z`) - DAY_MS).toISOString().slice(0, 10);

const offsetMs = (at: number): number => new Date(at).getTimezoneOffset() * 60_000;

/** False for a 30th of February, which Date takes for a day in March. */
const isDay = (date: string): boolean => {
	const day = new Date(`${date}T00:00:00Z`);
	return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(date);
};

/** A date with its time, and where that is the zone's, the zone's offset then. */
function withOffset(text: string, zone: Zone): string {
	const withT = text.replace(" ", "T");
	const withTime = withT.includes("T") ? withT : `${withT}T00:00`;
	if (/(?:Z|[+-]\d\d:\d\d)$/.test(withTime)) return withTime;
	if (zone === "utc") return `${withTime}Z`;
	return withTime + localOffset(new Date(withTime).getTime()); // without an offset, it is local time
}
