import { basename } from "node:path";
import { backupsOf, firstSince, openBackup, openFound, packed } from "./backups.ts";
import { copyAt, openAt } from "./copies.ts";
import { eventsBetween, firstEventTime } from "./event-time.ts";
import { HeldFile } from "./held-file.ts";
import type { LogFile } from "./log-file.ts";
import { rotatedAt, withoutCompression } from "./log-name.ts";
import { isIn, type Place } from "./place.ts";

/** Where the reading of a log is to begin; without any, with the file that has the log's name. */
export interface StartOptions {
	/** The rotated file to begin with, by its path without what compression adds; those after it come next. */
	readonly first?: string | undefined;
	/** Begin with the oldest rotated file that may hold an event of that time, in milliseconds since 1970, whichever is the first. */
	readonly since?: number | undefined;
	/** Where the reading ended before. */
	readonly from?: Place | undefined;
}

/** Where the reading of a log begins. */
export interface Start {
	/** The file, at the place to go on from; undefined where it has gone. */
	readonly file: LogFile | undefined;
	/** The rotated file that it is, or was; undefined for the one that has the log's name. */
	readonly backup?: string | undefined;
	/** True where all that was rotated away after that one comes next. */
	readonly isHistory?: boolean;
	/** What is lost, where the place to go on from is nowhere to be found. */
	readonly gap?: string;
}

/** Finds where to begin in a log, by the path that the server writes to. Throws what the system says where its file cannot be opened. */
export async function startOf(log: string, { first, since, from }: StartOptions): Promise<Start> {
	if (from) return (await placeAgain(log, from)) ?? (await startBehind(log, from));
	if (since !== undefined) return await startSince(log, since);
	return first === undefined ? { file: await HeldFile.open(log) } : { file: await openBackup(first), backup: first, isHistory: true };
}

/** The file that has the name is opened before the others are looked at: what is rotated away meanwhile is not missed. */
async function startSince(log: string, since: number): Promise<Start> {
	const named = await HeldFile.open(log).catch((error: Error) => error);
	const found = await openFound(log, () => firstSince(log, since));
	if (!found) return { file: opened(named) };
	if (!(named instanceof Error)) await named.close();
	return { ...found, isHistory: true };
}

function opened(file: HeldFile | Error): HeldFile {
	if (file instanceof Error) throw file;
	return file;
}

/** The file that a place is in, though it may have been rotated, compressed, or copied and truncated since. */
async function placeAgain(log: string, place: Place): Promise<Start | undefined> {
	const file = await openPlace(log, place);
	if (file) return { file };
	// What lost the log's name before it was looked at is among these; what was rotated away first after the place comes first.
	const backups = (await backupsOf(log)).filter((backup) => mayHold(place, backup));
	for (const path of [...backups, ...backups.flatMap(packed)]) {
		const file = await openPlace(path, place);
		if (file) return { file, backup: withoutCompression(path) };
	}
	const copy = await copyAt(log, place);
	return copy && { file: copy, backup: withoutCompression(copy.path) };
}

async function openPlace(path: string, place: Place): Promise<LogFile | undefined> {
	const file = await openAt(path, place);
	if (!file || place.length > 0 || isIn(place, file)) return file;
	await file.close();
	return undefined;
}

/** False for a backup that was rotated away before the event in front of the place came. */
const mayHold = ({ at }: Place, backup: string): boolean =>
	(rotatedAt(basename(backup)) ?? Number.POSITIVE_INFINITY) >= Date.parse(at ?? "1970-01-01");

/** Begins with what was written since the place, as far as it is still there. */
async function startBehind(log: string, { path, offset, at, savedAt }: Place): Promise<Start> {
	const start = await startOf(log, { since: at === undefined ? savedAt : Date.parse(at) });
	if (offset === 0) return start;
	const missing = eventsBetween(at, start.file && firstEventTime(await start.file.beginning()));
	return { ...start, gap: `${path}: the place where reading ended before is not there any more: ${missing} may be missing` };
}
