import { type FileHandle, open } from "node:fs/promises";
import type { Identity } from "./rotated-set.ts";
import { CHUNK_BYTES } from "./source.ts";

const NEWLINE = 10;
/** What is compared to tell a file that was written anew from one that was written on. */
const FINGERPRINT_BYTES = 4096;

/** A file that is held open, whatever becomes of its name, and read from where reading stopped. */
export class HeldFile {
	readonly #handle: FileHandle;
	/** The last bytes that were read, up to 4 KiB of them; none once their line has been closed. */
	#last: Buffer = Buffer.alloc(0);
	/** Bytes that have been read. */
	offset = 0;

	private constructor(handle: FileHandle) {
		this.#handle = handle;
	}

	/** Opens a file. Throws what the system says; a directory, which can be opened, but not read, is refused as EISDIR. */
	static async open(path: string): Promise<HeldFile> {
		const handle = await open(path);
		if (!(await handle.stat()).isDirectory()) return new HeldFile(handle);
		await handle.close();
		throw Object.assign(new Error("is a directory"), { code: "EISDIR" });
	}

	/** What it is. While it is held, the number of its inode is not given to another file. */
	identity(): Promise<Identity> {
		return this.#handle.stat({ bigint: true });
	}

	/** Its length now, in bytes. */
	async size(): Promise<number> {
		return (await this.#handle.stat()).size;
	}

	/** Everything from where reading stopped to the end, as far as that is when it is reached; nothing of a file that was written anew. */
	async *drain(signal: AbortSignal): AsyncGenerator<Buffer> {
		while (!signal.aborted) {
			const left = (await this.size()) - this.offset;
			if (left <= 0 || !(await this.isIntact())) return;
			const { buffer, bytesRead } = await this.#handle.read(Buffer.allocUnsafe(Math.min(left, CHUNK_BYTES)), 0, null, this.offset);
			if (bytesRead === 0) return;
			this.offset += bytesRead;
			this.#last = Buffer.concat([this.#last, buffer.subarray(Math.max(0, bytesRead - FINGERPRINT_BYTES), bytesRead)]).subarray(
				-FINGERPRINT_BYTES,
			);
			yield buffer.subarray(0, bytesRead);
		}
	}

	/** The newline that its last line lacks: a line that lost its end must not run into the next file's first. */
	*closeLine(): Generator<Buffer> {
		if (this.#last.length > 0 && this.#last.at(-1) !== NEWLINE) yield Buffer.of(NEWLINE);
		this.#last = Buffer.alloc(0);
	}

	/**
	 * False where the file does not hold any more what was read of it: it was truncated, and may have grown beyond the place
	 * where reading stopped since.
	 */
	async isIntact(): Promise<boolean> {
		if ((await this.size()) < this.offset) return false;
		const { length } = this.#last;
		const { buffer, bytesRead } = await this.#handle.read(Buffer.allocUnsafe(length), 0, length, this.offset - length);
		return bytesRead === length && this.#last.equals(buffer);
	}

	/** Reads from its beginning again. */
	restart(): void {
		this.offset = 0;
	}

	/** Lets it go. */
	close(): Promise<void> {
		return this.#handle.close();
	}
}
