import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compact, memberText, parseJSON } from "../../src/decode/json-text.ts";

it("compacts JSON to what JSON.stringify gives, however it was printed", () => {
	fc.assert(
		fc.property(fc.json(), fc.integer({ min: 0, max: 8 }), (json, indent) => {
			const value: unknown = JSON.parse(json);
			expect(compact(JSON.stringify(value, undefined, indent))).toBe(JSON.stringify(value));
		}),
	);
});

it("leaves tokens as they were written", () => {
	expect(compact('{ "a" : 1.0,\n\t"a": 12345678901234567890 , "s": " \\" { } " }\r\n')).toBe(
		'{"a":1.0,"a":12345678901234567890,"s":" \\" { } "}',
	);
});

it.each([
	[10_000, true],
	[10_001, false],
])("%i levels can be parsed: %j", (levels, isParsed) => {
	const padding = " ".repeat(1_000_000); // shorter texts cannot exhaust the parser
	expect(parseJSON(`${"[".repeat(levels)}${"]".repeat(levels)}${padding}`) !== undefined).toBe(isParsed);
	expect(parseJSON(JSON.stringify("[".repeat(levels)) + padding)).toBeDefined();
});

it.each([
	['{"a": 1, "message": {"n": 1.0, "b": "}"} , "c": 2}', '{"n": 1.0, "b": "}"}'],
	['{"a":{"message":1},"message":[1,2]}', "[1,2]"],
	['{"message":null}', "null"],
	['{"a":"\\"message\\":1"}', undefined],
	["{}", undefined],
])("the text of a member: %s", (json, text) => {
	expect(memberText(json, "message")).toBe(text);
});

describe("JSON that would take time or memory without bounds", () => {
	const array = (elements: number) => `[${"{},".repeat(elements - 1)}{}]`;
	it.each([
		["an array of as many elements as a line may have", array(499_999), true],
		["a longer one", array(500_001), false],
		["several of them", `[${array(400_000)},${array(400_000)}]`, true],
		["as many objects as a line may have", `[${Array.from({ length: 7 }, () => array(400_000)).join(",")}]`, true],
		["more of them", `[${Array.from({ length: 8 }, () => array(400_000)).join(",")}]`, false],
		["as many commas in a text", JSON.stringify({ text: ",".repeat(1_000_000) }), true],
	])("is not parsed: %s", (_what, json, isParsed) => {
		expect(parseJSON(json) !== undefined).toBe(isParsed);
	});
});
