import { basename, dirname, join } from "node:path";
import { file } from "../source/file.ts";
import { type FollowOptions, followed } from "../source/follow.ts";
import { isRotated, logName, withoutCompression } from "../source/log-name.ts";
import type { Place } from "../source/place.ts";
import { logOf } from "../source/rotated-set.ts";
import type { Source } from "../source/source.ts";

/** How every log is followed. */
export interface Following extends Pick<FollowOptions, "poll" | "since"> {
	/** Where the reading of each log ended before. */
	readonly places: ReadonlyMap<string, Place> | undefined;
}

/**
 * The sources that follow a log of which some files were named, the oldest first: the log is followed by its own name, from the oldest
 * of them on that is in its order, or from `since`. A copy that somebody made of it is in no order: it is read before.
 */
export function followedFrom(files: readonly string[], { places, ...following }: Following): Source[] {
	const rotated = files.filter((path) => isRotated(basename(path)));
	const first = rotated[0] && withoutCompression(rotated[0]);
	const newest = files.at(-1) as string;
	const log = rotated.includes(newest) ? join(dirname(newest), logName(basename(newest)).log) : newest;
	const from = places?.get(logOf(log));
	const copies = files.filter((path) => path !== log && !rotated.includes(path) && !from);
	return [...copies.map(file), followed(log, { ...following, first, from })];
}
