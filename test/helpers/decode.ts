import { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Reading } from "../../src/audit/call.ts";
import { Tally } from "../../src/audit/tally.ts";
import { Decoder } from "../../src/decode/decode.ts";
import { DEFAULT_MAX_LINE, gate } from "../../src/decode/gate.ts";
import { Lane } from "../../src/decode/lane.ts";
import { lines } from "../../src/decode/lines.ts";
import { type Needles, Sieve } from "../../src/decode/sieve.ts";
import { origin } from "./event.ts";

/** What came out of decoding some chunks. */
export interface Decoded {
	readonly readings: readonly Reading[];
	readonly tally: Tally;
}

/** Sends chunks through the gate, split2 and the decoder, as a run does; through the sieve, too, where there are needles. */
export async function decoded(chunks: readonly (string | Buffer)[], maxLine = DEFAULT_MAX_LINE, needles?: Needles): Promise<Decoded> {
	const readings: Reading[] = [];
	const tally = new Tally();
	const lane = new Lane(origin);
	const decoder = new Decoder({ lane, tally, maxLine }, (reading) => readings.push(reading));
	await pipeline(
		Readable.from(chunks.map((chunk) => Buffer.from(chunk))),
		gate(lane, {
			maxLine,
			onOverlong: (line) => decoder.overlong(line),
			lastLine: () => "emit",
			sifting: needles && { sieve: new Sieve(needles), reader: decoder },
		}),
		lines(),
		new Writable({
			objectMode: true,
			write(line: string, _encoding, done) {
				decoder.line(line);
				done();
			},
		}),
	);
	decoder.end();
	return { readings, tally };
}

/** A buffer in pieces that end at the given places. */
export function cutAt(input: Buffer, places: readonly number[]): Buffer[] {
	const cuts = [0, ...[...places].sort((a, b) => a - b), input.length];
	return cuts.slice(1).map((end, at) => input.subarray(cuts[at], end));
}
