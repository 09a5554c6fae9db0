import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileQuery, type QuerySpec } from "../../src/query/query.ts";
import { QueryError } from "../../src/query/query-error.ts";
import { call } from "../helpers/event.ts";

const NOW = Date.parse("2026-11-23T15:10:00Z");

/** Which verbs of get, list, delete by which of alice and bob a query keeps, as `verb user`. */
async function kept(fields: QuerySpec["fields"], rest: Partial<QuerySpec> = {}): Promise<string[]> {
	const { matches } = await compileQuery({ fields, ...rest }, NOW);
	return ["get alice", "list alice", "delete alice", "get bob", "list bob", "delete bob"].filter((name) => {
		const [verb = "", username = ""] = name.split(" ");
		return matches(call({ verb, user: { username } }));
	});
}

describe("a query", () => {
	it("without conditions keeps everything", async () => {
		expect(await kept({})).toHaveLength(6);
	});

	it.each<[what: string, fields: Record<string, string[]>, names: string[]]>([
		["values between commas are alternatives", { verb: ["get,list"], user: ["bob"] }, ["get bob", "list bob"]],
		["a flag given twice has alternatives", { verb: ["get", "list"], user: ["bob"] }, ["get bob", "list bob"]],
		["different flags must all hold", { verb: ["get"], user: ["alice"] }, ["get alice"]],
		["a negated value leaves out", { verb: ["!get"], user: ["alice"] }, ["list alice", "delete alice"]],
		["several negated values leave all of them out", { verb: ["!get,!list"] }, ["delete alice", "delete bob"]],
		["several negated values leave all of them out, in two arguments, too", { verb: ["-get", "-list"] }, ["delete alice", "delete bob"]],
		["--not- leaves out", { "not-verb": ["get,list"] }, ["delete alice", "delete bob"]],
		["a negated value narrows what the others keep", { verb: ["*,!get"], user: ["bob"] }, ["list bob", "delete bob"]],
		["a flag and its negation both hold", { verb: ["get,list"], "not-verb": ["list"], user: ["bob"] }, ["get bob"]],
		["two negated flags leave out what either does", { "not-verb": ["get"], "not-user": ["bob"] }, ["list alice", "delete alice"]],
	])("%s", async (_what, fields, names) => {
		expect(await kept(fields)).toEqual(names);
	});

	it.each<[what: string, fields: Record<string, string[]>]>([
		["a value is malformed", { user: ["re:("] }],
		["a negated value is malformed", { "not-code": ["abc"] }],
		["a later value is malformed", { code: ["403", "x"] }],
	])("is refused before it is asked when %s", async (_what, fields) => {
		await expect(compileQuery({ fields }, NOW)).rejects.toThrow(QueryError);
	});

	it("names the flag as it was typed in what it refuses", async () => {
		await expect(compileQuery({ fields: { "not-code": ["abc"] } }, NOW)).rejects.toThrow("--not-code");
	});
});

describe("a JSONPath", () => {
	it("must hold beside the flags", async () => {
		const { matches } = await compileQuery({ fields: { verb: ["get"] }, jsonpath: ["{.impersonatedUser}"] }, NOW);
		const asBob = { impersonatedUser: { username: "bob" } };
		expect([call(asBob), call(), call({ ...asBob, verb: "list" })].map(matches)).toEqual([true, false, false]);
	});

	it("given twice has alternatives", async () => {
		const { matches } = await compileQuery({ fields: {}, jsonpath: ["{.nothing}", "{.verb}"] }, NOW);
		expect(matches(call())).toBe(true);
	});

	it("that is malformed is refused", async () => {
		await expect(compileQuery({ fields: {}, jsonpath: ["$["] }, NOW)).rejects.toThrow("--jsonpath");
	});
});

