import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { firstAfter, openFound, packed } from "./backups.ts";
import { lastEventTime } from "./event-time.ts";
import { gapOfCopy } from "./gap.ts";
import { HeldFile } from "./held-file.ts";
import type { LogFile } from "./log-file.ts";
import { withoutCompression } from "./log-name.ts";
import { PackedFile } from "./packed-file.ts";
import { type Mark, markOf } from "./trail.ts";

/** Copies of a log are looked through from the newest on, up to this many. */
const MOST_COPIES = 20;

/**
 * The copy that logrotate's copytruncate made of a log before it was truncated, at the marked place: what was written between the last
 * look and the copying is behind it. Undefined where there is none.
 */
export async function copyAt(log: string, mark: Mark): Promise<LogFile | undefined> {
	if (mark.length === 0) return undefined;
	for (let copies = await copiesOf(log), before = ""; copies.seen !== before; copies = await copiesOf(log)) {
		for (const path of copies.paths) {
			const file = await openAnyAt([path, ...packed(path)], mark); // the plain one is whole while there is one
			if (file) return file;
		}
		before = copies.seen; // if they were given other names meanwhile, the one that is sought may have been missed
	}
	return undefined;
}

/** The file in which a log that was truncated goes on, and what may be missing before it, in words. */
export interface Continuation {
	readonly file: LogFile;
	readonly gap?: string;
}

/**
 * Where reading goes on when the file that is held of a log was written anew: behind the place in a copy of it, or, where that copy is
 * gone, with the first that was made after it. Undefined where there is none, and what is left is in the log itself.
 */
export async function continuationOf(log: string, held: LogFile): Promise<Continuation | undefined> {
	const { offset, last } = held.trail;
	const copy = await copyAt(log, markOf(offset, last));
	if (copy) return { file: copy };
	const time = lastEventTime(last);
	const later = time === undefined ? undefined : await openFound(log, () => firstAfter(log, time)).catch(() => undefined);
	return later?.file && { file: later.file, gap: await gapOfCopy(log, held, later.file) };
}

async function openAnyAt(paths: readonly string[], mark: Mark): Promise<LogFile | undefined> {
	for (const path of paths) {
		const file = await openAt(path, mark);
		if (file) return file;
	}
	return undefined;
}

/** Opens a file at the marked place; undefined where it cannot be read, or has no such place. */
export async function openAt(path: string, mark: Mark): Promise<LogFile | undefined> {
	let file: LogFile | undefined;
	try {
		file = withoutCompression(path) === path ? await HeldFile.open(path) : await PackedFile.open(path);
		if (await file.goTo(mark)) return file;
	} catch {
		// it is not there any more, or damaged
	}
	await file?.close();
	return undefined;
}

/** Files that are called as the log is, and more, by their paths without what compression adds, the one that was written last first. */
async function copiesOf(log: string): Promise<{ paths: readonly string[]; seen: string }> {
	const names = await readdir(dirname(log)).catch(() => []);
	const own = names.filter((name) => name.startsWith(`${basename(log)}.`) || name.startsWith(`${basename(log)}-`));
	const files = (await Promise.all(own.map((name) => look(join(dirname(log), name))))).sort((a, b) => b.at - a.at);
	return {
		paths: [...new Set(files.slice(0, MOST_COPIES).map(({ path }) => withoutCompression(path)))],
		seen: files.map(({ path, ino }) => `${path} ${ino}`).join("\n"),
	};
}

const look = async (path: string): Promise<{ path: string; at: number; ino: number }> => ({
	path,
	...(await stat(path).then(
		({ mtimeMs, ino }) => ({ at: mtimeMs, ino }),
		() => ({ at: 0, ino: 0 }),
	)),
});
