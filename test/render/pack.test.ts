import fc from "fast-check";
import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import { cut, packed, pad, wordsOf } from "../../src/render/pack.ts";

const spaced = (...texts: string[]) => texts.map((text) => ({ gap: " ", text }));

describe("pieces are packed", () => {
	it.each<[what: string, texts: string[], first: number, below: number, rows: string[]]>([
		["on one row where they fit", ["a", "b", "c"], 5, 5, ["a b c"]],
		["on as few as they fit on", ["aa", "bb", "cc"], 5, 5, ["aa bb", "cc"]],
		["by the width of each row", ["aa", "bb", "cc", "dd"], 2, 8, ["aa", "bb cc dd"]],
		["one that is wider than a row on a row of its own", ["a", "bbbbbbbb", "c"], 5, 5, ["a", "bbbbbbbb", "c"]],
		["by what a terminal shows", ["日本", "a"], 5, 5, ["日本", "a"]],
		["without a blank at the end of a row", ["aa  ", "bb   ", "cc"], 5, 5, ["aa", "bb", "cc"]],
		["on no row where there are none", [], 5, 5, []],
	])("%s", (_what, texts, first, below, rows) => {
		expect(packed(spaced(...texts), first, below)).toEqual(rows);
	});

	it("all of them, in their order, and no row is wider than it may be but by one piece", () => {
		const word = fc.string({ unit: fc.constantFrom("a", "b", "日"), minLength: 1, maxLength: 10 });
		fc.assert(
			fc.property(
				fc.array(word, { maxLength: 12 }),
				fc.integer({ min: 1, max: 20 }),
				fc.integer({ min: 1, max: 20 }),
				(words, first, below) => {
					const rows = packed(spaced(...words), first, below);
					expect(rows.join(" ")).toBe(words.join(" "));
					rows.forEach((row, at) => {
						if (row.includes(" ")) expect(stringWidth(row)).toBeLessThanOrEqual(at === 0 ? first : below);
					});
				},
			),
		);
	});
});

it("texts are told apart by two spaces, words by one", () => {
	expect(packed(wordsOf(["a b", "c"]), 20, 20)).toEqual(["a b  c"]);
	expect(packed(wordsOf(["a b", "c"]), 3, 3)).toEqual(["a b", "c"]);
});

it.each([
	["a", 3, "a  "],
	["日", 3, "日 "],
	["abcd", 3, "abcd"],
	["", 2, "  "],
])("%j is padded to %i columns", (text, width, padded) => {
	expect(pad(text, width)).toBe(padded);
});

describe("a text is cut", () => {
	it.each([
		["abcd", 4, "abcd"],
		["abcde", 4, "abc…"],
		["日本日本", 5, "日本…"],
		["日本日本", 6, "日本…"],
		["😀😀😀", 4, "😀…"],
		["abc", 1, "…"],
		["", 0, ""],
	])("%j at %i columns: %s", (text, width, shown) => {
		expect(cut(text, width)).toBe(shown);
	});

	it("to the width, and only where it is wider", () => {
		fc.assert(
			fc.property(fc.string({ unit: fc.constantFrom("a", "日", "é", " ") }), fc.integer({ min: 1, max: 30 }), (text, width) => {
				const shown = cut(text, width);
				expect(stringWidth(shown)).toBeLessThanOrEqual(width);
				expect(shown === text || (shown.endsWith("…") && text.startsWith(shown.slice(0, -1)))).toBe(true);
			}),
		);
	});
});
