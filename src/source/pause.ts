/** Silence after which what has come so far counts as the past, and what comes later as live, in milliseconds. */
const PAUSE_MS = 250;

/** How long a silence is that ends the past, in milliseconds. */
interface Pauses {
	/** Before anything has come. */
	readonly first?: number;
	readonly later?: number;
}

/** Chunks of a stream, which does not say where its past ends; `onPause` is called at each silence, of a quarter of a second unless told otherwise. */
export async function* pausing(
	chunks: AsyncIterable<Buffer>,
	onPause: () => void,
	{ first = PAUSE_MS, later = PAUSE_MS }: Pauses = {},
): AsyncGenerator<Buffer> {
	let pause = setTimeout(onPause, first);
	try {
		for await (const chunk of chunks) {
			clearTimeout(pause); // the time that the chunk takes to be dealt with is no silence
			yield chunk;
			pause = setTimeout(onPause, later);
		}
	} finally {
		clearTimeout(pause);
	}
}
