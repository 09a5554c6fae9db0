import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Reading } from "./audit/call.ts";
import type { Tally } from "./audit/tally.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { Decoder } from "./decode/decode.ts";
import { gate } from "./decode/gate.ts";
import { Lane } from "./decode/lane.ts";
import { lines } from "./decode/lines.ts";
import type { Sieve } from "./decode/sieve.ts";
import type { ReadOptions, Source } from "./source/source.ts";
import { SourceError } from "./source/source.ts";
import { unpacked } from "./source/unpack.ts";

/** How sources are read, and where what is read goes. */
export interface Reader extends Omit<ReadOptions, "onFile" | "onGap" | "onPlace" | "block" | "latest"> {
	/** Longest line, in bytes. */
	readonly maxLine: number;
	/** Leaves out lines that cannot match. */
	readonly sieve: Sieve | undefined;
	readonly tally: Tally;
	/** True once nothing more is wanted; what comes after is dropped. */
	readonly hasEnough: () => boolean;
	/** Gets each event. */
	readonly emit: (reading: Reading) => void;
	/** Calls back when the next line may come. */
	readonly whenReady: (next: () => void) => void;
	/** Where the places are kept that the reading has come to. */
	readonly checkpoint?: Pick<Checkpoint, "isDue" | "settled"> | undefined;
	/** Hears why the source cannot be read, or not to its end. */
	readonly onFailure: (failure: SourceError) => void;
}

/** Reads a source: bytes → whole lines → events. */
export async function read(source: Source, reader: Reader): Promise<void> {
	const { signal, maxLine, sieve, tally, emit, checkpoint } = reader;
	const { log } = source.origin;
	const lane = new Lane(source.origin);
	const decoder = new Decoder({ lane, tally, maxLine }, emit);
	const bytes = source.read({
		...reader,
		block: sieve?.block,
		latest: () => decoder.latest,
		onGap: (message) => {
			tally.gaps += 1;
			reader.notify(message);
		},
		onPlace: (here) => {
			if (!checkpoint || !(signal.aborted || checkpoint.isDue(log))) return;
			const place = here();
			lane.whenDealtWith(() => {
				if (decoder.isAtRest) checkpoint.settled(log, place);
			});
		},
		onFile: (origin) => lane.goOnWith(origin),
		onCaughtUp: () => lane.whenDealtWith(reader.onCaughtUp),
	});
	await pipeline(
		upToFailure(unpacked(bytes, source.origin.name), reader),
		gate(lane, {
			maxLine,
			onOverlong: (line) => decoder.overlong(line),
			sifting: sieve && { sieve, reader: decoder },
			lastLine: () => (signal.aborted ? "hold" : "emit"),
		}),
		lines(),
		each((line, done) => {
			if (!reader.hasEnough()) decoder.line(line); // what is on its way then depends on how much is read at a time
			reader.whenReady(done);
		}),
	);
	decoder.end(signal.aborted);
}

/** The bytes up to a failure, which is told, not thrown: a pipeline that fails drops what is under way in it. */
async function* upToFailure(bytes: AsyncIterable<Buffer>, { signal, onFailure }: Reader): AsyncGenerator<Buffer> {
	try {
		yield* bytes;
	} catch (error) {
		if (!(error instanceof SourceError)) throw error;
		if (!signal.aborted) onFailure(error); // compressed data that nobody wants the end of is cut off
	}
}

/** Takes line by line; `take` calls back when it wants the next one. */
const each = (take: (line: string, next: () => void) => void): Writable =>
	new Writable({
		objectMode: true,
		highWaterMark: 1024,
		write: (line: string, _encoding, done) => take(line, done),
	});
