import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { isBackup, logName } from "./log-name.ts";

/** The log that a file belongs to, as the path of the file that is being written: the same for every file of a rotated set. */
export function logOf(path: string): string {
	const absolute = resolve(path);
	return join(dirname(absolute), logName(basename(absolute)).log);
}

/** Paths as given, but the files of one rotated set together and in the order they were written: the one that is being written is the newest. */
export function inOrder(paths: readonly string[]): string[] {
	const sets = new Map<string, string[]>();
	for (const path of paths) {
		const set = sets.get(logOf(path));
		if (set) set.push(path);
		else sets.set(logOf(path), [path]);
	}
	return [...sets.values()].flatMap((set) => set.toSorted(byAge));
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
	return path === undefined ? [] : backups.filter((backup) => byAge(backup, path) > 0);
}

/** The path of a file, sought from the newest on: it lost the log's name not long ago. */
async function pathOf(file: Identity, backups: readonly string[]): Promise<string | undefined> {
	for (const path of backups.toReversed()) {
		const found = await stat(path, { bigint: true }).catch(() => undefined);
		if (found && isSame(found, file)) return path;
	}
	return undefined;
}

/** The uncompressed files of a log that lumberjack rotated away, the oldest first; none where the folder cannot be read. */
async function backupsOf(log: string): Promise<string[]> {
	const names = await readdir(dirname(log)).catch(() => []);
	const paths = names.filter(isBackup).map((name) => join(dirname(log), name));
	return inOrder(paths.filter((path) => logOf(path) === resolve(log)));
}

/** The file that was written first comes first. One that is being written has neither time nor number. */
function byAge(a: string, b: string): number {
	const [one, other] = [logName(basename(a)), logName(basename(b))];
	return compare(one.time || LATER, other.time || LATER) || other.number - one.number;
}

/** Sorts after the digits of any time. */
const LATER = "9";

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
