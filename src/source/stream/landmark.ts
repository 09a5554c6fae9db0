import { lastEventTime } from "../event-time.ts";

const NEWLINE = 10;
/** What every event has near the end of its line. */
const TIME = "stageTimestamp";
/** Of a longer line, its end is enough to know it by: its time is in it, to the microsecond; in bytes. */
const LONGEST = 4096;

/** The last event that was handed on of a stream, by which its place is found again when the stream is had anew. */
export interface Landmark {
	/** Its line, or the end of it. */
	readonly line: Buffer;
	/** Its time, as the API server wrote it. */
	readonly at: string;
}

/** Looks for the last event of a stream. */
export class Landmarks {
	#chunk: Buffer | undefined;

	/** Takes what was handed on: whole lines. */
	add(chunk: Buffer): void {
		if (chunk.lastIndexOf(TIME) >= 0) this.#chunk = chunk;
	}

	/** The last event; undefined where there was none. */
	get last(): Landmark | undefined {
		const chunk = this.#chunk;
		if (!chunk) return undefined;
		const place = chunk.lastIndexOf(TIME);
		const end = chunk.indexOf(NEWLINE, place) + 1 || chunk.length;
		const begin = Math.max(chunk.lastIndexOf(NEWLINE, place) + 1, Math.min(place - 1, end - LONGEST));
		const line = chunk.subarray(begin, end);
		const at = lastEventTime(line);
		return at === undefined ? undefined : { line: Buffer.from(line), at };
	}
}
