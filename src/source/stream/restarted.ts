import type { Origin } from "../../audit/call.ts";
import { pausing } from "../pause.ts";
import { Rhythm } from "../rhythm.ts";
import { type Notice, type ReadOptions, type Source, SourceError } from "../source.ts";
import type { EverySecond } from "../watched.ts";
import { Backoff, type Patience } from "./backoff.ts";
import { Landmarks } from "./landmark.ts";
import { wholeLines } from "./lines.ts";
import { rejoined } from "./rejoin.ts";

/** Silence after which what has come counts as the past, in milliseconds: it comes over a network, which must be reached first. */
const PAUSES = { first: 5000, later: 1000 };
/** A stream that went on for so long was well: how it ends is news. */
const WELL_MS = 10_000;

/** How a stream is opened. */
export interface OpenOptions {
	/** Ends it. */
	readonly signal: AbortSignal;
	/** The beginning of the second, in RFC 3339, from which on it is wanted; without it, from its beginning. */
	readonly since: string | undefined;
	/** Hears what a user should know. */
	readonly notify: (message: string, hint?: string) => void;
}

/** Opens a stream, which ends when it likes. Throws SourceError where it breaks off, or cannot be had. */
export type Open = (options: OpenOptions) => AsyncIterable<Buffer>;

/** How a stream is kept going. */
export interface Persistence {
	readonly patience: Patience;
	readonly everySecond: EverySecond;
	/** True for what will not go away by itself: it is not tried again where the stream has not been had yet. Without it, true for all. */
	readonly isFinal?: (error: SourceError) => boolean;
}

/** A stream that is read once, to its end. */
export const streamedOnce = (origin: Origin, open: Open): Source => ({
	origin,
	hasProducer: false,
	async *read({ signal, notify, onCaughtUp }) {
		yield* wholeLines(open({ signal, since: undefined, notify }), { isLast: true });
		onCaughtUp();
	},
});

/**
 * A stream that is opened again when it ends, breaks off, or is strangely silent, and goes on behind its last event. What it does not
 * hold any more by then is a gap. Fails only where it cannot be opened at all the first time, and never will.
 */
export const restarted = (origin: Origin, open: Open, persistence: Persistence): Source => ({
	origin,
	hasProducer: false,
	read: (options) => pausing(new Restarts(origin.name, open, { ...options, ...persistence }).read(), options.onCaughtUp, PAUSES),
});

class Restarts {
	readonly #name: string;
	readonly #open: Open;
	readonly #options: ReadOptions & Persistence;
	readonly #landmarks = new Landmarks();
	readonly #rhythm = new Rhythm();
	readonly #backoff: Backoff;
	/** What was said last of how the stream ended. */
	#told = "";
	/** True when the stream was had once. */
	#wasHad = false;
	/** False while what came is dealt with, which is no silence. */
	#isWaiting = true;

	constructor(name: string, open: Open, options: ReadOptions & Persistence) {
		this.#name = name;
		this.#open = open;
		this.#options = options;
		this.#backoff = new Backoff(options.patience);
	}

	async *read(): AsyncGenerator<Buffer> {
		const { signal } = this.#options;
		while (!signal.aborted) {
			const began = Date.now();
			const { message, hint } = yield* this.#once();
			if (Date.now() - began > WELL_MS) this.#told = "";
			if (signal.aborted) return;
			this.#say(`${message}; starting it again`, hint);
			await this.#backoff.wait(signal);
		}
	}

	/** The stream until it ends; returns why it did. */
	async *#once(): AsyncGenerator<Buffer, Notice> {
		const { signal, everySecond, isFinal = () => true } = this.#options;
		const attempt = new AbortController();
		const stop = () => attempt.abort();
		signal.addEventListener("abort", stop);
		let stalled = "";
		const endWatch = everySecond(() => {
			const silence = this.#isWaiting ? this.#rhythm.second() : undefined;
			if (!silence) return;
			stalled = `nothing has come for ${silence.seconds} s, though no pause before was longer than ${silence.longest} s`;
			this.#rhythm.forgive();
			stop();
		});
		try {
			yield* this.#chunks(attempt.signal);
			this.#wasHad = true;
			return { message: stalled || "the stream has ended", hint: "" };
		} catch (error) {
			if (!(error instanceof SourceError) || (!this.#wasHad && isFinal(error))) throw error;
			return error;
		} finally {
			endWatch();
			signal.removeEventListener("abort", stop);
		}
	}

	async *#chunks(signal: AbortSignal): AsyncGenerator<Buffer> {
		const { notify, onGap } = this.#options;
		const landmark = this.#landmarks.last;
		const since = landmark && wholeSecond(landmark.at);
		const lines = wholeLines(this.#open({ signal, since, notify }), { isLast: false });
		const onHole = (missing: string) => onGap(`${this.#name}: the stream does not hold its last event any more: ${missing} may be missing`);
		for await (const chunk of rejoined(lines, landmark, onHole)) {
			this.#wasHad = true;
			this.#rhythm.came();
			this.#backoff.reset();
			this.#landmarks.add(chunk);
			this.#isWaiting = false;
			yield chunk;
			this.#isWaiting = true;
		}
	}

	#say(what: string, hint: string): void {
		if (this.#told === what) return;
		this.#told = what;
		this.#options.notify(`${this.#name}: ${what}`, hint);
	}
}

const wholeSecond = (timestamp: string): string => `${timestamp.slice(0, 19)}Z`;
