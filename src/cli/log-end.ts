import { existsSync } from "node:fs";
import { micros } from "../audit/time.ts";
import { DEFAULT_MAX_LINE } from "../decode/gate.ts";
import { endingOf } from "../source/ending.ts";
import { expand } from "../source/expand.ts";
import { byLog } from "../source/rotated-set.ts";
import type { Args } from "./args.ts";
import { UsageError } from "./exit.ts";
import type { MainIO } from "./io.ts";
import { readBytes } from "./read-bytes.ts";

/** How much of a file's end is looked at first, and at most, in bytes: that holds the longest line. */
const FIRST = 64 * 1024;
const MOST = 2 * DEFAULT_MAX_LINE;

/** What `--since` and `--until` count from, in milliseconds since 1970: now, or with `--since-end` the last event of the logs. Throws UsageError. */
export async function nowOf(args: Args, { now }: MainIO): Promise<number> {
	if (!args.sinceEnd) return now();
	const { since, until, files, command } = args;
	if (since === undefined && until === undefined)
		throw new UsageError("--since-end says from where --since counts", "for example --since 5m --since-end");
	if (command !== undefined || files.length === 0 || files.includes("-"))
		throw new UsageError(
			"--since-end looks for the last event first: it needs files",
			"a pipe has no end before it ends: save it, or give a time",
		);
	const paths = (await expand(files)).paths.filter((path) => existsSync(path));
	if (paths.length === 0) return now(); // the run will tell what is missing
	const ends = await Promise.all(byLog(paths).map(endOfLog));
	const times = ends.flatMap((end) => micros(end) ?? []);
	if (times.length === 0)
		throw new UsageError(
			"--since-end: these files have no event with a time at their end",
			"give a time instead: --since 2026-11-23T15:00",
		);
	return Math.max(...times) / 1000;
}

/** The time of the last event of a log, whose newest file may have none yet. */
async function endOfLog(files: readonly string[]): Promise<string | undefined> {
	for (const path of files.toReversed()) {
		const end = await endOfFile(path);
		if (end !== undefined) return end;
	}
	return undefined;
}

async function endOfFile(path: string): Promise<string | undefined> {
	for (let length = FIRST; ; length *= 4) {
		const { bytes, isAll } = await endingOf(path, length);
		const { last: time } = await readBytes(bytes);
		if (time !== undefined || isAll || length >= MOST) return time;
	}
}
