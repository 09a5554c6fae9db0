import { isServerTime, micros, timestampOf } from "../audit/time.ts";

/** A timestamp in UTC with microseconds, whatever form it came in; undefined where there is none. */
export function utc(timestamp: string | null | undefined): string | undefined {
	const at = micros(timestamp);
	if (at === undefined) return undefined;
	return timestamp && isServerTime(timestamp) ? timestamp : timestampOf(at);
}

/** `0.5ms`, `152ms`, `39.7s`, `2m03s`, `1h02m`: at most six characters below four days. Negative when a clock was set back. */
export function durationText(durationMicros: number): string {
	const ms = Math.abs(durationMicros) / 1000;
	const sign = durationMicros < 0 ? "-" : "";
	if (ms < 99.95) return `${sign}${ms.toFixed(1)}ms`;
	if (ms < 999.5) return `${sign}${ms.toFixed(0)}ms`;
	if (ms < 99_950) return `${sign}${(ms / 1000).toFixed(1)}s`;
	const seconds = Math.round(ms / 1000);
	if (seconds < 3600) return `${sign}${Math.floor(seconds / 60)}m${two(seconds % 60)}s`;
	const minutes = Math.round(seconds / 60);
	return `${sign}${Math.floor(minutes / 60)}h${two(minutes % 60)}m`;
}

const two = (count: number): string => String(count).padStart(2, "0");
