import { type FileHandle, open, stat } from "node:fs/promises";
import { backupsAfter, isSame, logOf } from "./rotated-set.ts";
import { CHUNK_BYTES, type ReadOptions, type Source, SourceError, sourceError } from "./source.ts";
import { type Waker, watchFile } from "./wake.ts";

const NEWLINE = 10;

/** How long a name may be missing before it is worth a word, in milliseconds: a rotation leaves a gap of its own. */
const GONE_MS = 1000;

/** How a file is followed. */
export interface FollowOptions {
	/** Look again by the clock instead of by inotify, which network and VM mounts do not have. */
	readonly poll: boolean;
	/** What to do instead where the file does not exist; without it, the file is waited for. */
	readonly whenMissing?: string;
}

/** A file that is followed by its name through rotation and truncation, as `tail -F` does; waits for it where it is missing. */
export function followed(path: string, options: FollowOptions): Source {
	return {
		origin: { name: path, log: logOf(path) },
		hasProducer: false,
		follows: true,
		read: (reading) => new Follower(path, { ...reading, ...options }).read(),
	};
}

/** What a look at the name shows, against the file that is held open. */
type Sight = "same" | "truncated" | "replaced" | "gone";

class Follower {
	readonly #path: string;
	readonly #options: ReadOptions & FollowOptions;
	#handle: FileHandle | undefined;
	#offset = 0;
	#lastByte = NEWLINE;
	/** Where the past ends: a log that is written without pause is never read to its very end. */
	#past = 0;
	#isPast = true;
	/** The path of the rotated file that is held; undefined while the file that is held has, or last had, the log's own name. */
	#backup: string | undefined;
	/** Rotated files that are to be read next. */
	#between: string[] = [];
	#goneSince = 0;
	#told = "";

	constructor(path: string, options: ReadOptions & FollowOptions) {
		this.#path = path;
		this.#options = options;
	}

