/** Within a text, as collectors wrap events, its quotes are escaped. */
const STAGE_TIME = /stageTimestamp\\?": ?\\?"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.\d]{0,10}Z)\\?"/g;

/** The time of the first event in these bytes, as the API server wrote it; undefined where none is seen. */
export const firstEventTime = (bytes: Buffer): string | undefined => eventTimes(bytes)[0];

/** The time of the last event in these bytes. */
export const lastEventTime = (bytes: Buffer): string | undefined => eventTimes(bytes).at(-1);

/** The events between two that are known, in words. */
export function eventsBetween(from: string | undefined, to: string | undefined): string {
	if (from && to) return from < to ? `events from ${from} to ${to}` : `events around ${to}`; // within a log, times go back by some 40 ms
	if (from) return `events after ${from}`;
	return to ? `events before ${to}` : "events";
}

/** The times of all events in these bytes, as they stand there. */
export const eventTimes = (bytes: Buffer): string[] => [...bytes.toString("latin1").matchAll(STAGE_TIME)].map(([, time = ""]) => time);