describe("the window", () => {
	const at = (stageTimestamp: string) => call({ stageTimestamp });

	it.each<[window: Partial<QuerySpec>, kept: boolean[]]>([
		[{ since: "15:00" }, [false, true, true, true]],
		[{ until: "15:00" }, [true, true, false, false]],
		[{ since: "15:00", until: "15:05" }, [false, true, true, false]],
		[{ since: "6m", until: "4m" }, [false, false, true, false]],
		[{ since: "2026-11-23T15:00:00.000001Z" }, [false, false, true, true]],
	])("%j takes both its ends in", async (window, expected) => {
		const { matches } = await compileQuery({ fields: {}, ...window }, NOW);
		const times = ["14:59:59.999999", "15:00:00.000000", "15:05:00.000000", "15:09:00.000000"];
		expect(times.map((time) => matches(at(`2026-11-23T${time}Z`)))).toEqual(expected);
	});

	it("that ends before it begins is refused", async () => {
		await expect(compileQuery({ fields: {}, since: "15:05", until: "15:00" }, NOW)).rejects.toThrow(
			'--since "15:05": is later than --until "15:00"',
		);
	});

	it("is compared with the last stage, not with the beginning", async () => {
		const { matches } = await compileQuery({ fields: {}, since: "15:00" }, NOW);
		expect(matches(call({ requestReceivedTimestamp: "2026-11-23T14:00:00.000000Z", stageTimestamp: "2026-11-23T15:01:00.000000Z" }))).toBe(
			true,
		);
	});

	it.each(["since", "until"])("leaves out a call without a time: %s", async (end) => {
		const { matches } = await compileQuery({ fields: {}, [end]: "2026-11-23" }, NOW);
		const { stageTimestamp: _none, requestReceivedTimestamp: _either, ...timeless } = call().event;
		expect(matches(call({}, { event: timeless }))).toBe(false);
	});

	it.each(["since", "until"])("that cannot be understood is refused: %s", async (end) => {
		await expect(compileQuery({ fields: {}, [end]: "soon" }, NOW)).rejects.toThrow(`--${end}`);
	});
});

describe("-v", () => {
	it("keeps what does not match", async () => {
		expect(await kept({ verb: ["get"], user: ["alice"] }, { invert: true })).toEqual([
			"list alice",
			"delete alice",
			"get bob",
			"list bob",
			"delete bob",
		]);
	});

	it("keeps nothing of a query that matches everything", async () => {
		expect(await kept({}, { invert: true })).toEqual([]);
	});

	it("leaves the window as it is", async () => {
		const { matches } = await compileQuery({ fields: { verb: ["get"] }, since: "15:00", invert: true }, NOW);
		const early = "2026-11-23T14:00:00.000000Z";
		const late = "2026-11-23T15:05:00.000000Z";
		const answers = [
			call({ stageTimestamp: early, verb: "list" }),
			call({ stageTimestamp: late, verb: "list" }),
			call({ stageTimestamp: late }),
		];
		expect(answers.map(matches)).toEqual([false, true, false]);
	});

	it("and the query itself divide the calls between them, whatever is asked", async () => {
		const verbs = fc.array(fc.constantFrom("get", "!get", "list", "-delete", "*", "re:^l", "d*"), { maxLength: 3 });
		const users = fc.array(fc.constantFrom("alice", "!bob", "b*"), { maxLength: 2 });
		await fc.assert(
			fc.asyncProperty(verbs, verbs, users, async (verb, notVerb, user) => {
				const fields = { verb, "not-verb": notVerb, user };
				const [matching, others] = [await kept(fields), await kept(fields, { invert: true })];
				expect([...matching, ...others].sort()).toEqual((await kept({})).sort());
			}),
		);
	});
});

describe("expressions", () => {
	const matching = async (...where: string[]) => (await compileQuery({ fields: {}, where }, NOW)).matches;
	const wrong = "int(verb) == 1";

	it("given twice have alternatives, also where one of them has no answer", async () => {
		for (const where of [
			[wrong, "verb == 'get'"],
			["verb == 'get'", wrong],
		])
			expect((await matching(...where))(call())).toBe(true);
	});

	it("of which none holds say that one has no answer", async () => {
		const matches = await matching(wrong, "verb == 'list'");
		expect(() => matches(call())).toThrow("cannot convert");
	});
});
