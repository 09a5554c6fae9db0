import type { Line } from "../audit/call.ts";
import { memberText } from "./json-text.ts";

/** Stands in a text where its bytes were no UTF-8. */
const REPLACEMENT = "\uFFFD";

/**
 * A stretch of input as text, from which its bytes can be had again. `chars` is its UTF-8 decoded or, where it is none,
 * one character a byte: what wraps an event is ASCII, so both can be cut in the same places.
 */
export interface Raw {
	readonly chars: string;
	readonly isBytes: boolean;
}

/** Text that is known to be what its bytes say. */
export const rawText = (chars: string): Raw => ({ chars, isBytes: false });

/** Bytes, which may be no UTF-8. */
export function rawBytes(bytes: Buffer): Raw {
	const text = bytes.toString();
	const isText = !text.includes(REPLACEMENT) || Buffer.from(text).equals(bytes); // a server writes U+FFFD, too
	return isText ? rawText(text) : { chars: bytes.toString("latin1"), isBytes: true };
}

/** A line as split2 hands it over; `bytes` gives the line's own, and is only asked where the text does not give them. */
export const rawLine = (text: string, bytes: () => Buffer): Raw => (text.includes(REPLACEMENT) ? rawBytes(bytes()) : rawText(text));

/** A part of it. */
export const cut = ({ chars, isBytes }: Raw, from: number, to?: number): Raw => ({ chars: chars.slice(from, to), isBytes });

/** The value of a member of a JSON object, as it stands in the object's text; empty where there is none. */
export const memberOf = ({ chars, isBytes }: Raw, key: string): Raw => ({ chars: memberText(chars, key) ?? "", isBytes });

/** The same bytes as before, put together: a character that was cut in two is whole again. */
export function joined(parts: readonly Raw[]): Raw {
	if (parts.every(({ isBytes }) => !isBytes)) return rawText(parts.map(({ chars }) => chars).join(""));
	return rawBytes(Buffer.concat(parts.map(bytesOf)));
}

/** What it says, with U+FFFD for what is no UTF-8. */
export const textOf = (raw: Raw): string => (raw.isBytes ? bytesOf(raw).toString() : raw.chars);

/** As a call keeps it. */
export const lineOf = (raw: Raw): Line => (raw.isBytes ? bytesOf(raw) : raw.chars);

const ASCII = /^[\0-\x7f]*$/;

/** One character a byte. */
export const byteChars = (raw: Raw): string => (raw.isBytes || ASCII.test(raw.chars) ? raw.chars : bytesOf(raw).toString("latin1"));

/** What such characters stand for. */
export const fromByteChars = (chars: string): Raw => (ASCII.test(chars) ? rawText(chars) : rawBytes(Buffer.from(chars, "latin1")));

/** Its length in bytes. */
export const byteLength = ({ chars, isBytes }: Raw): number => (isBytes ? chars.length : Buffer.byteLength(chars));

const bytesOf = ({ chars, isBytes }: Raw): Buffer => Buffer.from(chars, isBytes ? "latin1" : "utf8");
