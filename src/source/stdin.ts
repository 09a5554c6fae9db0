import type { Readable } from "node:stream";
import type { ReadOptions, Source } from "./source.ts";

/** Silence after which what has come so far counts as the past, and what comes later as live, in milliseconds. */
const PAUSE_MS = 250;

/** Standard input, shown as `-`. `live` is true when it may go on for ever. */
export function stdin(input: Readable, live: boolean): Source {
	return {
		origin: { name: "-", log: "-" },
		hasProducer: true,
		follows: live,
		read: (options) => readInput(input, options),
	};
}

async function* readInput(input: Readable, { signal, onCaughtUp }: ReadOptions): AsyncGenerator<Buffer> {
	const stop = () => input.destroy();
	signal.addEventListener("abort", stop, { once: true });
	const pause = setTimeout(onCaughtUp, PAUSE_MS);
	try {
		for await (const chunk of input) {
			pause.refresh();
			yield chunk as Buffer;
		}
	} catch (error) {
		if (!signal.aborted) throw error;
	} finally {
		clearTimeout(pause);
		signal.removeEventListener("abort", stop);
	}
	onCaughtUp();
}
