import type { Calls } from "./calls.ts";
import type { Sink } from "./sink.ts";
import type { Place } from "./source/place.ts";
import type { Change, StateFile } from "./state-file.ts";

/** How long after the last one another place is taken, and how long after that it is kept, in milliseconds: less than a second together. */
const INTERVAL_MS = 250;

/** What a checkpoint is connected to. */
export interface CheckpointIO {
	readonly state: StateFile;
	readonly calls: Calls;
	readonly sink: Sink;
	readonly notify: (message: string, hint?: string) => void;
}

/**
 * Keeps the places that the reading has come to, and the open calls, once everything before them has been printed. The calls are those of
 * now, which may know more than the places do: events that are read again are known then for what they are.
 */
export class Checkpoint {
	readonly #io: CheckpointIO;
	readonly #places = new Map<string, Place>();
	/** What was taken last of each log, and when. */
	readonly #last = new Map<string, { readonly place: Place; readonly at: number }>();
	/** The versions of the calls in the file, by key; undefined where what is in the file is not known. */
	#kept: ReadonlyMap<string, number> | undefined;
	#isKeeping = false;
	#timer: NodeJS.Timeout | undefined;
	#told = "";

	/** The calls in the state have been restored. */
	constructor(io: CheckpointIO) {
		this.#io = io;
		this.#kept = io.calls.versions;
	}

	/** True when it is time for another place of that log. */
	isDue(log: string): boolean {
		const { at = Number.NEGATIVE_INFINITY } = this.#last.get(log) ?? {};
		return !this.#io.calls.isHoldingBack && performance.now() - at >= INTERVAL_MS;
	}

	/** Takes a place of a log, before which everything has become of calls what it could. */
	settled(log: string, place: Place): void {
		const last = this.#last.get(log);
		this.#last.set(log, { place, at: performance.now() });
		if (!last || !isSame(place, last.place)) this.#places.set(log, place);
		if (this.#isKeeping || this.#places.size === 0) return;
		this.#isKeeping = true;
		const keep = () => void this.#keep().then(() => (this.#isKeeping = false));
		this.#timer = setTimeout(keep, last ? INTERVAL_MS : 0).unref();
	}

	/** Keeps the last places, and the calls that are open when it is called. Resolves when all that was printed by then has been taken, and the file is let go. */
	async end(): Promise<void> {
		clearTimeout(this.#timer);
		await this.#keep();
		this.#io.state.close();
	}

	async #keep(): Promise<void> {
		const change = this.#change();
		if (await this.#io.sink.taken()) this.#save(change);
	}

	#change(): Change {
		const { calls } = this.#io;
		const kept = this.#kept;
		const open = calls.versions;
		const places = new Map(this.#places);
		this.#kept = open;
		this.#places.clear();
		return {
			places,
			calls: calls.changed(kept),
			ended: kept && [...kept.keys()].filter((key) => !open.has(key)),
		};
	}

	#save(change: Change): void {
		try {
			this.#io.state.save(change);
			this.#told = "";
		} catch (error) {
			const { message } = error as Error; // a full disk, which may have room again
			for (const [log, place] of change.places) if (!this.#places.has(log)) this.#places.set(log, place);
			this.#kept = undefined;
			if (message !== this.#told) this.#io.notify(`cannot keep the place in ${this.#io.state.path}: ${message}; trying again`);
			this.#told = message;
		}
	}
}

const isSame = (place: Place, last: Place): boolean =>
	place.offset === last.offset && place.file === last.file && place.path === last.path && place.digest === last.digest;
