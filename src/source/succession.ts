import { realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { backupsOf, begunAfter, hasTime, numbersIn, openBackup, placeOf, placeOfLikes, together } from "./backups.ts";
import { HeldFile } from "./held-file.ts";
import { isSame, type LogFile } from "./log-file.ts";
import { byAge } from "./rotated-set.ts";
import type { Start } from "./start.ts";

/** The file that was written after another one. */
export interface Successor {
	readonly file: LogFile;
	/** The rotated file that it is; undefined for the one that has the log's name. */
	readonly backup: string | undefined;
	/** Rotated files that came between, and are not there any more. */
	readonly lost: readonly string[];
	/** False where the file that was held is not among the rotated ones: others, rotated after it, may be gone as well. */
	readonly isNext: boolean;
	/** The newest backup, of those with times, that came before it. */
	readonly newest: string | undefined;
}

/** Backups that were written after the file that is held, and whether nothing may be missing between. */
interface Later {
	readonly later: readonly string[];
	readonly isNext: boolean;
}

/**
 * Finds the files of a log one after the other, in the order they were written. A server may rotate several times between two looks,
 * compress what it rotated, and delete it: the files in between are found in the folder, by the time in their names, or, where they
 * have numbers, which change, by the number of the file that is held.
 */
export class Succession {
	readonly #path: string;
	#log: string;
	#held: LogFile | undefined;
	/** The backup that is held, or was dealt with last; undefined while the file that has the log's name is held. */
	#backup: string | undefined;
	/** The newest backup, of those with times, that was there before the file that has the log's name, or was dealt with. */
	#newest: string | undefined;
	/** True while those with numbers are still to come. */
	#isHistory = false;
	/** Backups with times that were there when it was looked last, and come after the file that is held. */
	#known: readonly string[] = [];
	/** Backups that were seen, and then gone, since the last file. */
	readonly #lost = new Set<string>();

	/** Of the log with that path, which may be a link. */
	constructor(path: string) {
		this.#path = path;
		this.#log = path;
	}

	/** The path that the server writes to: where a link leads. */
	get log(): string {
		return this.#log;
	}

	/** Before a file is opened: what is rotated away from now on comes after what was rotated away before. */
	async begin(): Promise<void> {
		this.#log = await namedBy(this.#path);
		this.#known = (await backupsOf(this.#log)).filter(hasTime);
		this.#newest = this.#known.at(-1);
	}

	/** Goes on from a file, which has the log's name or is, or was, a backup. `isHistory` where all that was rotated away after that one comes. */
	hold({ file, backup, isHistory = false }: Pick<Start, "file" | "backup" | "isHistory">): void {
		this.#held = file;
		this.#backup = backup;
		this.#isHistory = isHistory && backup !== undefined && hasTime(backup);
		if (backup !== undefined && hasTime(backup)) this.#newest = backup;
		this.#known = this.#newerOf(this.#known);
		this.#lost.clear();
		if (!file && backup !== undefined) this.#lost.add(backup);
	}

	/** Goes on from the file that `next` gave. */
	async goOn({ file, backup, newest }: Successor): Promise<void> {
		this.#newest = newest;
		this.hold({ file, backup, isHistory: this.#isHistory });
		if (file.path === this.#path) this.#log = await namedBy(this.#path);
	}

	/**
	 * The file after the one that is held; undefined while there is none with anything in it. The one that has the name is opened first:
	 * what was written between the two has been rotated away by then, and nothing more is written to it.
	 */
	async next(): Promise<Successor | undefined> {
		const named = await this.#openNamed().catch((error: Error) => error);
		const file = named instanceof HeldFile ? named : undefined;
		const rotated = await this.#nextRotated(file);
		if (rotated && rotated.file !== file) await file?.close();
		if (!rotated && named instanceof Error) throw named;
		return rotated;
	}

	/** The first backup that has something in it; the file that has the name where there is none. */
	async #nextRotated(named: HeldFile | undefined): Promise<Successor | undefined> {
		const { all, isNext, found, lost } = await this.#settled();
		for (const backup of lost) this.#lost.add(backup);
		const file = found?.file ?? named;
		const newest = found ? this.#newest : (all.filter(hasTime).at(-1) ?? this.#newest);
		return file && { file, backup: found?.backup, lost: [...this.#lost], isNext: isNext || this.#lost.size > 0, newest };
	}

	/** What is found while no file is given another number. */
	async #settled(): Promise<Later & Found & { readonly all: readonly string[] }> {
		for (;;) {
			const numbers = await numbersIn(this.#log);
			const all = await backupsOf(this.#log);
			const later = await this.#later(all);
			for (const backup of this.#known) if (!all.includes(backup)) this.#lost.add(backup);
			this.#known = later.later.filter(hasTime);
			const first = await firstOf(later.later);
			if (numbers === (await numbersIn(this.#log))) return { all, ...later, ...first };
			await first.found?.file.close();
		}
	}

	async #later(all: readonly string[]): Promise<Later> {
		const [newer, numbered] = [this.#newerOf(all.filter(hasTime)), all.filter((backup) => !hasTime(backup))];
		const held = this.#held;
		if (this.#isHistory || !held) return { later: [...newer, ...(this.#isHistory ? numbered : [])], isNext: true };
		if (this.#backup !== undefined && hasTime(this.#backup))
			return { later: await together(newer, await begunAfter(held, numbered)), isNext: true };
		return await laterThan(held, newer, numbered);
	}

	/** Those of some backups with times that have not been dealt with. */
	#newerOf(timed: readonly string[]): readonly string[] {
		const newest = this.#newest;
		return newest === undefined ? timed : timed.filter((backup) => byAge(backup, newest) > 0);
	}

	/** The file that has the log's name, if that is another one. While it is empty, the server may go on writing to the one that had the name. */
	async #openNamed(): Promise<HeldFile | undefined> {
		const left = this.#log === this.#path ? undefined : await this.#openNew(this.#log).catch(() => undefined);
		return left ?? (await this.#openNew(this.#path)); // a link may lead elsewhere by now: what it led to comes first
	}

	async #openNew(path: string): Promise<HeldFile | undefined> {
		const named = await HeldFile.open(path);
		const held = this.#held?.identity;
		const isEmpty = !(await named.readAhead());
		if (!held || !(isEmpty || isSame(held, named.identity))) return named;
		await named.close();
		return undefined;
	}
}

/** The first backup that is not empty, and those before it that are not there any more. */
interface Found {
	readonly found?: { readonly file: LogFile; readonly backup: string };
	readonly lost: readonly string[];
}

async function firstOf(backups: readonly string[]): Promise<Found> {
	const lost: string[] = [];
	for (const backup of backups) {
		const file = await openBackup(backup).catch(() => undefined);
		if (file && !(await isEmpty(file))) return { found: { file, backup }, lost };
		await file?.close();
		if (!file) lost.push(backup);
	}
	return { lost };
}

async function laterThan(held: LogFile, newer: readonly string[], numbered: readonly string[]): Promise<Later> {
	for (const find of [placeOf, placeOfLikes]) {
		const at = await find(held, newer);
		if (at >= 0) return { later: await together(newer.slice(at + 1), await begunAfter(held, numbered)), isNext: true };
		const atNumber = await find(held, numbered);
		if (atNumber >= 0) return { later: await together(newer, numbered.slice(atNumber + 1)), isNext: true };
	}
	const later = await together(newer, await begunAfter(held, numbered));
	return { later, isNext: later.length === 0 };
}

/** What is packed may be damaged from its very beginning, which is told when it is read. */
const isEmpty = async (file: LogFile): Promise<boolean> => file instanceof HeldFile && (await file.size()) === 0;

/** Where a log's path leads: a link's target has its own rotated files, in its own folder. */
async function namedBy(path: string): Promise<string> {
	try {
		const target = await realpath(path);
		return target === join(await realpath(dirname(path)), basename(path)) ? path : target;
	} catch {
		return path; // it does not exist yet
	}
}
