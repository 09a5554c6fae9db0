import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";

/** How long a run lasts before a larger nursery pays, in milliseconds. */
const SHORT_RUN_MS = 100;

/**
 * Events die young. In the 1 MiB that V8 begins with, half of the events of a busy log outlive a collection, because the ends of
 * their calls have not come, and are copied: a quarter of the time. Its own growth stops at 64 MiB, and a peak of 284 MB, where 124
 * MB did (370 MB of log, test/bench). So: a nursery of 3 MiB, at a size that V8 lets be set only at its start, and no more; and an
 * old generation that may only double.
 */
export function keepMemorySmall() {
	setFlagsFromString("--semi-space-growth-factor=1");
	setFlagsFromString("--heap-growing-percent=100");
	setTimeout(widen, SHORT_RUN_MS).unref();
}

/** V8 lets the nursery grow by its factor when as much has outlived it as it holds. */
function widen() {
	const size = nurserySize();
	setFlagsFromString("--semi-space-growth-factor=3");
	for (const ballast = []; nurserySize() === size && ballast.length < 1000; ) ballast.push(new Array(4000));
	setFlagsFromString("--semi-space-growth-factor=1");
}

/** In bytes. */
const nurserySize = () => getHeapSpaceStatistics().find(({ space_name: name }) => name === "new_space")?.space_size;
