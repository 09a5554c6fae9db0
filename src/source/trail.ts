import { createHash } from "node:crypto";

const NEWLINE = 10;

/** What is remembered of the bytes before a place: whole lines of metadata, with audit IDs of their own. */
export const FINGERPRINT_BYTES = 4096;

/** A place in a file, by what stands before it: it fits a copy, and what a packed file holds, as well as the file itself. */
export interface Mark {
	/** Where, in bytes from the beginning; unpacked. */
	readonly offset: number;
	/** How many bytes before the place the digest is of. */
	readonly length: number;
	/** Their SHA-256, as base64. */
	readonly digest: string;
}

/** The mark of a place behind those bytes, of which the last few KiB are enough. */
export function markOf(offset: number, before: Buffer): Mark {
	return { offset, length: before.length, digest: createHash("sha256").update(before).digest("base64") };
}

/** True where these bytes stand before a place as they did before the marked one. */
export const fits = ({ length, digest }: Mark, before: Buffer): boolean => before.length === length && markOf(0, before).digest === digest;

/** What is remembered of what was read of a file: enough to tell whether it is still the same, and to go on there. */
export class Trail {
	/** Bytes that have been read. */
	offset = 0;
	/** The last bytes that were read, up to 4 KiB of them; none once their line has been closed. */
	last: Buffer = Buffer.alloc(0);
	/** The place behind the last whole line, and the bytes before it. */
	#line = { offset: 0, before: Buffer.alloc(0) };

	/** Goes on from a place, with the bytes that stand before it. */
	goTo(offset: number, before: Buffer): void {
		this.offset = offset;
		this.last = before;
		this.#line = { offset, before: Buffer.from(before) };
	}

	/** Takes what was read next. */
	add(bytes: Buffer): void {
		const end = bytes.lastIndexOf(NEWLINE) + 1;
		if (end > 0) this.#line = { offset: this.offset + end, before: this.#behind(bytes.subarray(0, end)) };
		this.last = this.#behind(bytes);
		this.offset += bytes.length;
	}

	/** The newline that the last line lacks: a line that lost its end must not run into the next file's first. */
	*closeLine(): Generator<Buffer> {
		if (this.last.length > 0 && this.last.at(-1) !== NEWLINE) yield Buffer.of(NEWLINE);
		this.last = Buffer.alloc(0);
	}

	/** The place behind the last whole line. */
	get mark(): Mark {
		return markOf(this.#line.offset, this.#line.before);
	}

	/** The last bytes once these have been read; a copy, so that it holds no chunk. */
	#behind(bytes: Buffer): Buffer<ArrayBuffer> {
		return Buffer.concat([this.last, bytes.subarray(-FINGERPRINT_BYTES)]).subarray(-FINGERPRINT_BYTES);
	}
}
