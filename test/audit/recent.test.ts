import fc from "fast-check";
import { expect, it } from "vitest";
import { Recent } from "../../src/audit/recent.ts";

const filled = (limit: number, keys: readonly string[]): Recent => {
	const recent = new Recent(limit);
	for (const key of keys) recent.add(key);
	return recent;
};

it("remembers what was added", () => {
	expect(filled(3, ["a", "b"]).has("a")).toBe(true);
	expect(filled(3, ["a", "b"]).has("c")).toBe(false);
});

it("forgets the oldest beyond the limit", () => {
	const recent = filled(2, ["a", "b", "c"]);
	expect(["a", "b", "c"].map((key) => recent.has(key))).toEqual([false, true, true]);
});

it("remembers nothing where the limit is 0", () => {
	expect(filled(0, ["a"]).has("a")).toBe(false);
});

it.each(["__proto__", "constructor", ""])("takes %j for a key like any other", (key) => {
	expect(new Recent(2).has(key)).toBe(false);
	expect(filled(2, [key]).has(key)).toBe(true);
});

it("remembers exactly the last keys, however many came", () => {
	fc.assert(
		fc.property(fc.nat(8), fc.uniqueArray(fc.string(), { maxLength: 30 }), (limit, keys) => {
			const recent = filled(limit, keys);
			const last = limit === 0 ? [] : keys.slice(-limit);
			expect(keys.filter((key) => recent.has(key))).toEqual(last);
		}),
	);
});

// The ring holds the key twice, and the elder leaving takes the younger with it. The pairer never adds a key that is remembered.
it("remembers a key that was added again", () => {
	expect(filled(3, ["a", "b", "a", "c"]).has("a")).toBe(true);
});
