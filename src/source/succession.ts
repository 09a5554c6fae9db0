import { HeldFile } from "./held-file.ts";
import { backupsAfter, isSame } from "./rotated-set.ts";

/** The file that was written after another one. */
export interface Successor {
	readonly file: HeldFile;
	/** True for the file that has the log's own name; false for one that was rotated away too. */
	readonly hasName: boolean;
}

/**
 * Finds the files of a log one after the other, in the order they were written. A server may rotate several times between
 * two looks: the files in between are found in the folder, by the time in their names.
 */
export class Succession {
	readonly #log: string;
	/** The path of the rotated file that was found last; undefined after the one that had the log's own name. */
	#backup: string | undefined;
	/** Rotated files that come next. */
	#between: string[] = [];

	/** `log` is the path that the server writes to. */
	constructor(log: string) {
		this.#log = log;
	}

	/** The file after `held`. Throws what the system says where the log's own name cannot be opened, and nothing comes before it. */
	async next(held: HeldFile | undefined): Promise<Successor> {
		let failure: unknown;
		const named = await HeldFile.open(this.#log).catch((error: unknown) => {
			failure = error;
			return undefined;
		});
		const backup = held && (await this.#nextBackup(held, named));
		if (backup) {
			await named?.close();
			return { file: backup, hasName: false };
		}
		if (!named) throw failure;
		this.#backup = undefined;
		return { file: named, hasName: true };
	}

	/** The file that was rotated away right after the one that is held, unless it is the one that has the name: it lost it just now. */
	async #nextBackup(held: HeldFile, named: HeldFile | undefined): Promise<HeldFile | undefined> {
		if (this.#between.length === 0) this.#between = await backupsAfter(this.#log, this.#backup ?? (await held.identity()));
		const path = this.#between.shift();
		const backup = path === undefined ? undefined : await HeldFile.open(path).catch(() => undefined);
		if (!backup) return undefined;
		if (named && isSame(await backup.identity(), await named.identity())) {
			await backup.close();
			return undefined;
		}
		this.#backup = path;
		return backup;
	}
}
