import { setTimeout } from "node:timers/promises";
import { eventsBetween, eventTimes } from "../event-time.ts";
import type { Landmark } from "./landmark.ts";

/** The times of a log go back by less than that: in a healthy one, by some 40 ms. */
const DISORDER_MS = 2000;
/** What may come before the landmark is held up to so many bytes. */
const MOST_HELD = 64 * 1024 * 1024;
/** A stream that was silent for so long has said what there was, in milliseconds. */
const SILENCE_MS = 2000;

/**
 * What a stream that was had anew holds behind the landmark, in chunks of whole lines: what stands before it was handed on when the
 * stream was had before. Where it does not hold the landmark any more, all is handed on that is not surely older, of which some may be
 * repeats, and `onHole` hears which events may be missing, in words. Nothing comes of a stream that ends before it comes to the landmark.
 */
export async function* rejoined(
	chunks: AsyncIterable<Buffer>,
	landmark: Landmark | undefined,
	onHole: (missing: string) => void,
): AsyncGenerator<Buffer> {
	if (!landmark) return yield* chunks;
	const search = new Search(landmark, onHole);
	for await (const chunk of withSilence(chunks, () => search.isHolding)) yield* chunk ? search.add(chunk) : search.giveUp();
	if (!search.isBefore) yield* search.giveUp();
}

/** The chunks, and undefined where nothing has come for so long, while that is of interest, that what was there has been said. */
async function* withSilence(chunks: AsyncIterable<Buffer>, isOfInterest: () => boolean): AsyncGenerator<Buffer | undefined> {
	const iterator = chunks[Symbol.asyncIterator]();
	try {
		for (;;) {
			const next = iterator.next();
			if (isOfInterest() && (await isSilent(next))) yield undefined;
			const { value, done } = await next;
			if (done) return;
			yield value;
		}
	} finally {
		await iterator.return?.();
	}
}

/** True where nothing has come when others would have said something. */
async function isSilent(next: Promise<unknown>): Promise<boolean> {
	const waiting = new AbortController();
	const silence = setTimeout(SILENCE_MS, true, { signal: waiting.signal }).catch(() => false);
	const isFirst = await Promise.race([silence, next.then(noSilence, noSilence)]);
	waiting.abort();
	return isFirst;
}

const noSilence = (): boolean => false;

/** Looks for a landmark, and holds what may be new until it is found, or cannot be found any more. */
class Search {
	/** True when there is nothing to look for any more. */
	#isOver = false;
	readonly #landmark: Landmark;
	readonly #onHole: (missing: string) => void;
	readonly #held: Buffer[] = [];
	#heldBytes = 0;
	/** The time of the first event that is younger than the landmark. */
	#next: string | undefined;
	/** True when an event was seen that is not younger than the landmark: that one may still come. */
	isBefore = false;

	constructor(landmark: Landmark, onHole: (missing: string) => void) {
		this.#landmark = landmark;
		this.#onHole = onHole;
	}

	/** True while something waits to be handed on. */
	get isHolding(): boolean {
		return this.#held.length > 0;
	}

	/** Takes the next chunk; gives what can be handed on. */
	add(chunk: Buffer): readonly Buffer[] {
		if (this.#isOver) return [chunk];
		const end = this.#endIn(chunk);
		if (end === undefined) return this.#hold(chunk);
		this.#held.length = 0;
		this.#isOver = true;
		return end < chunk.length ? [chunk.subarray(end)] : [];
	}

	/** The landmark will not come: gives what was held. */
	giveUp(): readonly Buffer[] {
		if (this.#isOver) return [];
		this.#isOver = true;
		if (this.#next !== undefined) this.#onHole(eventsBetween(this.#landmark.at, this.#next));
		return this.#held.splice(0);
	}

	#endIn(chunk: Buffer): number | undefined {
		const { line } = this.#landmark;
		const at = chunk.indexOf(line);
		return at < 0 ? undefined : at + line.length;
	}

	#hold(chunk: Buffer): readonly Buffer[] {
		const times = eventTimes(chunk);
		this.#next ??= times.find((time) => time > this.#landmark.at);
		this.isBefore ||= times.some((time) => time <= this.#landmark.at);
		const past = Date.parse(this.#landmark.at);
		const newest = Math.max(...times.map((time) => Date.parse(time)));
		if (times.length > 0 && newest <= past - DISORDER_MS) {
			this.#held.length = 0; // what came before it is as old
			this.#heldBytes = 0;
			return [];
		}
		this.#held.push(chunk);
		this.#heldBytes += chunk.length;
		return newest > past + DISORDER_MS || this.#heldBytes > MOST_HELD ? this.giveUp() : [];
	}
}
