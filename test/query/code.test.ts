import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codeMatcher } from "../../src/query/code.ts";
import { QueryError } from "../../src/query/query-error.ts";
import { parseValues, type Value } from "../../src/query/value.ts";

const matcherOf = async (argument: string): Promise<(code: number) => boolean> =>
	codeMatcher((await parseValues("code", argument))[0] as Value);

describe("a response code", () => {
	it.each([
		["403", [403], [401, 40, 4030]],
		["=403", [403], [404]],
		["4xx", [400, 403, 499], [399, 500, 200]],
		["4XX", [404], [500]],
		["1xx", [101], [200]],
		[">=400", [400, 503], [399]],
		[">400", [401], [400]],
		["<400", [399, 101], [400]],
		["<=400", [400], [401]],
		["*", [0, 200, 599], []],
		["re:^40[13]$", [401, 403], [404]],
	])("%s keeps %j and refuses %j", async (argument, kept, refused) => {
		const matches = await matcherOf(argument);
		expect([...kept, ...refused].filter(matches)).toEqual(kept);
	});

	it.each(["abc", "40", "4030", "6xx", "4x", "xxx", "40*", "=>400", ">= 400", "1e2", "0x190", "≥400", '""'])(
		"%s is none, and the hint shows some",
		async (argument) => {
			await expect(matcherOf(argument)).rejects.toThrow(QueryError);
			await expect(matcherOf(argument)).rejects.toHaveProperty("hint", expect.stringContaining(">=400"));
		},
	);

	it("compares as numbers do", async () => {
		const code = fc.integer({ min: 100, max: 599 });
		await fc.assert(
			fc.asyncProperty(code, code, async (than, of) => {
				const results = await Promise.all(["", ">", "<", ">=", "<="].map(async (sign) => (await matcherOf(`${sign}${than}`))(of)));
				expect(results).toEqual([of === than, of > than, of < than, of >= than, of <= than]);
				expect((await matcherOf(`${String(of)[0]}xx`))(of)).toBe(true);
			}),
		);
	});
});
