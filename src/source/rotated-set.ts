import { basename, dirname, join, resolve } from "node:path";
import { logName } from "./log-name.ts";

/** The log that a file belongs to, as the path of the file that is being written: the same for every file of a rotated set. */
export function logOf(path: string): string {
	const absolute = resolve(path);
	return join(dirname(absolute), logName(basename(absolute)).log);
}

/** Paths as given, but the files of one log together and in the order they were written: the one that is being written is the newest. */
export function byLog(paths: readonly string[]): string[][] {
	const sets = new Map<string, string[]>();
	for (const path of paths) {
		const set = sets.get(logOf(path));
		if (set) set.push(path);
		else sets.set(logOf(path), [path]);
	}
	return [...sets.values()].map((set) => set.toSorted(byAge));
}

/** The file that was written first comes first. One that is being written has neither time nor number. */
export function byAge(a: string, b: string): number {
	const [one, other] = [logName(basename(a)), logName(basename(b))];
	return compare(one.time || LATER, other.time || LATER) || other.number - one.number;
}

/** Sorts after the digits of any time. */
const LATER = "9";

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
