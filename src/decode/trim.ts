import { compact } from "./json-text.ts";
import type { Raw } from "./raw.ts";

/** What may stand before an event: a byte order mark, as a character or as its bytes, indentation, the NUL bytes of a truncated file. */
const LEADING = /^(?:[\s\uFEFF\0]|\xef\xbb\xbf)+/;
const ESCAPE = "\u001b";
/** stern colours what stands around an event, which itself holds no raw escape. */
const COLOURS = new RegExp(`${ESCAPE}\\[[\\d;]*[mK]`, "g");

/** A line without the colours that stern gives to what stands around an event. */
export const uncoloured = (line: Raw): Raw =>
	line.chars.includes(ESCAPE) ? { chars: line.chars.replaceAll(COLOURS, ""), isBytes: line.isBytes } : line;

/** The text without what may stand before and behind it. */
export const bare = ({ chars, isBytes }: Raw): Raw => ({ chars: chars.replace(LEADING, "").replace(/[\r\n]+$/, ""), isBytes });

/** JSON on one line, without what stands behind it. */
export const compacted = ({ chars, isBytes }: Raw): Raw => ({ chars: chars.includes("\n") ? compact(chars) : chars.trimEnd(), isBytes });

/** Each line of a text. */
export const linesOf = ({ chars, isBytes }: Raw): Raw[] => chars.split("\n").map((line) => ({ chars: line, isBytes }));
