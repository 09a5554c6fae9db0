import fc from "fast-check";
import { expect, it } from "vitest";
import { QueryError } from "../../../src/query/query-error.ts";
import { Unanswerable } from "../../../src/query/unanswerable.ts";
import { parseValues } from "../../../src/query/value.ts";
import { Apart } from "../../../src/query/where/apart.ts";
import { compileExpression } from "../../../src/query/where/expression.ts";
import { where } from "../../../src/query/where/where.ts";
import { call } from "../../helpers/event.ts";

const texts = fc.constantFrom(
	"verb",
	"user.username",
	"objectRef.name",
	"objectRef.subresource",
	"userAgent",
	"call.actor",
	"requestURI",
	"'get'",
	"'a'",
	"''",
);
const lists = fc.constantFrom(
	"user.groups",
	"sourceIPs",
	"['a', 'b']",
	"requestObject.l",
	"requestObject.l.filter(z, z != null)",
	"verb.split('')",
);
const numbers = fc.constantFrom("responseStatus.code", "1", "size(user.groups)", "requestObject.n", "size(verb)");

/** Expressions that make sense, more or less, loops in loops included. */
const { question } = fc.letrec<{ question: string }>((tie) => ({
	question: fc.oneof(
		{ maxDepth: 4, depthIdentifier: "nesting" },
		fc.tuple(texts, fc.constantFrom("==", "!=", "<"), texts).map((parts) => parts.join(" ")),
		fc.tuple(numbers, fc.constantFrom("==", ">", "<="), numbers).map((parts) => parts.join(" ")),
		fc.tuple(texts, fc.constantFrom("startsWith", "contains", "endsWith"), texts).map(([a, name, b]) => `(${a}).${name}(${b})`),
		fc
			.tuple(texts, fc.constantFrom("^a+$", "(a|b)*c", "^(a+)+$", "get|list", ".*.*.*x"))
			.map(([a, pattern]) => `(${a}).matches('${pattern}')`),
		fc.tuple(texts, lists).map(([a, list]) => `${a} in ${list}`),
		fc.constantFrom("has(objectRef.name)", "has(requestObject.x)", "call.writes", "call.humans", "requestObject.t", "requestObject.n"),
		fc.tuple(tie("question"), fc.constantFrom("&&", "||"), tie("question")).map(([a, sign, b]) => `(${a} ${sign} ${b})`),
		tie("question").map((a) => `!(${a})`),
		fc.tuple(tie("question"), tie("question"), tie("question")).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
		fc
			.tuple(lists, fc.constantFrom("all", "exists", "exists_one"), fc.constantFrom("x", "y"), tie("question"))
			.map(([list, name, variable, a]) => `(${list}).${name}(${variable}, ${a} || ${variable} == 'a')`),
		fc.tuple(lists, lists).map(([a, b]) => `(${a}).map(x, (${b}).map(y, string(x) + string(y)).join('-')).size() > 2`),
	),
}));

const calls = [
	call(),
	call({ verb: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", requestObject: { l: ["a", null, 1, { a: [] }, "b"], n: 3, t: true } }),
	call({ user: {}, userAgent: "a".repeat(3000), requestObject: { l: Array.from({ length: 60 }, (_none, at) => `a${at}`), n: "x" } }),
];

const answerOf = (ask: () => boolean): boolean | "none" => {
	try {
		return ask();
	} catch (error) {
		expect(error).toBeInstanceOf(Unanswerable);
		return "none";
	}
};

it("an expression answers true, false, or that it cannot, before a minute is over", async () => {
	await fc.assert(
		fc.asyncProperty(question, async (text) => {
			const { matches } = await where(text).catch((error: unknown) => {
				expect(error).toBeInstanceOf(QueryError);
				return { matches: undefined };
			});
			if (matches) for (const one of calls) expect([true, false, "none"]).toContain(answerOf(() => matches(one)));
		}),
		{ numRuns: 600 },
	);
}, 60_000);

it("what is done apart has the same answer", async () => {
	await fc.assert(
		fc.asyncProperty(question, async (text) => {
			const { holds } = await compileExpression(text).catch(() => ({ holds: undefined }));
			if (!holds) return;
			const record = { ...calls[1]?.event, call: { actor: "alice", writes: false, humans: true } };
			expect(answerOf(() => new Apart(text).holds(record))).toBe(answerOf(() => holds(record)));
		}),
		{ numRuns: 25 },
	);
}, 60_000);

it("what is no expression is refused as such, whatever it is", async () => {
	const broken = fc.oneof(
		fc.string({ unit: "binary" }),
		fc.tuple(question, fc.nat(), fc.nat(5), fc.string({ maxLength: 3 })).map(([text, at, gone, put]) => {
			const from = at % (text.length + 1);
			return text.slice(0, from) + put + text.slice(from + gone);
		}),
	);
	await fc.assert(
		fc.asyncProperty(broken, async (text) => {
			await where(text).catch((error: unknown) => expect(error).toBeInstanceOf(QueryError));
		}),
		{ numRuns: 2000 },
	);
}, 60_000);

it("a pattern is searched for in time, or refused, whatever it is", async () => {
	const piece = fc.constantFrom(
		"a",
		"a+",
		"(a+)+",
		"(a|a)*",
		".*",
		"[ab]*",
		"(a*)*",
		"a{0,50}",
		"(?:a?){20}",
		"b",
		"^",
		"$",
		"\\b",
		"(",
		"[",
		"\\",
		"{2,1}",
	);
	await fc.assert(
		fc.asyncProperty(fc.array(piece, { maxLength: 8 }), async (pieces) => {
			const values = await parseValues("user", `re:${pieces.join("")}`).catch((error: unknown) => {
				expect(error).toBeInstanceOf(QueryError);
				return [];
			});
			for (const { regex } of values) expect(typeof regex?.(`${"a".repeat(2000)}!`)).toBe("boolean");
		}),
		{ numRuns: 200 },
	);
}, 60_000);
