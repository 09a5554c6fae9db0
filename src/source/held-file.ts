import { type FileHandle, open } from "node:fs/promises";
import type { Identity } from "./rotated-set.ts";
import { CHUNK_BYTES } from "./source.ts";

const NEWLINE = 10;

/** A file that is held open, whatever becomes of its name, and read from where reading stopped. */
export class HeldFile {
	readonly #handle: FileHandle;
	#lastByte = NEWLINE;
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

	/** Everything from where reading stopped to the end, as far as that is when it is reached. */
	async *drain(signal: AbortSignal): AsyncGenerator<Buffer> {
		while (!signal.aborted) {
			const left = (await this.size()) - this.offset;
			if (left <= 0) return;
			const { buffer, bytesRead } = await this.#handle.read(Buffer.allocUnsafe(Math.min(left, CHUNK_BYTES)), 0, null, this.offset);
			if (bytesRead === 0) return;
			this.offset += bytesRead;
			this.#lastByte = buffer[bytesRead - 1] ?? NEWLINE;
			yield buffer.subarray(0, bytesRead);
		}
	}

	/** The newline that its last line lacks: a line that lost its end must not run into the next file's first. */
	*closeLine(): Generator<Buffer> {
		if (this.#lastByte !== NEWLINE) yield Buffer.of(NEWLINE);
		this.#lastByte = NEWLINE;
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
