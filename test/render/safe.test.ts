import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quoted, quotedName, quotedPath, safe, safeJson, safeNote } from "../../src/render/safe.ts";

/** What design.md forbids in text: C0, DEL, C1, ESC, bidi and zero-width marks; and what would break a line or a screen. */
const FORBIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;
/** Every space but the plain one. */
const STRANGE_SPACE = /[^\P{Zs} ]/u;
const BARE = /^[A-Za-z0-9._:@#/+=-]+$/;

/** Any sequence of UTF-16 units, lone surrogates too, and texts made of what is dangerous. */
const hostile = fc.oneof(
	fc.string({ unit: "binary" }),
	fc.array(fc.nat(0xffff), { maxLength: 8 }).map((units) => String.fromCharCode(...units)),
	fc.string({
		unit: fc.constantFrom("a", '"', "\\", " ", "\x1b", "\n", "x", "1", "b", "u", "{", "}", "\u202e", "\u200b", "\u009b", "\u{e0041}"),
	}),
);

/** Reads what stands in quotes, by the rules of the escapes that rows use. */
function unquoted(text: string): string {
	if (!text.startsWith('"')) return text;
	return text
		.slice(1, -1)
		.replaceAll(/\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|u\{([0-9a-f]+)\}|([\s\S]))/g, (_whole, ...codes: (string | undefined)[]) => {
			const hex = codes[0] ?? codes[1] ?? codes[2];
			if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
			return { n: "\n", r: "\r", t: "\t" }[codes[3] ?? ""] ?? codes[3] ?? "";
		});
}

describe("safe text", () => {
	it.each([
		["\x1b[31mred", "\\x1b[31mred"],
		["a\nb\r\tc", "a\\nb\\r\\tc"],
		["\x00\x07\x7f", "\\x00\\x07\\x7f"],
		["\u009b31m", "\\x9b31m"],
		["\u202eevil\u202c", "\\u202eevil\\u202c"],
		["\u2066a\u2069", "\\u2066a\\u2069"],
		["zero\u200bwidth\ufeff", "zero\\u200bwidth\\ufeff"],
		["\u00ad", "\\xad"],
		["\u2028\u2029", "\\u2028\\u2029"],
		["\u{e0041}", "\\u{e0041}"],
		["\ud800", "\\ud800"],
		["a\u00a0b\u3000c", "a\\xa0b\\u3000c"],
		["\u3164", "\\u3164"],
		["日本 café 😀", "日本 café 😀"],
		["plain ~ text", "plain ~ text"],
	])("of %j is %s", (text, shown) => {
		expect(safe(text)).toBe(shown);
	});

	it.each([
		["safe", safe],
		["safeNote", safeNote],
		["quoted", quoted],
		["quotedName", quotedName],
		["quotedPath", quotedPath],
	])("of %s never holds what a terminal obeys or a reader does not see", (_name, make) => {
		fc.assert(
			fc.property(hostile, (text) => {
				expect(make(text)).not.toMatch(FORBIDDEN);
				expect(make(text)).not.toMatch(STRANGE_SPACE);
			}),
			{ numRuns: 1000 },
		);
	});

	it("is the same when it is made safe again", () => {
		fc.assert(fc.property(hostile, (text) => safe(safe(text)) === safe(text)));
	});

	it.each([
		["variation selector", "\ufe0f"],
		["variation selector of the supplement", "\u{e0100}"],
		["combining grapheme joiner", "\u034f"],
		["Mongolian variation selector", "\u180b"],
		["inherent vowel", "\u17b4"],
		["Braille blank", "\u2800"],
	])("shows what nobody sees: a %s", (_what, mark) => {
		expect(safe(`a${mark}b`)).not.toContain(mark);
	});
});

