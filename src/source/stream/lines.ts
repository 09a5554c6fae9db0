const NEWLINE = 10;

/** A line that is longer is handed on in parts, in bytes: it is longer than anything that is read. */
const LONGEST = 256 * 1024 * 1024;

/** The same bytes in chunks of whole lines. What a stream that breaks off has begun to say is dropped, unless `isLast`: it will say it again. */
export async function* wholeLines(chunks: AsyncIterable<Buffer>, { isLast }: { readonly isLast: boolean }): AsyncGenerator<Buffer> {
	const parts = new Parts();
	for await (const chunk of chunks) {
		const end = chunk.lastIndexOf(NEWLINE) + 1;
		parts.add(chunk.subarray(0, end));
		if (end > 0 || parts.length > LONGEST) yield parts.take();
		parts.add(chunk.subarray(end));
	}
	if (isLast && parts.length > 0) yield parts.take();
}

/** What makes up a line, or lines. */
class Parts {
	length = 0;
	#parts: Buffer[] = [];

	add(part: Buffer): void {
		if (part.length > 0) this.#parts.push(part);
		this.length += part.length;
	}

	/** All of it, which is not kept. */
	take(): Buffer {
		const [first = Buffer.alloc(0), ...others] = this.#parts;
		this.#parts = [];
		this.length = 0;
		return others.length > 0 ? Buffer.concat([first, ...others]) : first;
	}
}
