import { lastEventTime } from "./event-time.ts";
import type { Identity, LogFile } from "./log-file.ts";
import type { Mark } from "./trail.ts";

/** A place in a log, from which its reading can go on: after a restart, too, so that it is made of texts and numbers. */
export interface Place extends Mark {
	/** The path of the file when it was read. */
	readonly path: string;
	/** What it was: `dev:ino:birth`. */
	readonly file: string;
	/** The time of the last event before the place, where one was seen. */
	readonly at: string | undefined;
	/** When it was the place to go on from, in milliseconds since 1970. */
	readonly savedAt: number;
}

/** The place behind the last whole line that was read of a file. */
export function placeIn({ path, identity, trail }: LogFile): Place {
	return { ...trail.mark, path, file: nameOf(identity), at: lastEventTime(trail.last), savedAt: Date.now() };
}

/** True for the file that the place is in, unless its inode's number was given away and nobody noted when files are made. */
export const isIn = (place: Place, { identity }: LogFile): boolean => place.file === nameOf(identity);

const nameOf = ({ dev, ino, birthtimeNs }: Identity): string => `${dev}:${ino}:${birthtimeNs}`;
