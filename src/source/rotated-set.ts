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

/** The time in the name of a rotated file, which sorts as text; later than any for the file that is being written. */
const rotatedAt = (path: string): string => BACKUP.exec(basename(path))?.groups?.time ?? "9999";

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
