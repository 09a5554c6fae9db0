import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Call } from "../../../src/audit/call.ts";
import type { AuditEvent } from "../../../src/audit/event.ts";
import { fields } from "../../../src/query/fields.ts";
import { QueryError } from "../../../src/query/query-error.ts";
import { Unanswerable } from "../../../src/query/unanswerable.ts";
import { where } from "../../../src/query/where/where.ts";
import { callsOf } from "../../helpers/calls.ts";
import { call, event } from "../../helpers/event.ts";

const holds = async (text: string, parts: Partial<AuditEvent> = {}, rest: Partial<Call> = {}): Promise<boolean> =>
	(await where(text)).matches(call(parts, rest));

const mistake = async (text: string): Promise<QueryError> => {
	const error: unknown = await where(text).catch((thrown: unknown) => thrown);
	expect(error).toBeInstanceOf(QueryError);
	return error as QueryError;
};

const BODY = { spec: { replicas: 3, ratio: 1.5, items: [{ name: "a" }, {}], big: 1e300 } };

describe("an expression", () => {
	it.each([
		['verb == "get" && user.username == "alice"', true],
		["verb in ['list', 'watch']", false],
		["'dev' in user.groups", true],
		["user.groups.exists(g, g.startsWith('system:'))", true],
		["user.groups.all(g, g == 'dev')", false],
		["responseStatus.code / 100 == 2", true],
		["double(responseStatus.code) == 200.0", true],
		["annotations['authorization.k8s.io/decision'] == 'allow'", true],
		["'k8s.io/deprecated' in annotations", false],
		["size(user.groups) == 2", true],
		["objectRef.name.matches('^web-[0-9]+$')", true],
		["(verb + objectRef.name) . matches('getweb')", true],
		["call.duration > duration('1ms') && call.duration < duration('2ms')", true],
		["call.durationMs == 1.5", true],
		["call.state == 'complete' && 'ResponseComplete' in call.stages", true],
		["call.source == 'audit.log'", true],
		["'limit' in call.parameters && call.parameters['limit'] == '5 0'", true],
		["call.resource == 'pods' && call.actor == 'alice' && call.actorKind == 'human'", true],
		["call.outcome == 'allowed' && call.sourceIP == '127.0.0.1'", true],
		["call.reads && !call.writes && call.noNoise", true],
		["stageTimestamp.getHours() == 15 && stageTimestamp < timestamp('2026-11-23T16:00:00Z')", true],
		["stageTimestamp - requestReceivedTimestamp < duration('1s')", true],
		["requestObject.spec.replicas / 2 == 1 && requestObject.spec.replicas > 2", true],
		["requestObject.spec.ratio == 1.5 && requestObject.spec.big > 1.0", true],
		["requestObject.spec.items[0].name == 'a'", true],
		["has(requestObject.spec.replicas) && !has(requestObject.spec.paused)", true],
		["user['username'] == 'alice'", true],
		["type(requestObject.spec) == map && type(verb) == string", true],
	])("%s is %s", async (text, expected) => {
		expect(await holds(text, { requestObject: BODY, requestURI: "/api/v1/pods?limit=5%200&watch" })).toBe(expected);
	});

	it.each([
		["of an event", "objectRef.subresource == 'x'"],
		["of an event, that is not equal to something", "objectRef.subresource != 'x'"],
		["of an object that is not there", "impersonatedUser.username != 'x'"],
		["of a body", "requestObject.spec.nothing != 1"],
		["of what is no object", "requestObject.spec.replicas.foo != 1"],
		["of what every object of the engine has", "requestObject.constructor.name != 'x'"],
		["of a list", "requestObject.spec.items[7].name != 'x'"],
		["of one of a list", "requestObject.spec.items.all(i, i.name == 'a')"],
		["of a map", "annotations['nothing'] != 'x'"],
		["of the whole call", "responseObject.kind != 'x'"],
	])("does not hold for an absent part %s", async (_what, text) => {
		expect(await holds(text, { requestObject: BODY })).toBe(false);
	});

	it("holds where one side of an or does, whatever is absent on the other", async () => {
		expect(await holds("objectRef.subresource == 'x' || verb == 'get'")).toBe(true);
		expect(await holds("verb == 'get' || objectRef.subresource == 'x'")).toBe(true);
	});

	it("asks lists and maps of the event that are absent as empty ones", async () => {
		const { annotations: _none, sourceIPs: _neither, ...bare } = call().event;
		const { matches } = await where("size(annotations) == 0 && size(sourceIPs) == 0");
		expect(matches({ ...call(), event: bare })).toBe(true);
	});
});

