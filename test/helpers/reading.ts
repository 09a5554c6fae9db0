import type { ReadOptions } from "../../src/source/source.ts";

/** How a source is read by somebody who wants nothing but its bytes, or what is named. */
export const reading = (parts: Partial<ReadOptions> = {}): ReadOptions => ({
	signal: new AbortController().signal,
	onCaughtUp: () => {},
	notify: () => {},
	onGap: () => {},
	onFile: () => {},
	...parts,
});
