import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";

/**
 * The name lumberjack gives a file that it rotates: `audit-2006-01-02T15-04-05.000.log`, in UTC, `.gz` when compressed
 * (natefinch/lumberjack v2 `backupName`).
 */
const BACKUP = /^(?<prefix>.*)-(?<time>\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3})(?<ext>\.[^.]*)?(?:\.gz)?$/;

/** The log that a file belongs to, as the path of the file that is being written: the same for every file of a rotated set. */
export function logOf(path: string): string {
	const absolute = resolve(path);
	const groups = BACKUP.exec(basename(absolute))?.groups;
	return groups ? join(dirname(absolute), `${groups.prefix}${groups.ext ?? ""}`) : absolute;
}

/** Paths as given, but the files of one rotated set together and in the order they were written: the file without a time is the newest. */
export function inOrder(paths: readonly string[]): string[] {
	const sets = new Map<string, string[]>();
	for (const path of paths) sets.set(logOf(path), [...(sets.get(logOf(path)) ?? []), path]);
	return [...sets.values()].flatMap((set) => set.toSorted((a, b) => compare(rotatedAt(a), rotatedAt(b))));
}

/** What identifies a file, whatever its name: `stat` with `bigint`. */
export interface Identity {
	readonly dev: bigint;
	readonly ino: bigint;
}

/** True for the same file. */
export const isSame = (a: Identity, b: Identity): boolean => a.dev === b.dev && a.ino === b.ino;

/**
 * The rotated files of a log that were written after one of them, the oldest first. That one is known by its path, or,
 * while it had the log's own name, by what it is; none where it is not in the folder any more.
 */
export async function backupsAfter(log: string, one: string | Identity): Promise<string[]> {
	const backups = await backupsOf(log);
	const path = typeof one === "string" ? one : await pathOf(one, backups);
	return path === undefined ? [] : backups.filter((backup) => rotatedAt(backup) > rotatedAt(path));
}

/** The path of a file, sought from the newest on: it lost the log's name not long ago. */
async function pathOf(file: Identity, backups: readonly string[]): Promise<string | undefined> {
	for (const path of backups.toReversed()) {
		const found = await stat(path, { bigint: true }).catch(() => undefined);
		if (found && isSame(found, file)) return path;
	}
	return undefined;
}

/** The uncompressed rotated files of a log, the oldest first; none where the folder cannot be read. */
async function backupsOf(log: string): Promise<string[]> {
	const names = await readdir(dirname(log)).catch(() => []);
	const paths = names.map((name) => join(dirname(log), name));
	return inOrder(paths.filter((path) => !path.endsWith(".gz") && logOf(path) === resolve(log) && resolve(path) !== resolve(log)));
}

/** The time in the name of a rotated file, which sorts as text; later than any for the file that is being written. */
const rotatedAt = (path: string): string => BACKUP.exec(basename(path))?.groups?.time ?? "9999";

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