describe("an expression that cannot be right", () => {
	it.each<[text: string, column: number, why: string, hint: string]>([
		["user.usernam == 'x'", 5, "there is no user.usernam", "did you mean user.username?"],
		["has(user.usernam)", 9, "there is no user.usernam", "did you mean user.username?"],
		["verb == 'get' && username == 'x'", 17, "there is no username", "did you mean user.username?"],
		["usr.username == 'x'", 0, "there is no usr", ""],
		["user.groups.exists(g, g == nme)", 27, "there is no nme", "did you mean objectRef.name?"],
		["call.acter == 'x'", 5, "there is no call.acter", "did you mean call.actor?"],
		["cel.bind(a, verb, a == 'x')", 0, "there is no cel", ""],
		["verb = 'x'", 5, "unexpected character: =", "an expression is in CEL"],
		["verb == 'x' and true", 12, "unexpected", "an expression is in CEL"],
		["verb ==", 7, "it ends too early", "an expression is in CEL"],
		["", 0, "it ends too early", "an expression is in CEL"],
		["verb == 'x", 8, "unterminated string", "an expression is in CEL"],
		["verb == 1", 0, "no such overload: string == int", "can be converted"],
		["verb.startWith('x')", 0, "no matching overload", "did you mean startsWith()?"],
		["has(verb)", 4, "has()", "has() takes a path"],
		["verb", 0, "neither true nor false, but a string", "compare it"],
		["userAgent.matches(verb)", 0, "written out", ""],
	])("%s: is refused, with the place and the way out", async (text, column, why, hint) => {
		const { place, message, hint: said } = await mistake(text);
		expect(place).toEqual({ line: text, column });
		expect(message).toContain(why);
		expect(said).toContain(hint);
	});

	it("has its place in the line where it is", async () => {
		expect((await mistake("verb == 'get' &&\n user.nam == 'x'")).place).toEqual({ line: " user.nam == 'x'", column: 6 });
	});

	it("is refused for a pattern that is none, or needs a backtracking engine", async () => {
		expect((await mistake("userAgent.matches('(')")).message).toContain("no regular expression");
		expect((await mistake(String.raw`userAgent.matches('(a)\\1')`)).message).toContain("no regular expression");
	});

	it("is refused when it is longer than anybody types, or nested deeper", async () => {
		await mistake(`verb == '${"x".repeat(10_000)}'`);
		await mistake(`${"!(".repeat(300)}true${")".repeat(300)}`);
		await mistake(`${"!".repeat(3000)}true`);
		await mistake(`${"1+".repeat(4000)}1 > 0`);
	});
});

