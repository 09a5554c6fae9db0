import type { Stats } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";
import { logOf } from "./rotated-set.ts";
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
	#goneSince = 0;
	#told = "";

	constructor(path: string, options: ReadOptions & FollowOptions) {
		this.#path = path;
		this.#options = options;
	}

	async *read(): AsyncGenerator<Buffer> {
		const { poll, signal } = this.#options;
		await this.#open("first");
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
		if (named.ino !== held.ino || named.dev !== held.dev) return "replaced";
		return held.size < BigInt(this.#offset) ? "truncated" : "same";
	}

	/** A new file has the name. The old one is read to its end first: a last write may have come between two looks. */
	async *#replace(): AsyncGenerator<Buffer, boolean> {
		const old = this.#handle;
		yield* this.#drain();
		yield* this.#closeLine();
		const opened = await this.#open("again");
		if (opened && old) this.#say("was rotated; following the new file");
		return opened;
	}

	async *#restart(): AsyncGenerator<Buffer> {
		yield* this.#closeLine();
		this.#offset = 0;
		this.#say("was truncated; reading it from its beginning");
	}

	/** A line that lost its end to a rotation must not run into the next file's first. */
	*#closeLine(): Generator<Buffer> {
		if (this.#lastByte !== NEWLINE) yield Buffer.of(NEWLINE);
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

	/** Opens what has the name now. A first file that cannot be read is an error; a later one may become readable. */
	async #open(which: "first" | "again"): Promise<boolean> {
		try {
			const handle = await open(this.#path);
			const { size } = await checked(handle);
			if (which === "first") this.#past = size;
			await this.#handle?.close();
			this.#handle = handle;
			this.#offset = 0;
			this.#told = "";
			return true;
		} catch (error) {
			const { message } = sourceError(this.#path, error);
			const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
			if (isMissing && this.#options.whenMissing) throw new SourceError(message, this.#options.whenMissing, { cause: error });
			if (which === "first" && !isMissing) throw sourceError(this.#path, error);
			if (!isMissing) this.#say("cannot be opened any more (permission denied?); trying again");
			return false;
		}
	}

	/** Says a thing once, until something else has happened. */
	#say(what: string): void {
		if (this.#told === what) return;
		this.#told = what;
		this.#options.notify(`${this.#path} ${what}`);
	}
}

/** The facts of a file. Throws for a directory, which can be opened, but not read. */
async function checked(handle: FileHandle): Promise<Stats> {
	const stats = await handle.stat();
	if (!stats.isDirectory()) return stats;
	await handle.close();
	throw Object.assign(new Error("is a directory"), { code: "EISDIR" });
}
