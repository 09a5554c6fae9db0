import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GO_QUOTED, unquoted, unquotedList } from "../../src/decode/go-quote.ts";

const NAMED: Readonly<Record<number, string>> = { 7: "a", 8: "b", 9: "t", 10: "n", 11: "v", 12: "f", 13: "r", 34: '"', 92: "\\" };
const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, "0");

/** Go's strconv.Quote, which `%q` is, but for what it asks of Unicode's tables: `isPrint` says which characters stay as they are. */
function quote(bytes: Buffer, isPrint: (point: number) => boolean): string {
	let out = "";
	for (let at = 0; at < bytes.length; ) {
		const length = [1, 2, 3, 4].find((size) => isCharacter(bytes.subarray(at, at + size)));
		if (length === undefined) out += `\\x${hex(bytes[at] ?? 0, 2)}`;
		else out += quotedCharacter(bytes.subarray(at, at + length).toString(), isPrint);
		at += length ?? 1;
	}
	return `"${out}"`;
}

const isCharacter = (bytes: Buffer): boolean => {
	const text = bytes.toString();
	return [...text].length === 1 && Buffer.from(text).equals(bytes);
};

function quotedCharacter(character: string, isPrint: (point: number) => boolean): string {
	const point = character.codePointAt(0) ?? 0;
	const name = NAMED[point];
	if (name !== undefined) return `\\${name}`;
	if (point >= 0x20 && point !== 0x7f && (point < 0x7f || (point > 0x9f && isPrint(point)))) return character;
	if (point < 0x80) return `\\x${hex(point, 2)}`;
	return point < 0x10000 ? `\\u${hex(point, 4)}` : `\\U${hex(point, 8)}`;
}

const bytes = fc
	.array(
		fc.oneof(
			fc.string({ unit: "binary", maxLength: 6 }).map((text) => Buffer.from(text)),
			fc.uint8Array({ maxLength: 6 }).map((some) => Buffer.from(some)),
			fc.constantFrom("\\x41", "\\", '"', '\\"', "\n", "\u202E", "\uFEFF", "\uFFFD", "\u0085", "😀", "é").map((text) => Buffer.from(text)),
		),
		{ maxLength: 8 },
	)
	.map((parts) => Buffer.concat(parts));
const isPrint = fc.func(fc.boolean());

describe("a Go string literal", () => {
	it("gives back the bytes that were quoted, decoded", () => {
		fc.assert(
			fc.property(bytes, isPrint, (input, print) => {
				expect(unquoted(quote(input, print))).toBe(input.toString());
			}),
			{ numRuns: 500 },
		);
	});

	it("is found whole, whatever is in it", () => {
		const whole = new RegExp(`^${GO_QUOTED}$`, "u");
		fc.assert(
			fc.property(bytes, isPrint, (input, print) => {
				expect(quote(input, print)).toMatch(whole);
				expect(`${quote(input, print)} `).not.toMatch(whole);
			}),
		);
	});

	it("gives back each of a list of them, as the groups of a legacy line", () => {
		fc.assert(
			fc.property(fc.array(bytes, { maxLength: 5 }), isPrint, (inputs, print) => {
				const list = inputs.map((input) => quote(input, print)).join(",");
				const asList = unquoted(quote(Buffer.from(list), print));
				expect(unquotedList(asList)).toEqual(inputs.map((input) => input.toString()));
			}),
		);
	});

	it.each([
		['""', ""],
		['"plain"', "plain"],
		[String.raw`"\a\b\f\n\r\t\v\\\""`, '\u0007\b\f\n\r\t\v\\"'],
		[String.raw`"\x00\x1b\x7f"`, "\0\u001B\u007F"],
		[String.raw`"\xc3\xa9"`, "é"],
		[String.raw`"\xff"`, "\uFFFD"],
		[String.raw`"a\xc3"`, "a\uFFFD"],
		[String.raw`"\u202e\u0085\ufeff"`, "\u202E\u0085\uFEFF"],
		[String.raw`"\U0001f600\U000e0001"`, "😀\u{E0001}"],
		[String.raw`"\\xff \\u0041 \\n"`, String.raw`\xff \u0041 \n`],
		[String.raw`"\\\\xff"`, String.raw`\\xff`],
		[String.raw`"\\\xff"`, "\\\uFFFD"],
		[String.raw`"\x411"`, "A1"],
		[String.raw`"\u00411"`, "A1"],
		['"é 😀 \uFFFD"', "é 😀 \uFFFD"],
	])("%s", (literal, text) => {
		expect(unquoted(literal)).toBe(text);
	});

	it.each([
		["a backslash that nothing knows", String.raw`"\q"`, String.raw`\q`],
		["half an escape", String.raw`"\x4"`, String.raw`\x4`],
		["half a surrogate", String.raw`"\ud800"`, "\uFFFD"],
		["a character beyond Unicode", String.raw`"\U00110000"`, "\uFFFD"],
		["the largest escape", String.raw`"\Uffffffff"`, "\uFFFD"],
	])("that no Go wrote is no error: %s", (_what, literal, text) => {
		expect(unquoted(literal)).toBe(text);
	});
});

it.each([
	["", []],
	['"a"', ["a"]],
	['"system:masters","system:authenticated"', ["system:masters", "system:authenticated"]],
	['"a,b","c\\",\\"d",""', ["a,b", 'c","d', ""]],
	["<none>", []],
])("the texts of a list: %s", (list, texts) => {
	expect(unquotedList(list)).toEqual(texts);
});