describe("an expression that a call has no answer to", () => {
	it.each([
		["a text against a number", "requestObject.spec.items[0].name > 3", "no such overload"],
		["no truth", "requestObject.spec.replicas", "neither true nor false"],
		["a number in place of a truth", "requestObject.spec.replicas || verb == 'x'", "Logical operator"],
		["a division by nothing", "requestObject.spec.replicas / 0 == 1", "division by zero"],
		["a text that is no number", "int(verb) == 1", "cannot convert"],
		["a zone that there is not", "stageTimestamp.getHours('Nowhere/X') < 6", "time zone"],
	])("tells it: %s", async (_what, text, why) => {
		const { matches } = await where(text);
		expect(() => matches(call({ requestObject: BODY }))).toThrow(Unanswerable);
		expect(() => matches(call({ requestObject: BODY }))).toThrow(new RegExp(why, "i"));
	});

	it("tells a body that is nested deeper than the stack", async () => {
		const deep = JSON.parse(`${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`) as unknown;
		const { matches } = await where("requestObject.b == 1");
		expect(() => matches({ ...call(), event: { ...event(), requestObject: deep } })).toThrow(Unanswerable);
	});
});

describe("an expression cannot hang or kill the process:", () => {
	const list = (length: number, item: (at: number) => unknown) => ({ l: Array.from({ length }, (_none, at) => item(at)) });

	it.each([
		[
			"three loops, one in another",
			"requestObject.l.all(a, requestObject.l.all(b, requestObject.l.all(c, a + b + c >= 0)))",
			list(3000, (at) => at),
		],
		[
			"texts that are put together",
			"requestObject.l.map(a, requestObject.l.map(b, string(b)).join('xxxxxxxx')).join('').size() == 1",
			list(5000, String),
		],
	])("%s, are ended at a deadline", async (_what, text, requestObject) => {
		const { matches } = await where(text);
		expect(() => matches(call({ requestObject }))).toThrow(Unanswerable);
		expect(matches(call({ requestObject: list(2, (at) => at) }))).toBe(text.includes("all"));
	});

	it("after some that did not end no more is tried", async () => {
		const { matches } = await where("requestObject.l.all(a, requestObject.l.all(b, requestObject.l.all(c, a + b + c >= 0)))");
		const ask = (): unknown => matches(call({ requestObject: list(3000, (at) => at) }));
		for (let times = 0; times < 5; times += 1) expect(ask).toThrow("longer than 1 s");
		expect(ask).toThrow("was not tried");
	});

	it("a pattern that makes a backtracking engine hang is searched for at once", async () => {
		expect(await holds("userAgent.matches('^(a+)+$')", { userAgent: `${"a".repeat(5000)}!` })).toBe(false);
	});

	it("what is done apart is answered as what is done at once", async () => {
		const { matches } = await where("requestObject.l.exists(a, requestObject.l.exists(b, a.n + b.n == 7 && verb == 'get'))");
		expect(matches(call({ requestObject: list(150, (at) => ({ n: at })) }))).toBe(true);
		expect(matches(call({ requestObject: list(150, (at) => ({ n: 2 * at })) }))).toBe(false);
		expect(matches(call({ requestObject: list(150, (at) => ({ m: at })) }))).toBe(false);
		expect(() => matches(call({ requestObject: list(150, () => ({ n: true })) }))).toThrow("no such overload");
	});
});

/** How an expression asks for a text of a field: most are one text, some are lists. */
const asks = (path: string, text: string): string =>
	["user.groups", "sourceIPs", "call.stages"].includes(path) ? `${JSON.stringify(text)} in ${path}` : `${path} == ${JSON.stringify(text)}`;

/** Fields that are more, or of another type, than the part of the event that has their name. */
const wider: readonly string[] = ["namespace", "reason", "code", "uri", "annotation"];

it.each(fields.flatMap(({ flag, path, texts }) => (path && texts && !wider.includes(flag) ? [[path, texts] as const] : [])))(
	"%s agrees with the flag of its field on every call of the samples",
	async (path, texts) => {
		const calls = await callsOf(readFileSync("samples/questions.log"), readFileSync("samples/bodies.log"));
		for (const text of new Set(calls.flatMap(texts))) {
			const { matches } = await where(asks(path, text));
			const isThere = text !== "(nobody)" || path === "call.actor";
			expect(calls.filter(matches)).toEqual(calls.filter((one) => isThere && texts(one).includes(text)));
		}
	},
);
