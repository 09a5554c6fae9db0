import { type FileHandle, open } from "node:fs/promises";
import { beginningIn } from "./beginning.ts";
import { chunksOf } from "./chunks.ts";
import type { Identity, LogFile } from "./log-file.ts";
import { fits, type Mark, Trail } from "./trail.ts";
import { unpacked } from "./unpack.ts";

/** A compressed file, which is not written any more. */
export class PackedFile implements LogFile {
	readonly path: string;
	readonly identity: Identity;
	readonly trail = new Trail();
	readonly #handle: FileHandle;
	readonly #bytes: AsyncGenerator<Buffer>;
	/** What was read on the way to a place, and belongs behind it. */
	#rest: Buffer = Buffer.alloc(0);

	private constructor(path: string, handle: FileHandle, identity: Identity) {
		this.path = path;
		this.identity = identity;
		this.#handle = handle;
		this.#bytes = unpacked(chunksOf(handle), path);
	}

	/** Opens a file. Throws what the system says. */
	static async open(path: string): Promise<PackedFile> {
		const handle = await open(path);
		return new PackedFile(path, handle, await handle.stat({ bigint: true }));
	}

	beginning(): Promise<Buffer> {
		return beginningIn(unpacked(chunksOf(this.#handle), this.path));
	}

	/** Unpacks it up to the place: there is no other way there. */
	async goTo(mark: Mark): Promise<boolean> {
		const { trail } = this;
		for (let chunk = await this.#next(); chunk; chunk = await this.#next()) {
			const missing = mark.offset - trail.offset;
			trail.add(chunk.subarray(0, missing));
			this.#rest = chunk.subarray(missing);
			if (trail.offset === mark.offset) break;
		}
		return trail.offset === mark.offset && fits(mark, trail.last.subarray(trail.last.length - mark.length));
	}

	async *drain(signal: AbortSignal): AsyncGenerator<Buffer> {
		const rest = this.#rest;
		this.#rest = Buffer.alloc(0);
		for (let chunk: Buffer | undefined = rest; chunk && !signal.aborted; chunk = await this.#next()) {
			this.trail.add(chunk);
			if (chunk.length > 0) yield chunk;
		}
	}

	async close(): Promise<void> {
		await this.#bytes.return(undefined);
		await this.#handle.close();
	}

	async #next(): Promise<Buffer | undefined> {
		const { done, value } = await this.#bytes.next();
		return done ? undefined : value;
	}
}
