import { Bytes, type Magic } from "./bytes.ts";

/** Byte order marks, which are how a file says that it is UTF-16. */
const encodings: readonly (readonly [Magic, string])[] = [
	[[0xff, 0xfe], "utf-16le"],
	[[0xfe, 0xff], "utf-16be"],
];

/** UTF-8 of text that is UTF-16 where it begins with a byte order mark: PowerShell's `>` makes such files. Other bytes pass as they come. */
export async function* utf8(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
	const input = new Bytes(chunks);
	try {
		for (const [mark, encoding] of encodings) if (await input.isAt(mark)) return yield* transcoded(input.rest(), encoding);
		yield* input.rest();
	} finally {
		await input.close();
	}
}

/** The decoder keeps what a chunk cuts in two, a byte or half a surrogate pair; what has no other half becomes U+FFFD. */
async function* transcoded(chunks: AsyncIterable<Buffer>, encoding: string): AsyncGenerator<Buffer> {
	const decoder = new TextDecoder(encoding);
	for await (const chunk of chunks) {
		const text = decoder.decode(chunk, { stream: true });
		if (text !== "") yield Buffer.from(text);
	}
	const end = decoder.decode();
	if (end !== "") yield Buffer.from(end);
}
