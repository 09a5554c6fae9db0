import fc from "fast-check";
import { expect, it } from "vitest";
import { compact, depthChange, isTooDeep } from "../../src/decode/json-text.ts";

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
	["{", 1],
	['{"a": [', 2],
	["}],", -2],
	['"}": "{[",', 0],
	['"a\\"{": {', 1],
	['"torn', undefined],
])("%j opens %j more than it closes", (line, change) => {
	expect(depthChange(line)).toBe(change);
});

it.each([
	[10_000, false],
	[10_001, true],
])("%i levels are too deep: %j", (levels, isDeep) => {
	expect(isTooDeep(`${"[".repeat(levels)}${"]".repeat(levels)}`)).toBe(isDeep);
	expect(isTooDeep(JSON.stringify("[".repeat(levels)))).toBe(false);
});
