/** How a kind of file begins. */
export type Magic = readonly number[];

/** A stream of bytes that can be looked at before it is taken; it waits for no more than it was asked for. */
export class Bytes {
	readonly #chunks: AsyncIterator<Buffer>;
	#held: Buffer = Buffer.alloc(0);

	constructor(chunks: AsyncIterable<Buffer>) {
		this.#chunks = chunks[Symbol.asyncIterator]();
	}

	/** The next `count` bytes, which stay where they are; fewer only at the end of the stream. */
	async peek(count: number): Promise<Buffer> {
		while (this.#held.length < count && (await this.#more()));
		return this.#held.subarray(0, count);
	}

	/** What there is next, as soon as there is any, up to `limit` bytes, which stay where they are; nothing at the end of the stream. */
	async some(limit = Number.POSITIVE_INFINITY): Promise<Buffer> {
		await this.peek(1);
		return this.#held.subarray(0, limit);
	}

	/** Takes bytes that were looked at. */
	skip(count: number): void {
		this.#held = this.#held.subarray(count);
	}

	/** True where the stream goes on with these bytes. It waits only while what has come may still become them. */
	async isAt(magic: Magic): Promise<boolean> {
		for (const [at, byte] of magic.entries()) {
			const seen = await this.peek(at + 1);
			if (seen[at] !== byte) return false;
		}
		return true;
	}

	/** All that is left, as it comes. */
	async *rest(): AsyncGenerator<Buffer> {
		for (let chunk = await this.some(); chunk.length > 0; chunk = await this.some()) {
			this.skip(chunk.length);
			yield chunk;
		}
	}

	/** Lets the stream go, wherever it is. */
	async close(): Promise<void> {
		await this.#chunks.return?.();
	}

	async #more(): Promise<boolean> {
		this.#held = Buffer.from(this.#held); // its memory may be read into again
		const { done, value } = await this.#chunks.next();
		if (done) return false;
		this.#held = this.#held.length === 0 ? value : Buffer.concat([this.#held, value]);
		return true;
	}
}
