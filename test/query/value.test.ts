import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { QueryError } from "../../src/query/query-error.ts";
import { glob, literal, matcher, parseValues, type Value } from "../../src/query/value.ts";

const only = async (argument: string): Promise<Value> => {
	const values = await parseValues("user", argument);
	expect(values).toHaveLength(1);
	return values[0] as Value;
};
const matches = async (argument: string, text: string): Promise<boolean> => matcher(await only(argument))(text);

describe("an argument", () => {
	it.each<[argument: string, values: [text: string, negated: boolean][]]>([
		["alice", [["alice", false]]],
		[
			"alice,bob",
			[
				["alice", false],
				["bob", false],
			],
		],
		[
			"!alice,-bob,carol",
			[
				["alice", true],
				["bob", true],
				["carol", false],
			],
		],
		["CN=a\\,OU=b", [["CN=a\\,OU=b", false]]],
		["a\\\\,b", [["a\\\\", false] as [string, boolean], ["b", false] as [string, boolean]]],
		["\\!alice", [["\\!alice", false]]],
		[
			" alice , !bob ",
			[
				["alice", false],
				["bob", true],
			],
		],
		["!!alice", [["!alice", true]]],
		["a-b!c", [["a-b!c", false]]],
		['""', [["", false]]],
		['!""', [["", true]]],
	])("%j stands for its values", async (argument, values) => {
		expect((await parseValues("user", argument)).map(({ text, negated }) => [text, negated])).toEqual(values);
	});

	it.each(["", ",", "a,", ",a", "a,,b", "!", "-", "a,!"])("%j has an empty value in it, which is refused", async (argument) => {
		await expect(parseValues("user", argument)).rejects.toThrow(QueryError);
	});

	it("names its flag in each value", async () => {
		expect((await parseValues("not-user", "a,re")).map(({ flag }) => flag)).toEqual(["not-user", "not-user"]);
	});
});

describe("re:", () => {
	it.each([
		["re:ali", "alice", true],
		["re:^ali$", "alice", false],
		["re:a{1,3}", "aa", true],
		["re:a,b", "a,b", true],
		["re:a,b", "a", false],
		["re:", "anything", true],
		["re:(?i)ALICE", "alice", true],
		["re:\\.", "a", false],
		["re:a$", "a\nb", false],
		["re:日.*<", "日本 <x>", true],
		["\\re:a", "re:a", true],
		["\\re:a", "a", false],
	])("%s over %j: %s", async (argument, text, expected) => {
		expect(await matches(argument, text)).toBe(expected);
	});

	it.each([
		["!re:a,b", true],
		["-re:a", true],
		["re:!a", false],
	])("%s is negated: %s", async (argument, negated) => {
		expect((await only(argument)).negated).toBe(negated);
	});

	it.each(["re:(", "re:a**", "re:(?=a)", "re:(a)\\1", "re:[z-a]"])("%s is no regular expression of RE2", async (argument) => {
		await expect(parseValues("user", argument)).rejects.toThrow(
			new RegExp(`^--user ${JSON.stringify(argument).replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&")}: no regular expression`),
		);
	});

	it("is done with a hostile text in the time of a reader's blink", async () => {
		expect(await matches("re:^(a+)+$", `${"a".repeat(20_000)}!`)).toBe(false);
	});

	it.each(["alice,re:^bob", "alice,!re:^bob"])("behind a comma is refused, since it would take the rest: %s", async (argument) => {
		await expect(parseValues("user", argument)).rejects.toThrow(QueryError);
		await expect(parseValues("user", argument)).rejects.toHaveProperty("hint", "give --user twice");
	});
});

describe("a glob", () => {
	it.each([
		["alice", "alice", true],
		["alice", "alice2", false],
		["alice", "Alice", false],
		["*", "", true],
		["*", "anything\nat all", true],
		["a*", "a", true],
		["a*", "ba", false],
		["*a", "ba", true],
		["a*a", "a", false],
		["ab*ba", "aba", false],
		["a*b*c", "a-b-b-c", true],
		["a*b*c", "a-c-b", false],
		["a**b", "ab", true],
		["*ab*ba*", "aba", false],
		["*ab*ba*", "abba", true],
		["*a*a*a*", "aa", false],
		["\\*", "*", true],
		["\\*", "a", false],
		["a\\*b*", "a*bc", true],
		["a\\b", "ab", true],
		["a\\", "a\\", true],
		["CN=a\\,OU=b", "CN=a,OU=b", true],
		["?", "a", false],
		["[ab]", "a", false],
		["a.c", "abc", false],
		["system:serviceaccount:*", "system:serviceaccount:dev:x", true],
		["", "", true],
		["", "a", false],
		["日*", "日本", true],
	])("%j over %j: %s", (text, candidate, expected) => {
		expect(glob(text)(candidate)).toBe(expected);
	});

	it("says what a regular expression made of it says", () => {
		const oracle = (text: string): RegExp => {
			const source = text.replaceAll(/\\([\s\S])|([\s\S])/g, (_whole, escaped: string | undefined, plain: string) =>
				plain === "*" ? "[^]*" : (escaped ?? plain).replace(/[\^$\\.*+?()[\]{}|/]/, "\\$&"),
			);
			return new RegExp(`^(?:${source})$`);
		};
		const text = fc.string({ unit: fc.constantFrom("a", "b", "*", "\\", ".", "\n", "😀", ","), maxLength: 9 });
		fc.assert(
			fc.property(text, text, fc.boolean(), (pattern, other, fill) => {
				const candidate = fill ? pattern.replaceAll("*", other.slice(0, 2)).replaceAll("\\", "") : other;
				expect(glob(pattern)(candidate)).toBe(oracle(pattern).test(candidate));
			}),
			{ numRuns: 3000 },
		);
	});

	it("is linear where a regular expression would not be", () => {
		expect(glob(`${"*a".repeat(200)}b`)(`${"a".repeat(50_000)}`)).toBe(false);
	});
});

describe("a value stands for one text", () => {
	it.each([
		["alice", "alice"],
		["a\\*b", "a*b"],
		["CN=a\\,OU=b", "CN=a,OU=b"],
		['""', ""],
	])("%s does", async (argument, text) => {
		expect(literal(await only(argument))).toBe(text);
	});

	it.each(["a*", "*", "re:alice"])("%s does not", async (argument) => {
		expect(literal(await only(argument))).toBeUndefined();
	});
});
