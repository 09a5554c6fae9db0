import type { Mark, Trail } from "./trail.ts";

/** What identifies a file, whatever its name: `stat` with `bigint`. */
export interface Identity {
	readonly dev: bigint;
	readonly ino: bigint;
	/** When it was made, in nanoseconds since 1970: the number of an inode is given to another file once it is free. 0 where that is not known. */
	readonly birthtimeNs: bigint;
}

/** True for the same file, as long as one of the two is held open: its inode's number is not given away then. */
export const isSame = (a: Identity, b: Identity): boolean => a.dev === b.dev && a.ino === b.ino;

/** A file of a log that is held open, whatever becomes of its name, and read from where reading stopped. */
export interface LogFile {
	/** The path that it was opened by. */
	readonly path: string;
	/** What it is; what is packed is another file than the one it was made of. */
	readonly identity: Identity;
	readonly trail: Trail;
	/** What it begins with, unpacked, up to 64 KiB; without NUL bytes in front. */
	beginning(): Promise<Buffer>;
	/** True where the marked place is in it; it goes on from there. */
	goTo(mark: Mark): Promise<boolean>;
	/** Everything from where reading stopped to the end, as far as that is when it is reached. Throws SourceError where it is packed, and damaged. */
	drain(signal: AbortSignal): AsyncGenerator<Buffer>;
	/** Lets it go. */
	close(): Promise<void>;
}
