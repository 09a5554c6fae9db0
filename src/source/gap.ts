import { eventsBetween, firstEventTime, lastEventTime } from "./event-time.ts";
import type { LogFile } from "./log-file.ts";
import type { Successor } from "./succession.ts";

/** What is missing, or may be, between a file of a log and the one that was found to come next, in words; undefined where nothing is. */
export async function gapBefore({ file, lost, isNext }: Successor, held: LogFile | undefined, log: string): Promise<string | undefined> {
	if (isNext && lost.length === 0) return undefined;
	const missing = await between(held, file);
	if (lost.length === 1) return `${lost[0]} was gone before it could be read: ${missing} are missing`;
	if (lost.length > 1) return `${lost.join(", ")} were gone before they could be read: ${missing} are missing`;
	return `${log}: the file that was read before is gone, and others may have gone with it: ${missing} may be missing`;
}

/** What may be missing of a log that was truncated before it was read to its end, in words, where another file is gone on with than its copy. */
export const gapOfCopy = async (log: string, held: LogFile, next: LogFile): Promise<string> =>
	`${log} was truncated, and there is no copy of what was not read: ${await between(held, next)} may be missing`;

const between = async (held: LogFile | undefined, next: LogFile): Promise<string> =>
	eventsBetween(held && lastEventTime(held.trail.last), firstEventTime(await next.beginning()));
