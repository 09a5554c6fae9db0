import { stat } from "node:fs/promises";
import { continuationOf } from "./copies.ts";
import { readOnce } from "./file.ts";
import { gapBefore } from "./gap.ts";
import { HeldFile } from "./held-file.ts";
import { isSame, type LogFile } from "./log-file.ts";
import { withoutCompression } from "./log-name.ts";
import { originOf } from "./origin.ts";
import { pausing } from "./pause.ts";
import { placeIn } from "./place.ts";
import { type ReadOptions, type Source, SourceError, sourceError } from "./source.ts";
import { type StartOptions, startOf } from "./start.ts";
import { Succession, type Successor } from "./succession.ts";
import { markOf } from "./trail.ts";
import { Waker } from "./wake.ts";

/** How long a name may be missing before it is worth a word, in milliseconds: a rotation leaves a gap of its own. */
const GONE_MS = 1000;

/** Why a log may never come. */
const WHY_NOT = "the API server makes it when it has --audit-log-path and --audit-policy-file, and its folder is mounted";

/** How a file is followed. */
export interface FollowOptions extends StartOptions {
	/** Look again by the clock instead of by inotify, which network and VM mounts do not have. */
	readonly poll: boolean;
	/** What to do instead where the file does not exist; without it, the file is waited for. */
	readonly whenMissing?: string | undefined;
}

/** A log that is followed by its name through rotation and truncation, as `tail -F` does; waits for it where it is missing. */
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
	if (isPipe)
		yield* pausing(readOnce(path, { ...options, block: undefined }), options.onCaughtUp); // others are read at the same time
	else yield* new Follower(path, options).read();
}

/** What a look at the name shows, against the file that is held open. */
type Sight = "same" | "grown" | "replaced" | "gone";

class Follower {
	readonly #path: string;
	readonly #options: ReadOptions & FollowOptions;
	readonly #succession: Succession;
	readonly #waker: Waker;
	#file: LogFile | undefined;
	/** True while that has, or had, the log's name: it is no backup. */
	#hasName = false;
	/** What the file that has the name looked like when it was read to its end. */
	#seen = "";
	/** Where the past ends, in bytes of the file that had the name then: a log that is written without pause is never read to its very end. */
	#past: number | undefined;
	#isPast = true;
	/** Rotated files that were read since the last one that had the name, or undefined before there was one. */
	#between: number | undefined;
	#goneSince = 0;
	#told = "";

	constructor(path: string, options: ReadOptions & FollowOptions) {
		this.#path = path;
		this.#options = options;
		this.#succession = new Succession(path);
		this.#waker = new Waker(options);
	}

	/** The bytes, for as long as the signal allows. Throws SourceError where the file cannot be read. */
	async *read(): AsyncGenerator<Buffer> {
		const { signal } = this.#options;
		try {
			await this.#begin();
			this.#tellPlace();
			while (!signal.aborted) {
				yield* this.#drain();
				const sight = await this.#look();
				if (sight === "same") await this.#wait(sight);
				else if (sight !== "grown") yield* this.#goOn(sight);
			}
			this.#tellPlace();
		} catch (error) {
			throw error instanceof SourceError ? error : sourceError(this.#path, error); // an I/O error, or a mount that has gone
		} finally {
			await this.#waker.close();
			await this.#file?.close();
		}
	}

	/** Everything that is there of the file that is held, and what comes of it where it was written anew. */
	async *#drain(): AsyncGenerator<Buffer> {
		for (let file = this.#file, isOver = false; file && !isOver; file = this.#file) {
			yield* this.#bytesOf(file);
			isOver = !(file instanceof HeldFile && file.isRewritten);
			if (!isOver) yield* this.#restart(file as HeldFile);
		}
	}

	async *#bytesOf(file: LogFile): AsyncGenerator<Buffer> {
		const { signal, onGap } = this.#options;
		try {
			for await (const chunk of file.drain(signal)) {
				yield chunk;
				this.#tellPlace();
				if (this.#past !== undefined && file.trail.offset >= this.#past) this.#leavePast();
			}
		} catch (error) {
			if (!(error instanceof SourceError)) throw error;
			onGap(error.message); // compressed, and damaged: what could be read of it was
		}
	}

