import type { FSWatcher } from "chokidar";

/** The longest time between two looks, in milliseconds, whatever the watcher says: inotify drops events in silence. */
const LOOK_AGAIN_MS = 250;

/** Says when to look at a file again. It only wakes: what happened is read from the file itself. */
export interface Waker {
	/** Resolves when something may have happened to the file, when 250 ms have passed, or when the reading is to end. */
	next(): Promise<void>;
	close(): Promise<void>;
}

/** Watches a file by its name with chokidar; `poll` leaves it to the clock, for mounts without inotify. */
export function watchFile(path: string, { poll, signal }: { poll: boolean; signal: AbortSignal }): Waker {
	const bell = new Bell();
	const ring = () => bell.ring();
	signal.addEventListener("abort", ring);
	const watcher = poll ? undefined : startWatcher(path, ring).catch(() => undefined); // without it, the clock does it alone
	return {
		next: () => (signal.aborted ? Promise.resolve() : bell.wait(LOOK_AGAIN_MS)),
		async close() {
			signal.removeEventListener("abort", ring);
			await (await watcher)?.close();
		},
	};
}

async function startWatcher(path: string, ring: () => void): Promise<FSWatcher> {
	const { watch } = await import("chokidar");
	return watch(path, { ignoreInitial: true })
		.on("raw", ring) // before chokidar's own throttling, which may hold an event back for 50 ms
		.on("all", ring)
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
