/**
 * What a terminal would obey or a reader would not see: control characters, escapes, bidi and zero-width marks, lone
 * surrogates, private use, fillers, and every space but the plain one. Names, paths, user agents and messages are
 * chosen by whoever sends a request.
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000]/gu;
const PLAIN = /^[\x20-\x7e]*$/;
const BARE = /^[A-Za-z0-9._:@#/+=-]+$/;
const BARE_PATH = /^\/[\x21\x23-\x5b\x5d-\x7e]*$/;

/** Text with every unsafe character written as an escape that a person can read: `\x1b`, `\n`, `\u202e`. */
export const safe = (text: string): string => (PLAIN.test(text) ? text : text.replace(UNSAFE, visible));

/** Free text for a note: safe, and with single spaces, so that it cannot look like two notes. */
export const safeNote = (text: string): string => safe(text.trim().replaceAll(/\s+/g, " "));

/** A name as rows show it: as it is when it holds only ordinary characters, else quoted, so that it cannot look like another column. */
export const quotedName = (name: string): string => (BARE.test(name) ? name : quoted(name));

/** A path with its query as rows show it; what a percent-encoded path cannot hold is quoted. */
export const quotedPath = (path: string): string => (BARE_PATH.test(path) ? path : quoted(path));

/** JSON text with what is unsafe inside its strings escaped the JSON way: the same value, harmless on a screen. */
export const safeJson = (json: string): string => (PLAIN.test(json) ? json : json.replace(UNSAFE, jsonEscape));

/** A tab stands between tokens if anywhere: inside a string JSON does not allow it. */
const jsonEscape = (character: string): string =>
	character === "\t" ? " " : Array.from({ length: character.length }, (_none, at) => `\\u${hex(character.charCodeAt(at), 4)}`).join("");

/** Safe text in quotes, whatever it holds. */
export const quoted = (text: string): string => `"${singleSpaced(safe(text.replaceAll(/["\\]/g, String.raw`\$&`)))}"`;

/** Two spaces stand before a note: a text that is quoted never holds two in a row. */
export const singleSpaced = (text: string): string => text.replaceAll(/ (?= )/g, String.raw`\x20`);

const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function visible(character: string): string {
	const code = character.codePointAt(0) ?? 0;
	if (SHORT[character]) return SHORT[character];
	if (code <= 0xff) return `\\x${hex(code, 2)}`;
	return code <= 0xffff ? `\\u${hex(code, 4)}` : `\\u{${code.toString(16)}}`;
}

const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, "0");
