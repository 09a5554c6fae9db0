import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { firstEventTime } from "./event-time.ts";
import { HeldFile } from "./held-file.ts";
import { identityOf } from "./identity.ts";
import { isSame, type LogFile } from "./log-file.ts";
import { isRotated, logName, rotatedAt, withoutCompression } from "./log-name.ts";
import { PackedFile } from "./packed-file.ts";
import { byAge, logOf } from "./rotated-set.ts";

const COMPRESSIONS = [".gz", ".zst", ".zstd"];

/** The paths that a backup has where it is compressed. */
export const packed = (backup: string): string[] => COMPRESSIONS.map((compression) => backup + compression);

/**
 * The files of a log that were rotated away, the oldest first, by their paths without what compression adds to them; none where the
 * folder cannot be read. What somebody copied by hand (`audit.log.old`) is none of them.
 */
export async function backupsOf(log: string): Promise<string[]> {
	const paths = new Set((await namesBeside(log)).map((name) => join(dirname(log), withoutCompression(name))));
	return [...paths].sort(byAge);
}

/** The names of a log's rotated files, as they are. */
async function namesBeside(log: string): Promise<string[]> {
	const names = await readdir(dirname(log)).catch(() => []);
	const own = basename(logOf(log));
	return names.filter((name) => isRotated(name) && logName(name).log === own);
}

/** Which files have numbers in place of times: another text once one of them was given another, which may happen between any two looks. */
export async function numbersIn(log: string): Promise<string> {
	const paths = (await namesBeside(log)).map((name) => join(dirname(log), name)).filter((path) => !hasTime(path));
	const files = await Promise.all(paths.map(async (path) => `${path} ${await identityOf(path).catch(() => "")}`));
	return files.join("\n");
}

/** True for a backup that keeps its name: those with numbers are given higher ones. */
export const hasTime = (backup: string): boolean => logName(basename(backup)).time !== "";

/** Opens a rotated file, as it is or packed; undefined where it is not there any more. Throws what the system says where it cannot be read. */
export async function openBackup(backup: string): Promise<LogFile | undefined> {
	for (const path of [backup, ...packed(backup)]) {
		try {
			return await (path === backup ? HeldFile.open(path) : PackedFile.open(path)); // the plain one is whole while there is one
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
		}
	}
	return undefined;
}

/** The place of a file among backups, sought from the newest on, as it lost the log's name not long ago; -1 where none of them is it. */
export async function placeOf({ identity }: LogFile, backups: readonly string[]): Promise<number> {
	for (const [at, backup] of [...backups.entries()].reverse())
		for (const path of [backup, ...packed(backup)]) {
			const found = await stat(path, { bigint: true }).catch(() => undefined);
			if (found && isSame(found, identity)) return at;
		}
	return -1;
}

/** The same for a file that may have been compressed, which makes another one of it: by what it begins with. */
export async function placeOfLikes(file: LogFile, backups: readonly string[]): Promise<number> {
	const beginning = await file.beginning();
	for (const [at, backup] of [...backups.entries()].reverse()) if (await begins(backup, beginning)) return at;
	return -1;
}

/** Those of some backups whose first event came after that of a file which is none of them: numbers alone do not say what is newer. */
export async function begunAfter(file: LogFile, backups: readonly string[]): Promise<string[]> {
	const begun = firstEventTime(await file.beginning());
	return (await beginningsOf(backups)).filter(({ at }) => begun !== undefined && begun < at).map(({ backup }) => backup);
}

/** Backups with times, and others with numbers, by the time of their first events: a log that logrotate truncates has both. */
export async function together(timed: readonly string[], numbered: readonly string[]): Promise<string[]> {
	if (timed.length === 0 || numbered.length === 0) return [...timed, ...numbered];
	const all = [...(await beginningsOf(timed)), ...(await beginningsOf(numbered))];
	return all.sort(byTime).map(({ backup }) => backup);
}

const byTime = (a: { readonly at: string }, b: { readonly at: string }): number => (a.at < b.at ? -1 : Number(a.at > b.at));

/** When the first event of each came; of one that shows none, when that of the one before did. */
async function beginningsOf(backups: readonly string[]): Promise<{ backup: string; at: string }[]> {
	let last = "";
	const times = await Promise.all(backups.map(async (backup) => firstEventTime(await beginningOfBackup(backup))));
	return backups.map((backup, place) => {
		last = times[place] ?? last;
		return { backup, at: last };
	});
}

async function begins(backup: string, beginning: Buffer): Promise<boolean> {
	const own = await beginningOfBackup(backup);
	const length = Math.min(own.length, beginning.length);
	return length > 0 && own.subarray(0, length).equals(beginning.subarray(0, length));
}

async function beginningOfBackup(backup: string): Promise<Buffer> {
	const file = await openBackup(backup).catch(() => undefined);
	const beginning = (await file?.beginning()) ?? Buffer.alloc(0);
	await file?.close();
	return beginning;
}

/**
 * Opens the backup that `find` gives by its path, while no file of the log is given another number: the file is undefined where it was
 * not there any more, all of it where none was sought. Throws as `openBackup` does.
 */
export async function openFound(
	log: string,
	find: () => Promise<string | undefined>,
): Promise<{ backup: string; file: LogFile | undefined } | undefined> {
	for (;;) {
		const numbers = await numbersIn(log);
		const backup = await find();
		const file = backup === undefined ? undefined : await openBackup(backup);
		if (numbers === (await numbersIn(log))) return backup === undefined ? undefined : { backup, file };
		await file?.close();
	}
}

/** The backup that begins first of those whose first event came after that time, in RFC 3339; undefined where there is none. */
export async function firstAfter(log: string, time: string): Promise<string | undefined> {
	const later = (await beginningsOf(await backupsOf(log))).filter(({ at }) => at > time);
	return later.sort(byTime)[0]?.backup;
}

/**
 * The oldest backup that may hold an event of that time or later, in milliseconds since 1970; undefined where none does. The time in
 * the name is that of the rotation, just after the last event, or else the file was not written after its last event.
 */
export async function firstSince(log: string, since: number): Promise<string | undefined> {
	for (const backup of await backupsOf(log)) if ((await endOf(backup)) >= since) return backup;
	return undefined;
}

/** When a backup was written last, in milliseconds since 1970, or later; now where that cannot be found out. */
async function endOf(backup: string): Promise<number> {
	const at = rotatedAt(basename(backup));
	if (at !== undefined) return at;
	for (const path of [backup, ...packed(backup)]) {
		const found = await stat(path).catch(() => undefined);
		if (found) return found.mtimeMs;
	}
	return Date.now();
}