	async *read(): AsyncGenerator<Buffer> {
		const { poll, signal } = this.#options;
		await this.#openFirst();
		const waker = watchFile(this.#path, { poll, signal });
		try {
			while (!signal.aborted) {
				yield* this.#drain();
				const sight = await this.#look();
				if (sight === "replaced") {
					if (!(yield* this.#replace())) await this.#wait(waker, "same");
				} else if (sight === "truncated") yield* this.#restart();
				else await this.#wait(waker, sight);
			}
		} finally {
			await waker.close();
			await this.#handle?.close();
		}
	}

	/** Everything from where reading stopped to the end of the file that is held open. */
	async *#drain(): AsyncGenerator<Buffer> {
		while (this.#handle && !this.#options.signal.aborted) {
			const left = (await this.#handle.stat()).size - this.#offset;
			if (left <= 0) return;
			const { buffer, bytesRead } = await this.#handle.read(Buffer.allocUnsafe(Math.min(left, CHUNK_BYTES)), 0, null, this.#offset);
			if (bytesRead === 0) return;
			this.#offset += bytesRead;
			this.#lastByte = buffer[bytesRead - 1] ?? NEWLINE;
			yield buffer.subarray(0, bytesRead);
			if (this.#offset >= this.#past) this.#leavePast();
		}
	}

	async #look(): Promise<Sight> {
		const named = await stat(this.#path, { bigint: true }).catch(() => undefined);
		if (!named) return "gone";
		if (!this.#handle) return "replaced";
		const held = await this.#handle.stat({ bigint: true });
		// The descriptor is held, so the number of its inode cannot be given to another file meanwhile.
		if (!isSame(named, held)) return "replaced";
		return held.size < BigInt(this.#offset) ? "truncated" : "same";
	}

	/**
	 * A new file has the name. What is held is read to its end first, for a last write may have come between two looks;
	 * then, one after the other, what was rotated away since; then the new file. False when it cannot be opened.
	 */
	async *#replace(): AsyncGenerator<Buffer, boolean> {
		const isRotation = this.#handle !== undefined;
		for (let between = 0; !this.#options.signal.aborted; between += 1) {
			yield* this.#drain();
			yield* this.#closeLine();
			const next = await this.#successor();
			if (!next) return false;
			await this.#hold(next.handle);
			if (next.hasName) {
				this.#backup = undefined;
				if (isRotation) this.#say(between === 0 ? "was rotated; following the new file" : `was rotated; ${between} files caught up`);
				return true;
			}
		}
		return true;
	}

	/** The file that was written after the one that is held: one that was rotated away too, or the one that has the name. */
	async #successor(): Promise<{ handle: FileHandle; hasName: boolean } | undefined> {
		const named = await this.#openNamed();
		const backup = await this.#nextBackup(named);
		if (!backup) return named && { handle: named, hasName: true };
		await named?.close();
		return { handle: backup, hasName: false };
	}

	/** The file that was rotated away right after the one that is held, unless it is the one that has the name. */
	async #nextBackup(named: FileHandle | undefined): Promise<FileHandle | undefined> {
		if (!this.#handle) return undefined;
		if (this.#between.length === 0)
			this.#between = await backupsAfter(this.#path, this.#backup ?? (await this.#handle.stat({ bigint: true })));
		const path = this.#between.shift();
		const handle = path === undefined ? undefined : await open(path).catch(() => undefined);
		if (!handle) return undefined;
		if (!named || !isSame(await handle.stat({ bigint: true }), await named.stat({ bigint: true }))) {
			this.#backup = path;
			return handle;
		}
		await handle.close();
		return undefined;
	}

	async *#restart(): AsyncGenerator<Buffer> {
		yield* this.#closeLine();
		this.#offset = 0;
		this.#say("was truncated; reading it from its beginning");
	}

	/** A line that lost its end to a rotation must not run into the next file's first. */
	*#closeLine(): Generator<Buffer> {
		if (this.#lastByte !== NEWLINE && !this.#options.signal.aborted) yield Buffer.of(NEWLINE);
		this.#lastByte = NEWLINE;
	}

	async #wait(waker: Waker, sight: "same" | "gone"): Promise<void> {
		if (sight === "same") this.#goneSince = 0;
		else if (this.#goneSince === 0) this.#goneSince = Date.now();
		else if (this.#handle && Date.now() - this.#goneSince > GONE_MS) this.#say("has been deleted; waiting for it to come back");
		if (sight === "gone" && !this.#handle) this.#say("does not exist yet; waiting for it");
		this.#leavePast();
		await waker.next();
	}

	/** Says once that everything that was there at the start has been handed on. */
	#leavePast(): void {
		if (this.#isPast) this.#options.onCaughtUp();
		this.#isPast = false;
	}

	/** Opens the file to begin with. Throws SourceError where it cannot be read; where it is missing, only if it is not to be waited for. */
	async #openFirst(): Promise<void> {
		try {
			const handle = await openFile(this.#path);
			this.#past = (await handle.stat()).size;
			await this.#hold(handle);
		} catch (error) {
			const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
			if (!isMissing) throw sourceError(this.#path, error);
			const hint = this.#options.whenMissing;
			if (hint) throw new SourceError(sourceError(this.#path, error).message, hint, { cause: error });
		}
	}

	/** Opens what has the name now; undefined, and told, where that cannot be: it may be possible later. */
	async #openNamed(): Promise<FileHandle | undefined> {
		try {
			return await openFile(this.#path);
		} catch (error) {
			const { message } = sourceError(this.#path, error);
			if ((error as NodeJS.ErrnoException).code !== "ENOENT")
				this.#say(`cannot be read any more: ${message.slice(message.lastIndexOf(": ") + 2)}; trying again`);
			return undefined;
		}
	}

	/** Goes on with another file, from its beginning. */
	async #hold(handle: FileHandle): Promise<void> {
		await this.#handle?.close();
		this.#handle = handle;
		this.#offset = 0;
		this.#told = "";
	}

	/** Says a thing once, until something else has happened. */
	#say(what: string): void {
		if (this.#told === what) return;
		this.#told = what;
		this.#options.notify(`${this.#path} ${what}`);
	}
}

/** Opens a file to read. Throws for a directory, which can be opened, but not read. */
async function openFile(path: string): Promise<FileHandle> {
	const handle = await open(path);
	if (!(await handle.stat()).isDirectory()) return handle;
	await handle.close();
	throw Object.assign(new Error("is a directory"), { code: "EISDIR" });
}