	/** What was handed on was taken: there is a place to go on from. */
	#tellPlace(): void {
		const file = this.#file;
		if (file) this.#options.onPlace?.(() => placeIn(file));
	}

	async #look(): Promise<Sight> {
		const named = await stat(this.#path, { bigint: true }).catch(() => undefined);
		if (!named) return "gone";
		const held = this.#file?.identity;
		if (!held || !isSame(named, held)) return "replaced";
		const seen = `${named.size} ${named.mtimeNs} ${named.ctimeNs}`;
		if (seen === this.#seen) return "same";
		this.#seen = seen;
		return "grown";
	}

	/** The file that is held has the name no more: what was rotated away since the last look is read first, then the one that has it. */
	async *#goOn(sight: "replaced" | "gone"): AsyncGenerator<Buffer> {
		while (!this.#options.signal.aborted) {
			const [held, next] = [this.#file, await this.#next()];
			if (!next) return await this.#wait(sight);
			yield* this.#drain(); // a last write may have come between two looks
			if (this.#file !== held || (await this.#isStale(next))) await next.file.close();
			else yield* this.#goTo(next);
			if (this.#hasName) return;
		}
	}

	async *#goTo(next: Successor): AsyncGenerator<Buffer> {
		const gap = await gapBefore(next, this.#file, this.#path);
		if (gap) this.#options.onGap(gap);
		if (next.file.trail.offset === 0) yield* this.#file?.trail.closeLine() ?? [];
		await this.#succession.goOn(next);
		await this.#hold(next.file, next.backup);
		if (this.#hasName) return await this.#arrive();
		this.#between = this.#between === undefined ? undefined : this.#between + 1;
		yield* this.#drain();
	}

	/**
	 * Where what is held is a copy of the file that comes next, reading goes on behind what was copied. True where that was truncated
	 * since it was found: more may have been copied, and comes first.
	 */
	async #isStale({ file }: Successor): Promise<boolean> {
		const held = this.#file;
		if (!held || this.#hasName || !(file instanceof HeldFile) || !(await file.wasLike(held))) return false;
		return !(await file.goTo(markOf(held.trail.offset, held.trail.last))) && !(await file.isAsFound());
	}

	/** The next file; undefined, and told, where it cannot be opened: it may be possible later. */
	async #next(): Promise<Successor | undefined> {
		try {
			return await this.#succession.next();
		} catch (error) {
			const { message } = sourceError(this.#path, error);
			if (!isMissing(error)) this.#say(`cannot be read any more: ${message.slice(message.lastIndexOf(": ") + 2)}; trying again`);
			return undefined;
		}
	}

	/** The file that is held was written anew: a copy that has what was read of it comes first, and what was copied or rotated since. */
	async *#restart(file: HeldFile): AsyncGenerator<Buffer> {
		const next = await continuationOf(this.#succession.log, file);
		if (next?.gap) this.#options.onGap(next.gap);
		if (!next || next.gap) yield* file.trail.closeLine();
		if (next) {
			const backup = withoutCompression(next.file.path);
			this.#succession.hold({ file: next.file, backup });
			await this.#hold(next.file, backup);
			this.#between = undefined;
		} else {
			file.restart();
			this.#options.onFile(originOf(file.path));
		}
		this.#told = "";
		this.#seen = "";
		this.#say(`was truncated; reading ${next ? `what ${next.file.path} has of it, then ` : ""}it from its beginning`);
	}

	async #wait(sight: Sight): Promise<void> {
		if (sight !== "gone") this.#goneSince = 0;
		else if (!this.#file) this.#say("does not exist yet; waiting for it", WHY_NOT);
		else if (this.#goneSince === 0) this.#goneSince = Date.now();
		else if (Date.now() - this.#goneSince > GONE_MS) this.#say("has been deleted; waiting for it to come back");
		this.#leavePast();
		this.#tellPlace();
		await this.#waker.next();
	}

	/** Says once that everything that was there at the start has been handed on. */
	#leavePast(): void {
		if (this.#isPast) this.#options.onCaughtUp();
		this.#isPast = false;
	}

	/** Opens the file to begin with. Throws SourceError where it cannot be read; where it is missing, only if it is not to be waited for. */
	async #begin(): Promise<void> {
		await this.#succession.begin();
		await this.#waker.watch(this.#succession.log);
		try {
			const start = await startOf(this.#succession.log, this.#options);
			const { file, backup, gap } = start;
			this.#succession.hold(start);
			if (gap) this.#options.onGap(gap);
			if (file) await this.#hold(file, backup);
			if (!backup) await this.#arrive();
		} catch (error) {
			const { whenMissing } = this.#options;
			if (!isMissing(error)) throw sourceError((error as NodeJS.ErrnoException).path ?? this.#path, error);
			if (whenMissing) throw new SourceError(sourceError(this.#path, error).message, whenMissing, { cause: error });
		}
	}

	/** Goes on with another file. */
	async #hold(file: LogFile, backup?: string): Promise<void> {
		await this.#file?.close();
		this.#file = file;
		this.#hasName = backup === undefined;
		this.#told = "";
		this.#seen = "";
		this.#options.onFile(originOf(file.path));
	}

	/** The file that is held has the log's name. */
	async #arrive(): Promise<void> {
		if (this.#isPast && this.#file instanceof HeldFile) this.#past ??= await this.#file.size();
		if (this.#between !== undefined) this.#say(rotated(this.#between));
		this.#between = 0;
		await this.#waker.watch(this.#succession.log);
	}

	/** Says a thing once, until something else has happened. */
	#say(what: string, hint?: string): void {
		if (this.#told === what) return;
		this.#told = what;
		this.#options.notify(`${this.#path} ${what}`, hint);
	}
}

const rotated = (between: number): string =>
	`was rotated; ${between === 0 ? "following the new file" : `${between} ${between === 1 ? "file" : "files"} caught up`}`;
const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === "ENOENT";
