import { stat } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { expand, isPattern } from "../source/expand.ts";
import { byLog, logOf } from "../source/rotated-set.ts";
import type { Source } from "../source/source.ts";

/** How often folders and patterns are looked at for new logs, in milliseconds. */
const LOOK_MS = 1000;

/** Of what was named, the folders and patterns: more logs may come to be in them. */
export async function growing(named: readonly string[]): Promise<string[]> {
	const folders = await Promise.all(
		named.map((path) =>
			stat(path).then(
				(stats) => stats.isDirectory(),
				() => false,
			),
		),
	);
	return named.filter((path, at) => folders[at] || isPattern(path));
}

/** The logs that come to be in folders, or to match patterns, later: each once, until the signal. `follow` makes sources of the files of one. */
export async function* arrivals(
	named: readonly string[],
	known: ReadonlySet<string>,
	{ follow, signal }: { follow: (files: readonly string[]) => Source[]; signal: AbortSignal },
): AsyncGenerator<Source> {
	const seen = new Set(known);
	while (!signal.aborted) {
		await setTimeout(LOOK_MS, undefined, { signal }).catch(() => undefined);
		const { paths } = signal.aborted ? { paths: [] } : await expand(named);
		for (const files of byLog(paths)) {
			const log = logOf(files[0] as string);
			if (!seen.has(log)) yield* follow(files);
			seen.add(log);
		}
	}
}
