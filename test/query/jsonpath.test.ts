import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { jsonpath } from "../../src/query/jsonpath.ts";
import { QueryError } from "../../src/query/query-error.ts";
import { call, event } from "../helpers/event.ts";

const selects = async (expression: string, one = call()): Promise<boolean> => (await jsonpath("jsonpath", expression))(one);

describe("a path keeps a call where it selects something in its record", () => {
	it.each([
		["{.user.username}", true],
		["$.impersonatedUser", false],
		["{.sourceIPs[0]}", true],
		["{.sourceIPs[1]}", false],
		["{.sourceIPs[-1]}", true],
		["{..username}", true],
		["{..nothing}", false],
		["{.annotations['authorization.k8s.io/decision']}", true],
		["{.annotations['authorization.k8s.io/reason']}", true],
		["{.annotations.authorization}", false],
		["{.call.durationMs}", true],
		["{.call.stages.ResponseComplete}", true],
		["{.call.stages.Panic}", false],
		["{.user.groups[*]}", true],
		["{.user.extra.*}", false],
		["$['verb','nothing']", true],
		["$", true],
	])("%s: %s", async (expression, kept) => {
		expect(await selects(expression)).toBe(kept);
	});

	it("also where what it selects is null", async () => {
		expect(await selects("$.requestObject", call({ requestObject: null }))).toBe(true);
	});

	/** A call whose body is a list in a list in a list. */
	const nested = (depth: number) => call({}, { event: event({ requestObject: JSON.parse("[".repeat(depth) + "]".repeat(depth)) }) });

	it.each([
		[10, false],
		[10_000, true],
		[50_000, true],
	])("where a body of %i levels has no such key: %j, for what is too deep to search nobody shall hide behind", async (depth, isKept) => {
		expect(await selects("{..nothing}", nested(depth))).toBe(isKept);
		expect(await selects("{..username}", nested(depth))).toBe(true);
	});

	it("by the name itself, whatever characters it has", async () => {
		const unit = fc.constantFrom("a", ".", "/", "'", '"', "\\", "0", "-", " ", "?", "!", "é");
		const name = fc.string({ unit, minLength: 1 }).filter((text) => text !== "..");
		await fc.assert(
			fc.asyncProperty(name, name, async (key, other) => {
				const expression = `$.annotations[${JSON.stringify(key)}]`;
				expect(await selects(expression, call({ annotations: { [key]: "" } }))).toBe(true);
				expect(await selects(expression, call({ annotations: { [other]: "" } }))).toBe(key === other);
			}),
		);
	});

	it.each(["*", "..", "$", "@", "@number", "a,b", "0:2"])(
		"not by the name %s, which jsonpath-plus takes for something else",
		async (name) => {
			await expect(jsonpath("jsonpath", `$.annotations['${name}']`)).rejects.toThrow(QueryError);
		},
	);
});

describe("an expression can run nothing and change nothing", () => {
	afterEach(() => {
		Reflect.deleteProperty(globalThis, "pwned");
		Reflect.deleteProperty(Object.prototype, "pwned");
	});

	it.each([
		"$..[?(globalThis.pwned = 1)]",
		"$[?(@.constructor.constructor('globalThis.pwned = 1')())]",
		"$[(this.constructor.constructor('globalThis.pwned = 1')())]",
		"$..[?((function(){globalThis.pwned = 1})())]",
		"$[?(@['__proto__']['pwned'] = 1)]",
		"$[?(var _$_root=[].constructor.constructor('globalThis.pwned=1')();_$_root)]",
		"$..[?(p=\"globalThis.pwned=1\";a=''[['constructor']][['constructor']](p);a())]",
		"$.`constructor",
		"$..[?(@property === 'constructor')]",
		"$.user[?(@.username.match(/(a+)+$/))]",
		"$.user^^",
		"$.user@function()",
		"$.user@other()",
	])("%s is refused", async (expression) => {
		await expect(jsonpath("jsonpath", expression)).rejects.toThrow(QueryError);
		expect([Reflect.has(globalThis, "pwned"), Reflect.has({}, "pwned")]).toEqual([false, false]);
	});

	it.each([
		"$.constructor",
		"$.constructor.constructor",
		"$.__proto__",
		"$['__proto__']['constructor']",
		"$..constructor",
		"$..__proto__",
		"$.user.toString",
		"$.user.groups.push",
		"$.verb.constructor",
		"$.annotations.hasOwnProperty",
	])("%s selects nothing", async (expression) => {
		expect(await selects(expression)).toBe(false);
	});

	// What JavaScript knows of a text or a list is no part of the record.
	it.fails.each(["$.verb.length", "$.sourceIPs.length", "$.verb[0]"])("%s selects nothing, either", async (expression) => {
		expect(await selects(expression)).toBe(false);
	});

	it.each(["__proto__", "constructor"])("a key called %s is a key like any other", async (key) => {
		const annotations = JSON.parse(`{"${key}":"x"}`);
		expect(await selects(`$.annotations.${key}`, call({ annotations }))).toBe(true);
	});

	it("the call is as it was, whatever was asked", async () => {
		const piece = fc.constantFrom(
			".",
			"..",
			"[",
			"]",
			"'",
			"a",
			"user",
			"username",
			"0",
			"-1",
			":",
			",",
			"*",
			"__proto__",
			"constructor",
			"$",
			"length",
		);
		await fc.assert(
			fc.asyncProperty(fc.string({ unit: piece, maxLength: 8 }), async (expression) => {
				const one = call();
				await selects(expression, one).catch((error: unknown) => expect(error).toBeInstanceOf(QueryError));
				expect(one).toEqual(call());
			}),
			{ numRuns: 500 },
		);
	});
});
