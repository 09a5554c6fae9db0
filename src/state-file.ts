import { open, rename } from "node:fs/promises";
import { basename } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { type RestoredCall, restoredCall, type SavedCall } from "./audit/saved-call.ts";
import { looksLikeLog } from "./source/log-name.ts";
import type { Place } from "./source/place.ts";

/** A state file that cannot be used: why, and the way out. */
export class StateError extends Error {
	readonly hint: string;

	constructor(message: string, hint: string, options?: ErrorOptions) {
		super(message, options);
		this.hint = hint;
	}
}

/** What has changed since the state was kept last. */
export interface Change {
	/** Places to go on from, by log. */
	readonly places: ReadonlyMap<string, Place>;
	readonly calls: readonly SavedCall[];
	/** Keys of calls that are open no more; undefined where only those in `calls` are. */
	readonly ended: readonly string[] | undefined;
}

/** How an SQLite file begins, and the number that makes it ours, at byte 68 (sqlite.org/fileformat2.html). */
const SQLITE = "SQLite format 3\0";
const AUDITAIL = 0x61756474;
const HEADER_BYTES = 100;

/** `PRAGMA user_version` of what is written here. */
const VERSION = 1;

/** SQLite's result codes (sqlite.org/rescode.html). */
const BUSY = 5;
const DAMAGED = [11, 26];

/**
 * Where the reading of some logs ended, and the calls that were open then, in a file of its own: an SQLite database, which is never half
 * written, and which one process has for itself.
 */
export class StateFile {
	readonly path: string;
	readonly #database: DatabaseSync;
	/** The places to go on from, by log. */
	readonly places: ReadonlyMap<string, Place>;
	/** The calls that were open. */
	readonly calls: readonly RestoredCall[];

	private constructor(path: string, database: DatabaseSync) {
		this.path = path;
		this.#database = database;
		const places = database.prepare("SELECT log, place FROM places").all() as { log: string; place: string }[];
		this.places = new Map(places.map(({ log, place }) => [log, JSON.parse(place) as Place]));
		const calls = database.prepare("SELECT key, text FROM calls ORDER BY rowid").all() as unknown as SavedCall[];
		this.calls = calls.map(restoredCall);
	}

	/**
	 * Opens a state file, or makes one. `onDamage` hears of one that cannot be read, which is set aside. Throws StateError where it is in
	 * use, is something else, or cannot be written.
	 */
	static async open(path: string, onDamage: (message: string) => void): Promise<StateFile> {
		const header = await headerOf(path);
		if (header.length > 0 && isOther(header)) await setAside(path, header, onDamage);
		try {
			return await StateFile.#begun(path);
		} catch (error) {
			if (!DAMAGED.includes(codeOf(error)) && !(error instanceof SyntaxError)) throw stateError(path, error);
			await setAside(path, header, onDamage);
			return await StateFile.#begun(path).catch((again) => {
				throw stateError(path, again);
			});
		}
	}

	static async #begun(path: string): Promise<StateFile> {
		const { DatabaseSync: Database } = await import("node:sqlite");
		const database = new Database(path);
		try {
			prepare(database);
			return new StateFile(path, database);
		} catch (error) {
			database.close();
			throw error;
		}
	}

	/** Keeps a change, all of it or nothing; it is on the disk then. Throws what SQLite says. */
	save({ places, calls, ended }: Change): void {
		const database = this.#database;
		database.exec("BEGIN");
		try {
			const place = database.prepare("INSERT OR REPLACE INTO places VALUES (?, ?)");
			for (const [log, at] of places) place.run(log, JSON.stringify(at));
			if (!ended) database.exec("DELETE FROM calls");
			const end = database.prepare("DELETE FROM calls WHERE key = ?");
			for (const key of ended ?? []) end.run(key);
			const call = database.prepare("INSERT OR REPLACE INTO calls VALUES (?, ?)");
			for (const { key, text } of calls) call.run(key, text);
			database.exec("COMMIT");
		} catch (error) {
			if (database.isTransaction) database.exec("ROLLBACK");
			throw error;
		}
	}

	/** Lets the file go. */
	close(): void {
		this.#database.close();
	}
}

function prepare(database: DatabaseSync): void {
	// Its number comes first, while there is no write-ahead log: it is in the file itself from then on.
	database.exec(`PRAGMA locking_mode = EXCLUSIVE; PRAGMA application_id = ${AUDITAIL}; PRAGMA user_version = ${VERSION};`);
	database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; BEGIN IMMEDIATE;");
	database.exec("CREATE TABLE IF NOT EXISTS places (log TEXT PRIMARY KEY, place TEXT NOT NULL) STRICT");
	database.exec("CREATE TABLE IF NOT EXISTS calls (key TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT; COMMIT");
}

async function headerOf(path: string): Promise<Buffer> {
	try {
		const file = await open(path);
		try {
			const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
			return buffer.subarray(0, bytesRead);
		} finally {
			await file.close();
		}
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return Buffer.alloc(0);
		throw stateError(path, error);
	}
}

/** True for what is no database of ours; one that was never written to has no number. */
function isOther(header: Buffer): boolean {
	if (header.length < HEADER_BYTES || header.toString("latin1", 0, SQLITE.length) !== SQLITE) return true;
	return ![AUDITAIL, 0].includes(header.readUInt32BE(68));
}

/** Nothing is deleted: it may be something else that was named by mistake; and a log, which is still written, or another program's database, is left where it is. */
async function setAside(path: string, header: Buffer, onDamage: (message: string) => void): Promise<void> {
	const isDatabase = header.toString("latin1", 0, SQLITE.length) === SQLITE && isOther(header);
	if (isDatabase || header.includes("{") || looksLikeLog(basename(path)))
		throw new StateError(`${path} is no state file of auditail: it is left alone`, "name a file of its own: --state FILE");
	const aside = `${path}.damaged`;
	await rename(path, aside);
	for (const part of ["-wal", "-journal"]) await rename(path + part, aside + part).catch(() => undefined); // there may be none
	onDamage(`${path} is damaged: it was moved to ${aside}; the logs are followed as without it, and calls may be missing, or shown again`);
}

function stateError(path: string, error: unknown): StateError {
	if (codeOf(error) === BUSY) return new StateError(`${path} is in use by another process`, "each needs a state file of its own");
	if ((error as NodeJS.ErrnoException).code === "ERR_UNKNOWN_BUILTIN_MODULE")
		return new StateError("--state needs a Node with node:sqlite", "Node 22.13 or later has it", { cause: error });
	if (!(error instanceof Error)) throw error;
	return new StateError(`cannot use ${path}: ${error.message}`, "--state FILE is written; its folder must exist", { cause: error });
}

/** SQLite's result code without its details; 0 for another error. */
const codeOf = (error: unknown): number => ((error as { errcode?: number }).errcode ?? 0) & 0xff;
