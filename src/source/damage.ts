import type { Bytes } from "./bytes.ts";
import { SourceError } from "./source.ts";

/** Compressed data without its end. */
export const cutOff = (name: string, cause?: unknown): SourceError =>
	new SourceError(`${name} ends too early: the compressed data is cut off; what came before was read`, "", { cause });

/** Compressed data that is wrong; `why` says what about it. */
export const damaged = (name: string, why: string, cause?: unknown): SourceError =>
	new SourceError(`${name}: the compressed data is damaged (${why}); what came before was read`, "", { cause });

/** The next `count` bytes, which stay where they are. Throws SourceError where the file ends before. */
export async function peekWhole(input: Bytes, count: number, name: string): Promise<Buffer> {
	const bytes = await input.peek(count);
	if (bytes.length < count) throw cutOff(name);
	return bytes;
}
