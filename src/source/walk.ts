import type { Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { beginningOf } from "./beginning.ts";
import { identityOf } from "./identity.ts";
import { looksLikeLog } from "./log-name.ts";
import { SourceError, sourceError } from "./source.ts";

/** What is in a folder, at any depth. */
export interface Found {
	/** The paths of its logs, sorted. */
	readonly logs: readonly string[];
	/** The paths of other files, hidden ones aside. */
	readonly others: readonly string[];
	/** Folders that could not be read; where that is none, and there is no log, one that says so. */
	readonly failures: readonly SourceError[];
}

const NAMES = "logs are named .log, .json, .jsonl, .ndjson or .txt, also rotated or compressed; name any other file yourself";

/** A folder with more in it is none of logs: somebody named `/`. */
const MOST_ENTRIES = 100_000;

/**
 * The logs in a folder and in those below it: those with `audit` in their name, and those that begin as an audit log does; where none
 * has such a name, all of them.
 */
export async function logsIn(folder: string, mostEntries = MOST_ENTRIES): Promise<Found> {
	const walk = new Walk(mostEntries);
	await walk.into(folder);
	const isNamed = walk.logs.some(({ name }) => AUDIT.test(name));
	const [logs, others]: [string[], string[]] = [[], walk.others];
	for (const { path, name } of walk.logs) (!isNamed || AUDIT.test(name) || (await isAuditLog(path)) ? logs : others).push(path);
	const failures = logs.length + walk.failures.length === 0 ? [noLog(folder, others.length)] : walk.failures;
	return { logs, others, failures };
}

const AUDIT = /audit/i;

const isAuditLog = async (path: string): Promise<boolean> =>
	/audit\.k8s\.io\/v| AUDIT: id="/.test((await beginningOf(path)).toString("latin1"));

function noLog(folder: string, others: number): SourceError {
	const why = others === 0 ? "it holds no file" : `none of its ${others} files is named like one`;
	return new SourceError(`no log in ${folder}: ${why}`, NAMES);
}

/** Collects the files below a folder. Links are followed, but no folder is walked into twice. */
class Walk {
	readonly logs: { readonly path: string; readonly name: string }[] = [];
	readonly failures: SourceError[] = [];
	readonly others: string[] = [];
	readonly #mostEntries: number;
	#entries = 0;
	readonly #seen = new Set<string>();

	constructor(mostEntries: number) {
		this.#mostEntries = mostEntries;
	}

	async into(folder: string): Promise<void> {
		try {
			const identity = await identityOf(folder);
			if (this.#seen.has(identity)) return;
			this.#seen.add(identity);
			const entries = await readdir(folder, { withFileTypes: true });
			const compare = byName();
			for (const entry of entries.toSorted((a, b) => compare(a.name, b.name))) await this.#meet(folder, entry);
		} catch (error) {
			this.failures.push(sourceError(folder, error));
		}
	}

	async #meet(folder: string, entry: Dirent): Promise<void> {
		const { name } = entry;
		this.#entries += 1;
		if (this.#entries === this.#mostEntries + 1)
			this.failures.push(new SourceError(`cannot look through all of ${folder}: too much is in it`, "name the folder of the log"));
		if (this.#entries > this.#mostEntries || name.startsWith(".")) return;
		const path = join(folder, name);
		const target = entry.isSymbolicLink() ? await stat(path).catch(() => entry) : entry;
		if (target.isDirectory()) await this.into(path);
		else if (target.isFile() && looksLikeLog(name)) this.logs.push({ path, name });
		else if (target.isFile()) this.others.push(path);
	}
}

/** Sorts names, numbers in them by their value: `9.json` before `10.json`. */
export function byName(): (a: string, b: string) => number {
	const { compare } = new Intl.Collator("en", { numeric: true }); // 10 ms: made by who sorts
	return (a, b) => compare(a, b) || (a < b ? -1 : 1);
}
