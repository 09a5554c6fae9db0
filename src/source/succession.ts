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
	readonly #onLost: (path: string) => void;
	/** The path of the rotated file that was found last; undefined after the one that had the log's own name. */
	#backup: string | undefined;
	/** Rotated files that come next. */
	#between: string[] = [];

	/** `log` is the path that the server writes to; `onLost` hears of a rotated file that could not be read. */
	constructor(log: string, onLost: (path: string) => void) {
		this.#log = log;
		this.#onLost = onLost;
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
		this.#between = [];
		return { file: named, hasName: true };
	}

	/** A server deletes its oldest files: one may be gone before it could be read, and that is told. */
	async #openBackup(path: string): Promise<HeldFile | undefined> {
		try {
			return await HeldFile.open(path);
		} catch {
			this.#onLost(path);
			return undefined;
		}
	}

	/** The file that was rotated away right after the one that is held, unless it is the one that has the name: it lost it just now. */
	async #nextBackup(held: HeldFile, named: HeldFile | undefined): Promise<HeldFile | undefined> {
		if (this.#between.length === 0) this.#between = await backupsAfter(this.#log, this.#backup ?? (await held.identity()));
		for (let path = this.#between.shift(); path !== undefined; path = this.#between.shift()) {
			const backup = await this.#openBackup(path);
			if (!backup) continue;
			if (named && isSame(await backup.identity(), await named.identity())) {
				await backup.close();
				return undefined;
			}
			this.#backup = path;
			return backup;
		}
		return undefined;
	}
}
