import type { Readable } from "node:stream";
import { pausing } from "./pause.ts";
import type { ReadOptions, Source } from "./source.ts";

/** Standard input, shown as `-`. */
export function stdin(input: Readable): Source {
	return { origin: { name: "-", log: "-" }, hasProducer: true, read: (options) => readInput(input, options) };
}

async function* readInput(input: Readable, { signal, onCaughtUp }: ReadOptions): AsyncGenerator<Buffer> {
	const stop = () => input.destroy();
	signal.addEventListener("abort", stop, { once: true });
	try {
		yield* pausing(input, onCaughtUp);
	} catch (error) {
		if (!signal.aborted) throw error;
	} finally {
		signal.removeEventListener("abort", stop);
	}
	if (!signal.aborted) onCaughtUp();
}
