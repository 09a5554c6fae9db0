const QUOTE = 34;
const BACKSLASH = 92;
const BRACE = 123;
const CLOSING_BRACE = 125;
const COMMA = 44;
const COLON = 58;
/** What each character does to the depth, by its code: { and [ open, } and ] close. An array of bytes is twice as fast as any other. */
const DEPTH = new Int8Array(2 ** 16);
for (const [char, change] of [
	["{", 1],
	["[", 1],
	["}", -1],
	["]", -1],
] as const)
	DEPTH[char.charCodeAt(0)] = change;
/** True for what stands around and between the values of JSON. */
const isMark = (code: number): boolean => DEPTH[code] !== 0 || code === COMMA || code === COLON;

/**
 * JSON text on one line: the white space between its tokens removed, every token left as it was written, so that long
 * integers, duplicate keys and escapes survive (k8s.io/apiserver keeps them in bodies).
 */
export function compact(json: string): string {
	const parts: string[] = [];
	let start = 0;
	let quoted = false;
	for (let at = 0; at < json.length; at += 1) {
		const code = json.charCodeAt(at);
		if (quoted && code === BACKSLASH) at += 1;
		else if (code === QUOTE) quoted = !quoted;
		else if (!quoted && isSpace(code)) {
			parts.push(json.slice(start, at));
			start = at + 1;
		}
	}
	parts.push(json.slice(start));
	return parts.join("");
}

/** The four characters that may stand between JSON tokens (RFC 8259, 2), and a byte order mark. */
const isSpace = (code: number): boolean => code === 32 || code === 10 || code === 13 || code === 9 || code === 0xfeff;

/** Levels that no event has: the API server's own decoder stops at 10,000 (sigs.k8s.io/json). */
export const DEEPEST = 10_000;

/**
 * Elements that no array of an event has: of the smallest objects there are, so many would be a longer line than any. V8 looks at
 * all those that are parsed each time that it clears its nursery, so that the time is quadratic in them.
 */
const MOST_ELEMENTS = 500_000;

/** Objects and arrays that no event has either: each takes some 80 bytes. */
const MOST_OBJECTS = 3_000_000;

/** True for JSON text that is nested deeper, or has a longer array or more objects, than any event: it takes memory, or time, without bounds. */
function isMonstrous(json: string): boolean {
	const census = new Census();
	let quoted = false;
	for (let at = 0; at < json.length && !census.isTooMuch; at += 1) {
		const code = json.charCodeAt(at);
		if (quoted && code === BACKSLASH) at += 1;
		else if (code === QUOTE) quoted = !quoted;
		else if (!quoted && isMark(code)) census.add(code);
	}
	return census.isTooMuch;
}

/** Counts what a JSON text has, by its brackets and commas. */
class Census {
	/** The commas so far in each object and array that is open. */
	readonly #commas = [0];
	#objects = 0;
	isTooMuch = false;

	add(code: number): void {
		const change = DEPTH[code] ?? 0;
		if (change > 0) this.#objects += this.#commas.push(0) > DEEPEST + 1 ? MOST_OBJECTS + 1 : 1;
		else if (change < 0) this.#commas.pop();
		else if (code === COMMA) this.#element();
		this.isTooMuch ||= this.#objects > MOST_OBJECTS;
	}

	#element(): void {
		const count = (this.#commas.pop() ?? 0) + 1;
		this.#commas.push(count);
		this.isTooMuch ||= count >= MOST_ELEMENTS;
	}
}

/** True for an object that lacks its end, as torn ones do: an exception takes some ten times as long to find that out. */
function isUnclosed(text: string): boolean {
	if (text.charCodeAt(0) !== BRACE) return false;
	let end = text.length - 1;
	while (isSpace(text.charCodeAt(end))) end -= 1;
	return text.charCodeAt(end) !== CLOSING_BRACE;
}

/** Where in a JSON text one stands, which may go on. */
export interface Nesting {
	/** How many objects and arrays are open. */
	readonly depth: number;
	readonly isQuoted: boolean;
	/** True right behind a backslash in a string. */
	readonly isEscaped: boolean;
}

/** Where one stands at the end of a text that begins where `from` says. Says nothing of whether it is JSON. */
export function nestingAfter(text: string, from: Nesting = { depth: 0, isQuoted: false, isEscaped: false }): Nesting {
	let { depth, isQuoted } = from;
	let at = from.isEscaped ? 1 : 0;
	for (; at < text.length; at += 1) {
		const code = text.charCodeAt(at);
		if (isQuoted && code === BACKSLASH) at += 1;
		else if (code === QUOTE) isQuoted = !isQuoted;
		else if (!isQuoted) depth += DEPTH[code] ?? 0;
	}
	return { depth, isQuoted, isEscaped: at > text.length };
}

/** Texts of more characters are looked at before they are parsed. */
const LONG = 1_000_000;

/** The value, or undefined for what is no JSON, nested too deep, or an endless array: the parser takes 50 bytes and more for a level. */
export function parseJSON(text: string): unknown {
	if (isUnclosed(text) || (text.length > LONG && isMonstrous(text))) return undefined;
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** Where the object that a text begins with ends, behind its brace; undefined where it does not. */
export function endOfObject(text: string): number | undefined {
	let depth = 0;
	for (let at = 0; at < text.length; at += 1) {
		const code = text.charCodeAt(at);
		if (code === QUOTE) at = endOfString(text, at);
		else depth += DEPTH[code] ?? 0;
		if (at < 0) return undefined;
		if (depth === 0) return at + 1;
	}
	return undefined;
}

/** The place of the quote that ends the string which begins there; -1 where the line ends first, which JSON does not allow. */
export function endOfString(line: string, from: number): number {
	for (let at = from + 1; at < line.length; at += 1) {
		const code = line.charCodeAt(at);
		if (code === BACKSLASH) at += 1;
		else if (code === QUOTE) return at;
	}
	return -1;
}

/** The text of a member's value in the text of an object, as it stands there behind a blank; undefined where there is none. */
export function memberText(json: string, key: string): string | undefined {
	const name = JSON.stringify(key);
	let from = 0;
	let start: number | undefined;
	for (const { at, code, depth } of marks(json)) {
		if (depth > 1) continue;
		if (start !== undefined && (code === COMMA || depth === 0)) return json.slice(start, at).replace(/^ /, "").trimEnd();
		if (code === COLON && start === undefined && json.slice(from, at).trim() === name) start = at + 1;
		from = at + 1;
	}
	return undefined;
}

/** The brackets, commas and colons outside of strings, each with how many objects and arrays are open behind it. */
function* marks(json: string): Generator<{ at: number; code: number; depth: number }> {
	let depth = 0;
	let isQuoted = false;
	for (let at = 0; at < json.length; at += 1) {
		const code = json.charCodeAt(at);
		if (isQuoted && code === BACKSLASH) at += 1;
		else if (code === QUOTE) isQuoted = !isQuoted;
		else if (!isQuoted && isMark(code)) {
			depth += DEPTH[code] ?? 0;
			yield { at, code, depth };
		}
	}
}
