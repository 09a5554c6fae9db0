import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { HeldFile } from "./held-file.ts";
import type { LogFile } from "./log-file.ts";
import { withoutCompression } from "./log-name.ts";
import { PackedFile } from "./packed-file.ts";
import type { Mark } from "./trail.ts";

/** Copies of a log are looked through from the newest on, up to this many. */
const MOST_COPIES = 20;

/**
 * The copy that logrotate's copytruncate made of a log before it was truncated, at the marked place: what was written between the last
 * look and the copying is behind it. Undefined where there is none.
 */
export async function copyAt(log: string, mark: Mark): Promise<LogFile | undefined> {
	if (mark.length === 0) return undefined;
	for (const path of await copiesOf(log)) {
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

/** Files that are called as the log is, and more, the one that was written last first. */
async function copiesOf(log: string): Promise<string[]> {
	const names = await readdir(dirname(log)).catch(() => []);
	const paths = names.filter((name) => name.startsWith(`${basename(log)}.`) || name.startsWith(`${basename(log)}-`));
	const files = await Promise.all(paths.map((name) => writtenAt(join(dirname(log), name))));
	return files
		.sort((a, b) => b.at - a.at)
		.slice(0, MOST_COPIES)
		.map(({ path }) => path);
}

const writtenAt = async (path: string): Promise<{ path: string; at: number }> => ({
	path,
	at: await stat(path).then(
		({ mtimeMs }) => mtimeMs,
		() => 0,
	),
});
