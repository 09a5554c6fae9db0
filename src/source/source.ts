import type { Origin } from "../audit/call.ts";
import type { Place } from "./place.ts";

/** How a source is read. */
export interface ReadOptions {
	/** Ends the reading in good order: what was read before is still handed on. */
	readonly signal: AbortSignal;
	/** Called when everything that was there at the start has been handed on; what comes later is live. Calling again is nothing new. */
	readonly onCaughtUp: () => void;
	/** Memory to read into: what is handed on is overwritten once more is asked for. A source may use its own. */
	readonly block?: Buffer | undefined;
	/** Hears what a user should know: a rotation, a truncation, a file that is waited for. */
	readonly notify: (message: string, hint?: string) => void;
	/** Hears of events that are lost: they were deleted before they could be read. */
	readonly onGap: (message: string) => void;
	/** Called where what comes next is from the beginning of another file. */
	readonly onFile: (origin: Origin) => void;
	/** Called by a source that has such when what was handed on so far was taken: gives the place to go on from then, if asked at once. */
	readonly onPlace?: ((place: () => Place) => void) | undefined;
	/** The time of the last event that was read of this source, as the API server writes it. */
	readonly latest?: () => string | undefined;
}

/** What a user should know, and the way out. */
export interface Notice {
	readonly message: string;
	readonly hint: string;
}

/** Where bytes come from. */
export interface Source {
	readonly origin: Origin;
	/** True for stdin: a writer there gets the same Ctrl-C, and its last lines are worth waiting for. */
	readonly hasProducer: boolean;
	/** How many bytes there are to read, where that is known: not of what is followed, nor of a pipe. */
	readonly size?: () => Promise<number | undefined>;
	/** The bytes, once. Throws SourceError where they cannot be read. */
	read(options: ReadOptions): AsyncIterable<Buffer>;
	/** What there is to say, when all has been read, of a source that should have gone on and has ended by itself. */
	readonly farewell?: () => Notice | undefined;
}

/** A source that cannot be read: says which one, why, and what to do. The other sources are still read. */
export class SourceError extends Error {
	/** The way out, as a sentence for the user; empty where there is none to name. */
	readonly hint: string;

	constructor(message: string, hint = "", options?: ErrorOptions) {
		super(message, options);
		this.hint = hint;
	}
}

/** Reads this much at a time: larger reads were no faster, and each becomes one string in split2. */
export const CHUNK_BYTES = 64 * 1024;

const reasons: Readonly<Record<string, readonly [why: string, hint: string]>> = {
	ENOENT: ["no such file", "with -f auditail waits for a file that does not exist yet"],
	EACCES: ["permission denied", 'the API server writes its log as root, mode 0600: try sudo env "PATH=$PATH" auditail FILE'],
	EPERM: ["permission denied", 'the API server writes its log as root, mode 0600: try sudo env "PATH=$PATH" auditail FILE'],
	EISDIR: ["is a directory", "name the log in it, such as audit.log"],
};

/** Why a file cannot be read, in words. */
export const whyUnreadable = ({ code, message }: NodeJS.ErrnoException): string => reasons[String(code)]?.[0] ?? message;

/** Translates a file system error about `path` into words. Anything else is thrown as it is: a bug. */
export function sourceError(path: string, error: unknown): SourceError {
	if (!(error instanceof Error) || !("code" in error)) throw error;
	const [why, hint] = reasons[String(error.code)] ?? [error.message, ""];
	return new SourceError(`cannot read ${path}: ${why}`, hint, { cause: error });
}
