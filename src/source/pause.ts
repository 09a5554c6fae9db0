/** Silence after which what has come so far counts as the past, and what comes later as live, in milliseconds. */
const PAUSE_MS = 250;

/** Chunks of a stream, which does not say where its past ends; `onPause` is called at each silence of a quarter of a second. */
export async function* pausing(chunks: AsyncIterable<Buffer>, onPause: () => void): AsyncGenerator<Buffer> {
	let pause = setTimeout(onPause, PAUSE_MS);
	try {
		for await (const chunk of chunks) {
			clearTimeout(pause); // the time that the chunk takes to be dealt with is no silence
			yield chunk;
			pause = setTimeout(onPause, PAUSE_MS);
		}
	} finally {
		clearTimeout(pause);
	}
}
