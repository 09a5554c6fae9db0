import { basename, dirname, extname } from "node:path";
import type { FSWatcher } from "chokidar";
import { identityOf } from "./identity.ts";

/** The longest time between two looks, in milliseconds, whatever the watcher says: inotify drops events in silence. */
const LOOK_AGAIN_MS = 250;

/** Says when to look at a log again. It only wakes: what happened is read from the files themselves. */
export class Waker {
	readonly #poll: boolean;
	readonly #signal: AbortSignal;
	readonly #bell = new Bell();
	readonly #ring = () => this.#bell.ring();
	#folder = "";
	#watcher: Promise<FSWatcher | undefined> | undefined;

	/** `poll` leaves it to the clock, for mounts without inotify. */
	constructor({ poll, signal }: { poll: boolean; signal: AbortSignal }) {
		this.#poll = poll;
		this.#signal = signal;
		signal.addEventListener("abort", this.#ring);
	}

	/**
	 * Watches the files of a log, by the path that the server writes to, with chokidar. It is the folder that is watched: a watch on the
	 * file stays with what was rotated away, and one by name is deaf after some bursts of rotations.
	 */
	async watch(path: string): Promise<void> {
		const folder = this.#poll ? "" : await identityOf(dirname(path)).catch(() => "");
		if (folder === this.#folder) return; // a folder that was made anew is another one
		this.#folder = folder;
		await (await this.#watcher)?.close();
		this.#watcher = folder ? startWatcher(path, this.#ring).catch(() => undefined) : undefined; // without it, the clock does it alone
	}

	/** Resolves when something may have happened to the log, when 250 ms have passed, or when the reading is to end. */
	next(): Promise<void> {
		return this.#signal.aborted ? Promise.resolve() : this.#bell.wait(LOOK_AGAIN_MS);
	}

	/** Watches no more. */
	async close(): Promise<void> {
		this.#signal.removeEventListener("abort", this.#ring);
		await (await this.#watcher)?.close();
	}
}

async function startWatcher(path: string, ring: () => void): Promise<FSWatcher> {
	const { watch } = await import("chokidar");
	const folder = dirname(path);
	const stem = basename(path, extname(path));
	return watch(folder, { ignoreInitial: true, depth: 0, ignored: (other) => other !== folder })
		.on("raw", (_event, name) => {
			if (basename(name ?? stem).startsWith(stem)) ring(); // before chokidar's own throttling, which may hold an event back for 50 ms
		})
		.on("error", ring); // no inotify watches left: the clock does it alone
}

/** Rings are remembered until somebody waits. */
class Bell {
	#rung = false;
	#answer: (() => void) | undefined;

	ring(): void {
		this.#rung = true;
		this.#answer?.();
	}

	/** Resolves at a ring that came since the last wait, at the next one, or after `ms` milliseconds. */
	wait(ms: number): Promise<void> {
		return new Promise((resolve) => {
			const answer = () => {
				clearTimeout(timer);
				this.#answer = undefined;
				this.#rung = false;
				resolve();
			};
			const timer = setTimeout(answer, ms);
			this.#answer = answer;
			if (this.#rung) answer();
		});
	}
}
