import * as fs from "node:fs/promises";
import { basename, resolve } from "node:path";
import { beginningOf } from "./beginning.ts";
import { identityOf } from "./identity.ts";
import { isBackup, withoutCompression } from "./log-name.ts";
import { SourceError } from "./source.ts";
import { byName, type Found, logsIn } from "./walk.ts";

/** The files that the paths on a command line stand for. */
export interface Expansion {
	/** To be read, each once, in the order in which they were named; `-` is stdin. */
	readonly paths: readonly string[];
	/** Folders and patterns in which nothing was found, and folders that could not be read. */
	readonly failures: readonly SourceError[];
	/** Files of folders that were named which do not look like audit logs: nobody asked for these, but they may be missed. */
	readonly passedOver: readonly { readonly folder: string; readonly files: readonly string[] }[];
	/** Compressed files that are left out, as the plain one that is read begins as they do: that is whole, and they may be half written. */
	readonly twins: readonly string[];
}

/** What is asked of node:fs/promises; Node 20 has no glob. */
type Files = Partial<Pick<typeof fs, "glob">>;

/**
 * The files that paths stand for: a folder for the logs in it, a pattern that the shell left alone for the files that match. A path
 * that cannot be looked at stays as it is: opening it says why.
 */
export async function expand(named: readonly string[], { glob }: Files = fs): Promise<Expansion> {
	const matched = await Promise.all(named.map(async (path) => ({ path, matches: await matching(path, glob) })));
	const unmatched = matched.filter(({ matches }) => matches.length === 0).map(({ path }) => noMatch(path, glob));
	const found = await Promise.all(matched.flatMap(({ matches }) => matches).map(logsAt));
	return {
		failures: [...unmatched, ...found.flatMap(({ failures }) => failures)],
		passedOver: found
			.filter(({ logs, others }) => logs.length > 0 && others.length > 0)
			.map(({ path, others }) => ({ folder: path, files: others })),
		...(await distinct(found.flatMap(({ logs }) => logs))),
	};
}

const PATTERN = /[*?[{]/;

/** True for a path that the shell would have looked for files with. */
export const isPattern = (path: string): boolean => PATTERN.test(path);

/** The paths that a pattern matches, sorted; the path itself where it is none, or there is something of that very name. */
async function matching(path: string, glob: Files["glob"]): Promise<string[]> {
	if (!isPattern(path) || (await mayExist(path))) return [path];
	const matches: string[] = [];
	if (glob) for await (const match of glob(path)) matches.push(match);
	return matches.sort(byName());
}

const noMatch = (pattern: string, glob: Files["glob"]): SourceError =>
	glob
		? new SourceError(`no file matches ${pattern}`)
		: new SourceError(`cannot look for ${pattern}: this Node knows no patterns`, "without quotes around it, the shell looks for the files");

/** False only for what is certainly not there. */
const mayExist = (path: string): Promise<boolean> =>
	fs.stat(path).then(
		() => true,
		(error: NodeJS.ErrnoException) => error.code !== "ENOENT",
	);

async function logsAt(path: string): Promise<Found & { readonly path: string }> {
	const stats = path === "-" ? undefined : await fs.stat(path).catch(() => undefined);
	return { path, ...(stats?.isDirectory() ? await logsIn(path) : { logs: [path], others: [], failures: [] }) };
}

/** Each file once, as it was named first, and none that is compressed beside the plain one. */
async function distinct(paths: readonly string[]): Promise<Pick<Expansion, "paths" | "twins">> {
	const files = await Promise.all(paths.map(async (path) => ({ path, identity: await identityIfAny(path) })));
	const there = new Set(files.filter(({ identity }) => identity !== undefined).map(({ path }) => resolve(path)));
	const named = paths.filter((path) => withoutCompression(path) !== path && there.has(resolve(withoutCompression(path))));
	const twins: string[] = [];
	for (const path of named) if (await isTwin(path).catch(() => false)) twins.push(path); // reading it says what is wrong
	const left = new Set(twins);
	const firsts = new Map<string, string>();
	for (const { path, identity = resolve(path) } of files) if (!left.has(path) && !firsts.has(identity)) firsts.set(identity, path);
	return { paths: [...firsts.values()], twins };
}

/** True for a compressed file that begins as the plain one of its name does. Longer it may only say that it is where lumberjack may still be writing it. */
async function isTwin(path: string): Promise<boolean> {
	const plain = withoutCompression(path);
	const [one, other] = await Promise.all([beginningOf(path), beginningOf(plain)]);
	if (!other.subarray(0, one.length).equals(one)) return false;
	return isBackup(basename(plain)) || (await unpackedLength(path)) <= (await fs.stat(plain)).size;
}

/** How long a gzip file says that it is when unpacked, in bytes, at its very end (RFC 1952); 0 for any other. */
async function unpackedLength(path: string): Promise<number> {
	if (!path.endsWith(".gz")) return 0;
	const file = await fs.open(path);
	try {
		const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, Math.max(0, (await file.stat()).size - 4));
		return bytesRead === 4 ? buffer.readUInt32LE() : 0;
	} finally {
		await file.close();
	}
}

const identityIfAny = (path: string): Promise<string | undefined> =>
	path === "-" ? Promise.resolve("-") : identityOf(path).catch(() => undefined);
