import { expect, it } from "vitest";
import { known } from "../../src/audit/known.ts";

interface Thing {
	readonly a?: number;
	readonly b?: string | null;
	readonly c?: boolean;
}

it.each([
	[{ a: 1, b: undefined, c: undefined }, { a: 1 }],
	[{ a: undefined, b: undefined, c: undefined }, {}],
	[
		{ a: 0, b: "", c: false },
		{ a: 0, b: "", c: false },
	],
	[
		{ a: 1, b: null, c: true },
		{ a: 1, b: null, c: true },
	],
])("what is undefined is left out, and nothing else: %j", (entries, left) => {
	expect(known<Thing>(entries)).toStrictEqual(left);
});

it("leaves what it was given as it was, in its order", () => {
	const entries = { b: "x", a: undefined, c: true };
	expect(Object.keys(known<Thing>(entries))).toEqual(["b", "c"]);
	expect(Object.keys(entries)).toEqual(["b", "a", "c"]);
});
