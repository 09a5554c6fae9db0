const RFC3339 = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/i;
const FIXED = /^(?:19[7-9]|[2-9]\d\d)\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}Z$/;
const ZERO = "0".charCodeAt(0);

/** True for a timestamp just as the API server writes it, since 1970 in UTC, with six digits; such ones sort as text. */
export const isServerTime = (timestamp: string): boolean => FIXED.test(timestamp);

/**
 * Microseconds since 1970 of an RFC 3339 timestamp, exact to the microsecond (2^53 holds them until the year 2255);
 * undefined for what is absent, no time, or Go's zero time (year 1).
 */
export function micros(timestamp: string | null | undefined): number | undefined {
	if (!timestamp) return undefined;
	if (isServerTime(timestamp)) return serverMicros(timestamp);
	if (!RFC3339.test(timestamp)) return undefined; // Date.parse finds a date in "web-1"
	const ms = Date.parse(timestamp);
	return Number.isNaN(ms) || ms < 0 ? undefined : ms * 1000 + fractionBelowMs(timestamp);
}

/** The same for one just as the API server writes it: each digit has its place, so that it takes a third of the time. */
function serverMicros(timestamp: string): number {
	const two = (at: number): number => 10 * (timestamp.charCodeAt(at) - ZERO) + timestamp.charCodeAt(at + 1) - ZERO;
	const seconds = Date.UTC(100 * two(0) + two(2), two(5) - 1, two(8), two(11), two(14), two(17));
	return seconds * 1000 + Number(timestamp.slice(20, 26));
}

/** The fourth to sixth digit after the point, which Date.parse drops. */
function fractionBelowMs(timestamp: string): number {
	const digits = /\.\d{3}(\d{1,3})/.exec(timestamp)?.[1] ?? "";
	return Number(digits.padEnd(3, "0"));
}

/** RFC 3339 in UTC with six digits, as the API server writes it. */
export function timestampOf(atMicros: number): string {
	const ms = Math.floor(atMicros / 1000);
	const below = String(atMicros - ms * 1000).padStart(3, "0");
	return new Date(ms).toISOString().replace("Z", `${below}Z`);
}

/** Any timestamp as the API server writes it; undefined for what is no time. */
export function serverTime(timestamp: string | undefined): string | undefined {
	if (timestamp === undefined || isServerTime(timestamp)) return timestamp;
	const at = micros(timestamp);
	return at === undefined ? undefined : timestampOf(at);
}

/** What the machine's zone is ahead of UTC at a moment, in milliseconds since 1970, as RFC 3339 has it: `+01:00`. */
export function localOffset(atMs: number): string {
	const minutes = -new Date(atMs).getTimezoneOffset();
	const [hour, minute] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60].map((part) => String(part).padStart(2, "0"));
	return `${minutes < 0 ? "-" : "+"}${hour}:${minute}`;
}
