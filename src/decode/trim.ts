import { compact } from "./json-text.ts";
import type { Raw } from "./raw.ts";

/** What may stand before an event: a byte order mark, as a character or as its bytes, indentation, the NUL bytes of a truncated file. */
const LEADING = /[\s\uFEFF\0]/;
const MARK_BYTES = "\xef\xbb\xbf";
const LINE_END = /[\r\n]/;
const ESCAPE = "\u001b";
/** stern colours what stands around an event, which itself holds no raw escape. */
const COLOURS = new RegExp(`${ESCAPE}\\[[\\d;]*[mK]`, "g");

/** A line without the colours that stern gives to what stands around an event. */
export const uncoloured = (line: Raw): Raw =>
	line.chars.includes(ESCAPE) ? { chars: line.chars.replaceAll(COLOURS, ""), isBytes: line.isBytes } : line;

/** The text without what may stand before and behind it. */
export function bare({ chars, isBytes }: Raw): Raw {
	let from = chars.startsWith(MARK_BYTES) ? MARK_BYTES.length : 0;
	while (from < chars.length && LEADING.test(chars.charAt(from))) from += 1;
	let to = chars.length;
	while (to > from && LINE_END.test(chars.charAt(to - 1))) to -= 1;
	return { chars: chars.slice(from, to), isBytes };
}

/** JSON on one line, without what stands behind it. */
export const compacted = ({ chars, isBytes }: Raw): Raw => ({ chars: chars.includes("\n") ? compact(chars) : chars.trimEnd(), isBytes });

/** Each line of a text. */
export const linesOf = ({ chars, isBytes }: Raw): Raw[] => chars.split("\n").map((line) => ({ chars: line, isBytes }));
