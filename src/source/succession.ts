import { realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { backupsOf, hasTime, openBackup, placeOf, placeOfLikes } from "./backups.ts";
import { HeldFile } from "./held-file.ts";
import { isSame, type LogFile } from "./log-file.ts";
import { byAge } from "./rotated-set.ts";
import type { Start } from "./start.ts";

/** The file that was written after another one. */
export interface Successor {
	readonly file: LogFile;
	/** True for the file that has the log's own name; false for one that was rotated away too. */
	readonly hasName: boolean;
	/** Rotated files that came between, and are not there any more. */
	readonly lost: readonly string[];
	/** False where the file that was held is not among the rotated ones: others, rotated after it, may be gone as well. */
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
	#lost: string[] = [];
	/** Backups that turned out to be empty, or gone, since the last file. */
	readonly #passed = new Set<string>();

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
		this.#newest = (await backupsOf(this.#log)).filter(hasTime).at(-1);
	}

	/** Goes on from a file, which has the log's name or is, or was, a backup. `isHistory` where all that was rotated away after that one comes. */
	hold({ file, backup, isHistory = false }: Pick<Start, "file" | "backup" | "isHistory">): void {
		this.#held = file;
		this.#backup = backup;
		this.#isHistory = isHistory && backup !== undefined && hasTime(backup);
		if (backup !== undefined && hasTime(backup)) this.#newest = backup;
	}

	/** The file after the one that is held, which becomes that; undefined while there is none with anything in it. */
	async next(): Promise<Successor | undefined> {
		for (;;) {
			const { later, isNext } = await this.#later();
			for (const backup of later) {
				const file = await this.#openRotated(backup);
				if (file) return this.#go(file, isNext, backup);
			}
			const named = await this.#openNamed();
			if (!named) return undefined;
			// Only what was there before the name was looked at has been dealt with.
			const { later: unread, newest } = await this.#later();
			if (unread.length === 0) return await this.#goToNamed(named, isNext, newest);
			await named.close();
		}
	}

	/** The backups that were written after the file that is held; whether nothing may be missing between; and the newest of those with times. */
	async #later(): Promise<{ later: readonly string[]; isNext: boolean; newest: string | undefined }> {
		const backups = (await backupsOf(this.#log)).filter((backup) => !this.#passed.has(backup));
		const [timed, numbered] = [backups.filter(hasTime), backups.filter((backup) => !hasTime(backup))];
		const newest = this.#newest;
		const newer = newest === undefined ? timed : timed.filter((backup) => byAge(backup, newest) > 0);
		return { ...(await this.#after(newer, numbered)), newest: timed.at(-1) ?? newest };
	}

	async #after(newer: readonly string[], numbered: readonly string[]): Promise<{ later: readonly string[]; isNext: boolean }> {
		const held = this.#held;
		if (!held || (this.#backup !== undefined && hasTime(this.#backup)))
			return { later: [...newer, ...(this.#isHistory ? numbered : [])], isNext: true };
		for (const find of [placeOf, placeOfLikes]) {
			const at = await find(held, newer);
			if (at >= 0) return { later: newer.slice(at + 1), isNext: true };
			const atNumber = await find(held, numbered);
			if (atNumber >= 0) return { later: [...numbered.slice(atNumber + 1), ...newer], isNext: true };
		}
		return { later: newer, isNext: newer.length === 0 };
	}

	/** A backup with something in it; undefined for others, which are passed then. */
	async #openRotated(backup: string): Promise<LogFile | undefined> {
		const file = await openBackup(backup).catch(() => undefined);
		if (file && (await file.beginning()).length > 0) return file;
		this.#passed.add(backup);
		if (!file) this.#lost.push(backup);
		await file?.close();
		return undefined;
	}

	/** The file that has the log's name, if that is another one. While it is empty, the server may go on writing to the one that had the name. */
	async #openNamed(): Promise<HeldFile | undefined> {
		const named = await HeldFile.open(this.#path);
		const held = this.#held?.identity;
		const isNew = !held || (!isSame(held, named.identity) && (await named.size()) > 0);
		if (isNew) return named;
		await named.close();
		return undefined;
	}

	async #goToNamed(named: HeldFile, isNext: boolean, newest: string | undefined): Promise<Successor> {
		this.#log = await namedBy(this.#path);
		this.#newest = newest;
		return { ...this.#go(named, isNext), hasName: true };
	}

	#go(file: LogFile, isNext: boolean, backup?: string): Successor {
		const lost = this.#lost;
		this.#lost = [];
		this.#passed.clear();
		this.hold({ file, backup, isHistory: this.#isHistory });
		return { file, hasName: false, lost, isNext: isNext || lost.length > 0 };
	}
}

/** Where a log's path leads: a link's target has its own rotated files, in its own folder. */
async function namedBy(path: string): Promise<string> {
	try {
		const target = await realpath(path);
		return target === join(await realpath(dirname(path)), basename(path)) ? path : target;
	} catch {
		return path; // it does not exist yet
	}
}
