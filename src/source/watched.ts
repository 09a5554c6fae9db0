import { setTimeout } from "node:timers/promises";
import { Rhythm, type Silence } from "./rhythm.ts";
import type { Notice, ReadOptions, Source } from "./source.ts";

/** A Ctrl-C ends a stream's writer, too; so long after that end it may be heard of, in milliseconds. */
const CTRL_C_MS = 100;

/** Calls back once a second, and does not keep the program alive; what it returns ends that. */
export type EverySecond = (look: () => void) => () => void;

/** Who cares that a stream goes on. `latest` is the time of its last event. */
export interface Watch {
	readonly everySecond: EverySecond;
	/** Called when the reading begins, and when the first bytes have come: its writer can be seen then. */
	readonly look: () => void;
	/** What to say of a silence that the stream's own pauses make strange. */
	readonly stalled: (silence: Silence, latest: string | undefined) => Notice;
	/** What to say, if anything, of a stream that has ended by itself. */
	readonly ended: (latest: string | undefined) => Notice | undefined;
}

/** A source that should go on: its strange silences are told when they happen, its end by its farewell. */
export function watched(source: Source, watch: Watch): Source {
	let farewell: Source["farewell"];
	return {
		...source,
		async *read(options) {
			watch.look();
			yield* listenedTo(source, options, watch);
			if (!options.signal.aborted) await setTimeout(CTRL_C_MS);
			if (!options.signal.aborted) farewell = () => watch.ended(options.latest?.());
		},
		farewell: () => farewell?.(),
	};
}

async function* listenedTo(source: Source, options: ReadOptions, { everySecond, look, stalled }: Watch): AsyncGenerator<Buffer> {
	const rhythm = new Rhythm();
	let isWaiting = true;
	const end = everySecond(() => {
		const silence = isWaiting ? rhythm.second() : undefined;
		if (!silence) return;
		const { message, hint } = stalled(silence, options.latest?.());
		options.notify(message, hint);
	});
	try {
		for await (const chunk of source.read(options)) {
			if (!rhythm.hasBegun) look();
			rhythm.came();
			isWaiting = false; // the time that the chunk takes to be dealt with is no silence
			yield chunk;
			isWaiting = true;
		}
	} finally {
		end();
	}
}
