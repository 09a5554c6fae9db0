import type { Reading } from "../audit/call.ts";
import { Tally } from "../audit/tally.ts";
import { read } from "../read.ts";

/** Reads bytes, a part of a log, as a run would read them: what only looks like an event is none. Gives the account. */
export async function readBytes(bytes: Buffer, emit: (reading: Reading) => void = () => {}): Promise<Tally> {
	const tally = new Tally();
	const source = {
		origin: { name: "", log: "" },
		hasProducer: false,
		read: async function* () {
			yield bytes;
		},
	};
	const nothing = (): void => {};
	const { signal } = new AbortController();
	const hears = { emit, notify: nothing, onFailure: nothing, onCaughtUp: nothing };
	const maxLine = bytes.length + 1;
	await read(source, { ...hears, signal, tally, maxLine, sieve: undefined, hasEnough: () => false, whenReady: (next) => next() });
	return tally;
}
