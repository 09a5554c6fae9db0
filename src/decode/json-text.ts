const QUOTE = 34;
const BACKSLASH = 92;

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

/** By how much a line opens more than it closes, strings aside; undefined where it ends inside a string, which JSON cannot. */
export function depthChange(line: string): number | undefined {
	let depth = 0;
	let quoted = false;
	for (let at = 0; at < line.length; at += 1) {
		const code = line.charCodeAt(at);
		if (quoted && code === BACKSLASH) at += 1;
		else if (code === QUOTE) quoted = !quoted;
		else if (!quoted) depth += DEPTH[code] ?? 0;
	}
	return quoted ? undefined : depth;
}

/** Levels that no event has: the API server's own decoder stops at 10,000 (sigs.k8s.io/json). */
const DEEPEST = 10_000;

/** True for JSON text nested deeper than any event is. */
export function isTooDeep(json: string): boolean {
	let depth = 0;
	let quoted = false;
	for (let at = 0; at < json.length && depth <= DEEPEST; at += 1) {
		const code = json.charCodeAt(at);
		if (quoted && code === BACKSLASH) at += 1;
		else if (code === QUOTE) quoted = !quoted;
		else if (!quoted) depth += DEPTH[code] ?? 0;
	}
	return depth > DEEPEST;
}

/** { and [ open, } and ] close. */
const DEPTH: Readonly<Record<number, number>> = { 123: 1, 91: 1, 125: -1, 93: -1 };