describe("a name", () => {
	it.each([
		["alice", "alice"],
		["system:serviceaccount:dev:builder", "system:serviceaccount:dev:builder"],
		["nina.073@example.com", "nina.073@example.com"],
		["https://issuer.example.com#carol", "https://issuer.example.com#carol"],
		["https://issuer.example.com#carol <carol&co>", '"https://issuer.example.com#carol <carol&co>"'],
		["(nobody)", '"(nobody)"'],
		["*", '"*"'],
		["?", '"?"'],
		["", '""'],
		["-", "-"],
		["bob as alice", '"bob as alice"'],
		['say "hi"', '"say \\"hi\\""'],
		["a\\b", '"a\\\\b"'],
		["\x00\x01x", '"\\x00\\x01x"'],
		["日本", '"日本"'],
		["alice\n", '"alice\\n"'],
		["a   b", '"a\\x20\\x20 b"'],
	])("%j is shown as %s", (name, shown) => {
		expect(quotedName(name)).toBe(shown);
	});

	it("looks bare only where it is bare", () => {
		fc.assert(
			fc.property(fc.oneof(hostile, fc.stringMatching(BARE)), (name) => {
				expect(BARE.test(quotedName(name))).toBe(BARE.test(name));
				if (BARE.test(name)) expect(quotedName(name)).toBe(name);
				else expect(quotedName(name)).toMatch(/^".*"$/);
			}),
			{ numRuns: 1000 },
		);
	});

	it("can be read back, so that no two names are shown the same", () => {
		fc.assert(
			fc.property(hostile, (name) => unquoted(quotedName(name)) === name),
			{ numRuns: 3000 },
		);
	});

	it("cannot look like two notes, which two spaces part", () => {
		fc.assert(
			fc.property(fc.oneof(hostile, fc.string({ unit: fc.constantFrom(" ", "a", "\\") })), (name) => !quotedName(name).includes("  ")),
		);
	});

	it("does not end its quotes before its end", () => {
		fc.assert(fc.property(hostile, (name) => /^"(?:[^"\\]|\\.)*"$/u.test(quoted(name))));
	});
});

describe("a path", () => {
	it.each([
		["/", "/"],
		["/api/v1/pods?limit=500&fieldSelector=metadata.name%3Dx", "/api/v1/pods?limit=500&fieldSelector=metadata.name%3Dx"],
		["/a*(b)!~'", "/a*(b)!~'"],
		["", '""'],
		["*", '"*"'],
		["alice", '"alice"'],
		["/a b", '"/a b"'],
		['/a"b', '"/a\\"b"'],
		["/a\\b", '"/a\\\\b"'],
		["/é", '"/é"'],
		["/a\x1b", '"/a\\x1b"'],
	])("%j is shown as %s", (path, shown) => {
		expect(quotedPath(path)).toBe(shown);
	});

	it("can be read back, so that no two paths are shown the same", () => {
		fc.assert(
			fc.property(
				fc.oneof(
					hostile,
					hostile.map((text) => `/${text}`),
				),
				(path) => unquoted(quotedPath(path)) === path,
			),
		);
	});

	it("that looks bare holds no blank", () => {
		fc.assert(fc.property(hostile, (path) => !quotedPath(`/${path}`).startsWith("/") || !quotedPath(`/${path}`).includes(" ")));
	});
});

describe("free text in a note", () => {
	it.each([
		["  a  b\n\tc ", "a b c"],
		["a\x1bb", "a\\x1bb"],
		["a\u00a0\u00a0b", "a b"],
		["", ""],
	])("%j is shown as %j", (text, shown) => {
		expect(safeNote(text)).toBe(shown);
	});

	it("cannot look like two notes, which two spaces part", () => {
		fc.assert(
			fc.property(
				fc.oneof(hostile, fc.string({ unit: fc.constantFrom(" ", "\n", "a", "\u2003", "\ufeff") })),
				(text) => !/ {2}|^ | $/.test(safeNote(text)),
			),
		);
	});
});

describe("JSON on a screen", () => {
	const value = fc.jsonValue({ stringUnit: "binary" });
	const texts = fc.dictionary(hostile, hostile);

	it.each([
		['{"a":"\x7f"}', '{"a":"\\u007f"}'],
		['{"a":"\u009b\u202e"}', '{"a":"\\u009b\\u202e"}'],
		['{"a":"\u{e0041}"}', '{"a":"\\udb40\\udc41"}'],
		['{"a":"日本"}', '{"a":"日本"}'],
		['{"a":"\\u001b"}', '{"a":"\\u001b"}'],
	])("%j is %s", (json, shown) => {
		expect(safeJson(json)).toBe(shown);
	});

	it("is the same value, and harmless", () => {
		fc.assert(
			fc.property(fc.oneof(value, texts), (any) => {
				const json = JSON.stringify(any);
				expect(JSON.parse(safeJson(json))).toEqual(JSON.parse(json));
				expect(safeJson(json)).not.toMatch(FORBIDDEN);
			}),
			{ numRuns: 1000 },
		);
	});

	it("is the same value where a tab stands between its tokens", () => {
		expect(JSON.parse(safeJson('{"a":1,\t"b":2}'))).toEqual({ a: 1, b: 2 });
	});
});
