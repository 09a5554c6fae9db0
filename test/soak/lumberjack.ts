import {
	closeSync,
	constants,
	copyFileSync,
	createReadStream,
	createWriteStream,
	existsSync,
	openSync,
	readdirSync,
	renameSync,
	statSync,
	truncateSync,
	writeSync,
} from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";

const { O_APPEND, O_CREAT, O_TRUNC, O_WRONLY } = constants;
const BACKUP = /^audit-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d\.\d{3})\.log(?:\.gz)?$/;
/** How many copies logrotate keeps. */
const COPIES = 5;

/** How old files are kept. */
export interface Keeping {
	/** How many backups stay at least. */
	readonly keep: number;
	/** A backup is not deleted before it is so many seconds old. */
	readonly keepSeconds: number;
	readonly isCompressed: boolean;
}

/**
 * An audit log as the API server writes it (natefinch/lumberjack v2): renamed when it is full, opened anew, the old files
 * compressed and deleted behind it. Unlike lumberjack, it never gives two backups the same name.
 */
export class Lumberjack {
	readonly #path: string;
	readonly #keeping: Keeping;
	#file: number;
	#lastBackup = 0;
	#milling: Promise<void> | undefined;
	#isMillAsked = false;
	/** Bytes that were written since the file was opened, and what was in it: lumberjack's own count, whatever truncated it. */
	size: number;

	constructor(path: string, keeping: Keeping) {
		this.#path = path;
		this.#keeping = keeping;
		this.#file = openSync(path, O_WRONLY | O_APPEND | O_CREAT, 0o600);
		this.size = statSync(path).size;
		for (const name of readdirSync(dirname(path))) this.#lastBackup = Math.max(this.#lastBackup, timeOf(name) ?? 0);
		this.#mill();
	}

	/** One write. */
	write(text: string): void {
		this.size += writeSync(this.#file, text);
	}

	/** Renames the file and opens a new one. Its descriptor keeps its own place, unless it is to append. */
	rotate(isAppending: boolean): void {
		closeSync(this.#file);
		this.#lastBackup = Math.max(Date.now(), this.#lastBackup + 1);
		renameSync(this.#path, join(dirname(this.#path), nameOf(this.#lastBackup)));
		this.#file = openSync(this.#path, O_WRONLY | O_CREAT | O_TRUNC | (isAppending ? O_APPEND : 0), 0o600);
		this.size = 0;
		this.#mill();
	}

	/** What logrotate's copytruncate does to it from outside. */
	copyAndTruncate(): void {
		for (let copy = COPIES; copy > 0; copy -= 1) {
			const older = `${this.#path}.${copy}`;
			if (existsSync(older)) renameSync(older, `${this.#path}.${copy + 1}`);
		}
		copyFileSync(this.#path, `${this.#path}.1`);
		truncateSync(this.#path);
	}

	/** Resolves when the old files are compressed and deleted. */
	async close(): Promise<void> {
		closeSync(this.#file);
		await this.#milling;
	}

	/** Compresses and deletes behind the writer's back, one round at a time. */
	#mill(): void {
		this.#isMillAsked = true;
		this.#milling ??= this.#millOn().finally(() => {
			this.#milling = undefined;
		});
	}

	async #millOn(): Promise<void> {
		while (this.#isMillAsked) {
			this.#isMillAsked = false;
			await this.#millOnce();
		}
	}

	async #millOnce(): Promise<void> {
		const { keep, keepSeconds, isCompressed } = this.#keeping;
		const folder = dirname(this.#path);
		const names = (await readdir(folder)).filter((name) => BACKUP.test(name)).sort();
		const kept = [...new Set(names.map((name) => name.replace(".gz", "")))].slice(-keep);
		const isOld = (name: string) => !kept.includes(name.replace(".gz", "")) && Date.now() - (timeOf(name) ?? 0) > keepSeconds * 1000;
		for (const name of names.filter(isOld)) await rm(join(folder, name));
		if (!isCompressed) return;
		for (const name of names) if (!isOld(name) && !name.endsWith(".gz")) await compress(join(folder, name));
	}
}

/** The compressed file is there, in parts, while it is written; then both are; then only it. */
async function compress(path: string): Promise<void> {
	await pipeline(createReadStream(path), createGzip(), createWriteStream(`${path}.gz`));
	await rm(path);
}

const nameOf = (time: number): string => `audit-${new Date(time).toISOString().slice(0, 23).replaceAll(":", "-")}.log`;

function timeOf(name: string): number | undefined {
	const [, day, hour, minute, second] = BACKUP.exec(basename(name)) ?? [];
	return day === undefined ? undefined : Date.parse(`${day}T${hour}:${minute}:${second}Z`);
}
