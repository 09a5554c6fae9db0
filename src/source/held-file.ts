import { type FileHandle, open } from "node:fs/promises";
import { beginningIn } from "./beginning.ts";
import { chunksOf } from "./chunks.ts";
import type { Identity, LogFile } from "./log-file.ts";
import { CHUNK_BYTES } from "./source.ts";
import { FINGERPRINT_BYTES, fits, type Mark, Trail } from "./trail.ts";

/** A plain file, which may still be written. */
export class HeldFile implements LogFile {
	readonly path: string;
	readonly identity: Identity;
	readonly trail = new Trail();
	readonly #handle: FileHandle;
	/** What is read into: most reads find a line or two, or nothing. */
	readonly #memory = Buffer.allocUnsafe(FINGERPRINT_BYTES + CHUNK_BYTES);
	/**
	 * True when it was seen that the file does not hold any more what was read of it: it was truncated, and may have grown beyond
	 * the place where reading stopped since. Nothing more is read of it then.
	 */
	isRewritten = false;
	/** What it began with when it was found, as it is, and without NUL bytes: it may be truncated before it is its turn. */
	#ahead: Buffer = Buffer.alloc(0);
	#begun: Buffer = Buffer.alloc(0);

	private constructor(path: string, handle: FileHandle, identity: Identity) {
		this.path = path;
		this.#handle = handle;
		this.identity = identity;
	}

	/** Opens a file. Throws what the system says; a directory, which can be opened, but not read, is refused as EISDIR. */
	static async open(path: string): Promise<HeldFile> {
		const handle = await open(path);
		const stats = await handle.stat({ bigint: true });
		if (!stats.isDirectory()) return new HeldFile(path, handle, stats);
		await handle.close();
		throw Object.assign(new Error("is a directory"), { code: "EISDIR" });
	}

	/** Its length now, in bytes. */
	async size(): Promise<number> {
		return (await this.#handle.stat()).size;
	}

	/** Reads what it begins with, which is handed on first, whatever becomes of the file. False where there is nothing in it. */
	async readAhead(): Promise<boolean> {
		this.#ahead = await this.#at(0, CHUNK_BYTES);
		this.#begun = await beginningIn(this.#goingOnFrom(this.#ahead)); // of one read: between two, it may be truncated
		return this.#ahead.length > 0;
	}

	/** What it began with, and, where that is not all of it, what comes then. */
	async *#goingOnFrom(ahead: Buffer): AsyncGenerator<Buffer> {
		yield ahead;
		if (ahead.length === CHUNK_BYTES) yield* chunksOf(this.#handle, CHUNK_BYTES);
	}

	/** True where it began, when it was found, as another file does: that is a copy of it. */
	async wasLike(other: LogFile): Promise<boolean> {
		const beginning = await other.beginning();
		const length = Math.min(beginning.length, this.#begun.length);
		return length > 0 && beginning.subarray(0, length).equals(this.#begun.subarray(0, length));
	}

	/** True while it begins as it did when it was found. */
	async isAsFound(): Promise<boolean> {
		return (await this.#at(0, this.#ahead.length)).equals(this.#ahead);
	}

	beginning(): Promise<Buffer> {
		return beginningIn(chunksOf(this.#handle));
	}

	async goTo(mark: Mark): Promise<boolean> {
		const before = await this.#at(mark.offset - mark.length, mark.length);
		if (!fits(mark, before)) return false;
		this.#ahead = Buffer.alloc(0);
		this.trail.goTo(mark.offset, before);
		return true;
	}

	/** Each next part is read while the one before is worked at, as long as there is much to read. */
	async *drain(signal: AbortSignal): AsyncGenerator<Buffer> {
		if (this.#ahead.length > 0) yield this.#take();
		for (let reading: Promise<Buffer> | undefined; !signal.aborted; ) {
			const chunk = await (reading ?? this.#read());
			if (this.isRewritten || chunk.length === 0) return;
			this.trail.add(chunk);
			reading = chunk.length === CHUNK_BYTES ? this.#read() : undefined;
			reading?.catch(() => {}); // who waits for it hears of it, if anybody does
			yield chunk;
		}
	}

	/** What is behind the place. It is read with the last bytes that were read before: where they are others now, the file was written anew. */
	async #read(): Promise<Buffer> {
		const { offset, last } = this.trail;
		const { bytesRead } = await this.#handle.read(this.#memory, 0, last.length + CHUNK_BYTES, offset - last.length);
		const before = this.#memory.subarray(0, Math.min(last.length, bytesRead));
		this.isRewritten = !before.equals(last) || (last.length === 0 && (await this.size()) < offset);
		return Buffer.from(this.#memory.subarray(before.length, bytesRead));
	}

	/** Reads from its beginning again. */
	restart(): void {
		this.isRewritten = false;
		this.#ahead = Buffer.alloc(0);
		this.trail.goTo(0, Buffer.alloc(0));
	}

	close(): Promise<void> {
		return this.#handle.close();
	}

	#take(): Buffer {
		const ahead = this.#ahead;
		this.#ahead = Buffer.alloc(0);
		this.trail.add(ahead);
		return ahead;
	}

	async #at(position: number, length: number): Promise<Buffer> {
		const { buffer, bytesRead } = await this.#handle.read(Buffer.allocUnsafe(length), 0, length, position);
		return buffer.subarray(0, bytesRead);
	}
}
