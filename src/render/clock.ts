import { localOffset } from "../audit/time.ts";
import { durationText } from "./time.ts";

/** How rows tell a time, which is always given as RFC 3339 in UTC with microseconds; all texts are empty where none is told. */
export interface Clock {
	/** With its date and microseconds: for pipes. */
	readonly whole: (at: string) => string;
	/** For terminals: to the millisecond, to the second, and with its date, each of one width. */
	readonly fine: (at: string) => string;
	readonly coarse: (at: string) => string;
	readonly dated: (at: string) => string;
	/** The day, YYYY-MM-DD, where rows stand under their day. */
	readonly day: (at: string) => string | undefined;
}

/** The clock that is shown where no other was asked for. */
export const utcClock: Clock = {
	whole: (at) => at,
	fine: (at) => `${at.slice(11, 23)}Z`,
	coarse: (at) => `${at.slice(11, 19)}Z`,
	dated: (at) => `${at.slice(0, 23)}Z`,
	day: (at) => at.slice(0, 10),
};

/** The clock of the machine's zone, with its offset, which is another one in summer. */
const local: Clock = {
	whole: (at) => zoned(at, (time) => time),
	fine: (at) => zoned(at, (time) => time.slice(11, 23)),
	coarse: (at) => zoned(at, (time) => time.slice(11, 19)),
	dated: (at) => zoned(at, (time) => time.slice(0, 23)),
	day: (at) => inZone(at).time.slice(0, 10),
};

const zoned = (at: string, part: (time: string) => string): string => {
	const { time, offset } = inZone(at);
	return `${part(time)}${offset}`;
};

function inZone(at: string): { time: string; offset: string } {
	const ms = Date.parse(at);
	const local = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000);
	return { time: local.toISOString().slice(0, 23) + at.slice(23, -1), offset: localOffset(ms) };
}

/** How long ago: `3m12s ago`; `in 3m12s` where the server's clock is ahead. */
function relative(now: () => number): Clock {
	const whole = (at: string): string => {
		const ms = now() - Date.parse(at);
		return ms < 0 ? `in ${agoText(-ms)}` : `${agoText(ms)} ago`;
	};
	const padded = (at: string): string => whole(at).padStart(WIDEST_AGO);
	return { whole, fine: padded, coarse: padded, dated: padded, day: () => undefined };
}

const WIDEST_AGO = "99h59m ago".length;
const SECOND = 1000;
const DAY = 24 * 3600 * SECOND;

/** `12s`, `3m12s`, `2h05m`, `412d`. */
function agoText(ms: number): string {
	if (ms < 100 * SECOND) return `${Math.floor(ms / SECOND)}s`;
	return ms < 4 * DAY ? durationText(1000 * SECOND * Math.floor(ms / SECOND)) : `${Math.floor(ms / DAY)}d`;
}

const nothing = (): string => "";

const none: Clock = { whole: nothing, fine: nothing, coarse: nothing, dated: nothing, day: () => undefined };

/** Every clock, by its name. */
export const clocks = {
	utc: () => utcClock,
	local: () => local,
	relative,
	none: () => none,
} as const satisfies Readonly<Record<string, (now: () => number) => Clock>>;

/** The name of a clock. */
export type ClockName = keyof typeof clocks;
