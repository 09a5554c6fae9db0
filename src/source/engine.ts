import type { InflateRaw, ZstdDecompress } from "node:zlib";
import { cutOff, damaged } from "./damage.ts";
import type { SourceError } from "./source.ts";

/** What a decompressor makes at a time, in bytes: three times as fast as the 16 KiB that Node takes by itself, and as fast as more. */
export const OUTPUT_BYTES = 256 * 1024;

/**
 * Drives a decompressor of node:zlib by hand: `for await` over a stream that fails drops what the stream had made before. It makes no
 * more than is asked for. `name` is what a message calls the file.
 */
export class Engine {
	readonly #decompressor: InflateRaw | ZstdDecompress;
	readonly #name: string;
	#wake = () => {};

	constructor(decompressor: InflateRaw | ZstdDecompress, name: string) {
		const ring = () => this.#wake();
		this.#decompressor = decompressor.on("readable", ring).on("end", ring).on("error", ring);
		this.#name = name;
	}

	/** Bytes that it took; less than it was given where the compressed data ends before. */
	get taken(): number {
		return this.#decompressor.bytesWritten;
	}

	/** True when the compressed data has ended. */
	get isOver(): boolean {
		return this.#decompressor.readableEnded;
	}

	/**
	 * What comes of some bytes; no bytes are the end of the file. Throws SourceError where the data is cut off or damaged: what it made
	 * of the bytes before has been handed on then, not always what it made of these.
	 */
	async *make(bytes: Buffer): AsyncGenerator<Buffer> {
		const decompressor = this.#decompressor;
		let isTaken = false;
		const taken = () => {
			isTaken = true;
			this.#wake();
		};
		if (bytes.length === 0) decompressor.end();
		else decompressor.write(bytes, taken);
		for (;;) {
			for (let made = decompressor.read(); made !== null; made = decompressor.read()) yield made;
			if (decompressor.errored) throw failure(this.#name, decompressor.errored);
			if (isTaken || decompressor.readableEnded) return;
			await new Promise<void>((resolve) => {
				this.#wake = resolve;
			});
		}
	}

	/** Ends it, wherever it is. */
	stop(): void {
		this.#decompressor.destroy();
	}
}

const failure = (name: string, error: NodeJS.ErrnoException): SourceError =>
	error.code === "Z_BUF_ERROR" ? cutOff(name, error) : damaged(name, error.message, error);
