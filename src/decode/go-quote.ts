/** What stands for one character behind a backslash in Go's `%q`. */
const NAMED: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11, "\\": 92, '"': 34 };
const ESCAPE = /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|([abfnrtv\\"]))/g;

/** A Go string literal, quotes included, as the source of a pattern with the flag `u`; it has no control characters. Takes time linear in the text. */
export const GO_QUOTED = String.raw`"[^"\\\p{Cc}]*(?:\\.[^"\\\p{Cc}]*)*"`;

/** The text of a Go string literal (strconv.Quote): `\xff` is a byte, and bytes that are no UTF-8 become U+FFFD. */
export function unquoted(literal: string): string {
	const inner = literal.slice(1, -1);
	if (!inner.includes("\\")) return inner;
	const parts: Buffer[] = [];
	let from = 0;
	for (const found of inner.matchAll(ESCAPE)) {
		parts.push(Buffer.from(inner.slice(from, found.index)), meant(found));
		from = found.index + found[0].length;
	}
	return Buffer.concat([...parts, Buffer.from(inner.slice(from))]).toString();
}

/** The bytes that an escape stands for. */
function meant([, byte, short, long, name = ""]: RegExpMatchArray): Buffer {
	if (byte) return Buffer.of(Number.parseInt(byte, 16));
	const point = short ?? long;
	if (!point) return Buffer.of(NAMED[name] ?? 63);
	const code = Number.parseInt(point, 16);
	return Buffer.from(code <= 0x10ffff ? String.fromCodePoint(code) : "\uFFFD");
}

const ITEM = new RegExp(`(${GO_QUOTED}),?`, "uy");

/** The texts of a comma-separated list of Go string literals, up to what is none. */
export function unquotedList(list: string): string[] {
	const texts: string[] = [];
	ITEM.lastIndex = 0;
	for (let item = ITEM.exec(list); item; item = ITEM.exec(list)) texts.push(unquoted(item[1] ?? ""));
	return texts;
}
