import { eventsBetween, firstEventTime, lastEventTime } from "./event-time.ts";
import type { LogFile } from "./log-file.ts";
import type { Successor } from "./succession.ts";

/** What is missing, or may be, between a file of a log and the one that was found to come next, in words; undefined where nothing is. */
export async function gapBefore({ file, lost, isNext }: Successor, held: LogFile | undefined, log: string): Promise<string | undefined> {
	if (isNext && lost.length === 0) return undefined;
	const missing = eventsBetween(held && lastEventTime(held.trail.last), firstEventTime(await file.beginning()));
	if (lost.length === 1) return `${lost[0]} was gone before it could be read: ${missing} are missing`;
	if (lost.length > 1) return `${lost.join(", ")} were gone before they could be read: ${missing} are missing`;
	return `${log}: the file that was read before is gone, and others may have gone with it: ${missing} may be missing`;
}
