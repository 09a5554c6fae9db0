import { stat } from "node:fs/promises";
import { readOnce } from "./file.ts";
import { HeldFile } from "./held-file.ts";
import { originOf } from "./origin.ts";
import { pausing } from "./pause.ts";
import { backupsAfter, isSame } from "./rotated-set.ts";
import { type ReadOptions, type Source, SourceError, sourceError } from "./source.ts";
import { Succession } from "./succession.ts";
import { type Waker, watchFile } from "./wake.ts";

/** How long a name may be missing before it is worth a word, in milliseconds: a rotation leaves a gap of its own. */
const GONE_MS = 1000;

/** Why a log may never come. */
const WHY_NOT = "the API server makes it when it has --audit-log-path and --audit-policy-file, and its folder is mounted";

/** How a file is followed. */
export interface FollowOptions {
	/** Look again by the clock instead of by inotify, which network and VM mounts do not have. */
	readonly poll: boolean;
	/** What to do instead where the file does not exist; without it, the file is waited for. */
	readonly whenMissing?: string;
	/** The rotated file of the same log that was read before this one: what was rotated away since comes first. */
	readonly after?: string | undefined;
}

/** A file that is followed by its name through rotation and truncation, as `tail -F` does; waits for it where it is missing. */
export function followed(path: string, options: FollowOptions): Source {
	return {
		origin: originOf(path),
		hasProducer: false,
		read: (reading) => follow(path, { ...reading, ...options }),
	};
}

/** A pipe has no name to follow and no size to look at: it is read as it comes. */
async function* follow(path: string, options: ReadOptions & FollowOptions): AsyncGenerator<Buffer> {
	const isPipe = await stat(path).then(
		(stats) => stats.isFIFO() || stats.isCharacterDevice(),
		() => false,
	);
	if (isPipe) yield* pausing(readOnce(path, options), options.onCaughtUp);
	else yield* new Follower(path, options).read();
}

/** What a look at the name shows, against the file that is held open. */
type Sight = "same" | "truncated" | "replaced" | "gone";

class Follower {
	readonly #path: string;
	readonly #options: ReadOptions & FollowOptions;
	readonly #succession: Succession;
	#file: HeldFile | undefined;
	/** Where the past ends, in bytes: a log that is written without pause is never read to its very end. */
	#past = 0;
	#isPast = true;
	#goneSince = 0;
	#told = "";

	constructor(path: string, options: ReadOptions & FollowOptions) {
		this.#path = path;
		this.#options = options;
		this.#succession = new Succession(path, (lost) => this.#tellLost(lost));
	}

	/** The bytes, for as long as the signal allows. Throws SourceError where the file cannot be read. */
	async *read(): AsyncGenerator<Buffer> {
		await this.#openFirst();
		try {
			yield* this.#rotatedMeanwhile();
			yield* this.#follow();
		} catch (error) {
			throw sourceError(this.#path, error); // an I/O error, or a mount that has gone
		}
	}

	async *#follow(): AsyncGenerator<Buffer> {
		const { poll, signal } = this.#options;
		const waker = watchFile(this.#path, { poll, signal });
		try {
			while (!signal.aborted) {
				yield* this.#drain();
				const sight = await this.#look();
				if (sight === "replaced") yield* this.#replace(waker);
				else if (sight === "truncated") yield* this.#restart();
				else await this.#wait(waker, sight);
			}
		} finally {
			await waker.close();
			await this.#file?.close();
		}
	}

	async *#drain(): AsyncGenerator<Buffer> {
		if (!this.#file) return;
		for await (const chunk of this.#file.drain(this.#options.signal)) {
			yield chunk;
			if (this.#file.offset >= this.#past) this.#leavePast();
		}
	}

	async #look(): Promise<Sight> {
		const named = await stat(this.#path, { bigint: true }).catch(() => undefined);
		if (!named) return "gone";
		if (!this.#file || !isSame(named, await this.#file.identity())) return "replaced";
		return (await this.#file.isIntact()) ? "same" : "truncated";
	}

	/** A new file has the name: what was rotated away since the last look is read first, then the new file. */
	async *#replace(waker: Waker): AsyncGenerator<Buffer> {
		const isRotation = this.#file !== undefined;
		for (let between = 0; !this.#options.signal.aborted; between += 1) {
			yield* this.#finish();
			const next = await this.#successor();
			if (!next) return await this.#wait(waker, "same");
			await this.#hold(next.file);
			if (!next.hasName) continue;
			if (isRotation) this.#say(rotated(between));
			return;
		}
	}

	/** The held file to its very end: a last write may have come between two looks. */
	async *#finish(): AsyncGenerator<Buffer> {
		yield* this.#drain();
		if (this.#file && !this.#options.signal.aborted) yield* this.#file.closeLine();
	}

	/** The next file; undefined, and told, where it cannot be opened: it may be possible later. */
	async #successor() {
		try {
			return await this.#succession.next(this.#file);
		} catch (error) {
			const { message } = sourceError(this.#path, error);
			if (!isMissing(error)) this.#say(`cannot be read any more: ${message.slice(message.lastIndexOf(": ") + 2)}; trying again`);
			return undefined;
		}
	}

	async *#restart(): AsyncGenerator<Buffer> {
		yield* this.#file?.closeLine() ?? [];
		this.#file?.restart();
		this.#told = "";
		this.#say("was truncated; reading it from its beginning");
	}

	async #wait(waker: Waker, sight: "same" | "gone"): Promise<void> {
		if (sight === "same") this.#goneSince = 0;
		else if (!this.#file) this.#say("does not exist yet; waiting for it", WHY_NOT);
		else if (this.#goneSince === 0) this.#goneSince = Date.now();
		else if (Date.now() - this.#goneSince > GONE_MS) this.#say("has been deleted; waiting for it to come back");
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
			const file = await HeldFile.open(this.#path);
			this.#past = await file.size();
			await this.#hold(file);
		} catch (error) {
			const { whenMissing } = this.#options;
			if (!isMissing(error)) throw sourceError(this.#path, error);
			if (whenMissing) throw new SourceError(sourceError(this.#path, error).message, whenMissing, { cause: error });
		}
	}

	/** The files that were rotated away while older ones were read, up to the one that is held. */
	async *#rotatedMeanwhile(): AsyncGenerator<Buffer> {
		const { after, signal } = this.#options;
		for (const path of after && this.#file ? await backupsAfter(this.#path, after) : []) {
			const backup = await HeldFile.open(path).catch(() => this.#tellLost(path));
			if (!backup) continue;
			try {
				if (this.#file && isSame(await backup.identity(), await this.#file.identity())) return;
				yield* backup.drain(signal);
				yield* backup.closeLine();
			} finally {
				await backup.close();
			}
		}
	}

	/** Goes on with another file, from its beginning. */
	async #hold(file: HeldFile): Promise<void> {
		await this.#file?.close();
		this.#file = file;
		this.#told = "";
	}

	#tellLost(path: string): undefined {
		this.#options.notify(`${path} was gone before it could be read: its events are missing`);
	}

	/** Says a thing once, until something else has happened. */
	#say(what: string, hint?: string): void {
		if (this.#told === what) return;
		this.#told = what;
		this.#options.notify(`${this.#path} ${what}`, hint);
	}
}

const rotated = (between: number): string => `was rotated; ${between === 0 ? "following the new file" : `${between} files caught up`}`;
const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === "ENOENT";
