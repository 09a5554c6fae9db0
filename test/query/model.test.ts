import { readFileSync } from "node:fs";
import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import type { Call } from "../../src/audit/call.ts";
import { compileQuery } from "../../src/query/query.ts";
import { callsOf } from "../helpers/calls.ts";

/**
 * The query language once more, as the README has it, as simply as it can be said, and slowly: nothing of `src/query` is used. What a
 * field is in a call, as JSON has it.
 */
const readers: Readonly<Record<string, (call: Call) => unknown[]>> = {
	user: ({ event }) => [event.user?.username],
	as: ({ event }) => [event.impersonatedUser?.username],
	actor: ({ event }) => [event.impersonatedUser?.username ?? event.user?.username],
	group: ({ event }) => [...(event.user?.groups ?? [])],
	verb: ({ event }) => [event.verb],
	subresource: ({ event }) => [event.objectRef?.subresource],
	name: ({ event }) => [event.objectRef?.name],
	level: ({ event }) => [event.level],
	stage: ({ stages }) => stages.map(({ stage }) => stage),
	"user-agent": ({ event }) => [event.userAgent],
	"field-manager": ({ event }) => [new URL(event.requestURI ?? "", "http://x").searchParams.get("fieldManager")],
	decision: ({ event }) => [event.annotations?.["authorization.k8s.io/decision"]],
	namespace: ({ event: { objectRef } }) => [objectRef?.namespace, ...(objectRef?.resource === "namespaces" ? [objectRef.name] : [])],
};

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
const likes = (pattern: string): RegExp => new RegExp(`^${pattern.split("*").map(escaped).join("[^]*")}$`);

/** What one value says of a call. */
function agrees(flag: string, value: string, call: Call): boolean {
	const texts = (readers[flag]?.(call) ?? []).filter((text): text is string => typeof text === "string" && text !== "");
	if (value === '""') return texts.length === 0;
	if (value.startsWith("re:")) return texts.some((text) => new RegExp(value.slice(3)).test(text));
	const short = (text: string): string => text.replace(/^system:serviceaccount:([^:]+):([^:]+)$/, "sa:$1:$2");
	return texts.some((text) => likes(value).test(text) || (value.startsWith("sa:") && likes(value).test(short(text))));
}

/** A flag as it is given: `not` for `--not-FLAG`, and its values, some of them with a sign in front. */
interface Given {
	readonly flag: string;
	readonly not: boolean;
	readonly values: readonly { readonly text: string; readonly negated: boolean }[];
}

/** Values of one flag are alternatives, different flags must all hold, `!` and `--not-…` leave out. */
function holds(query: readonly Given[], invert: boolean, call: Call): boolean {
	const flags = [...new Set(query.map(({ flag }) => flag))];
	const all = flags.every((flag) => {
		const values = query
			.filter((given) => given.flag === flag)
			.flatMap(({ not, values: own }) => own.map((one) => ({ ...one, out: not || one.negated })));
		const wanted = values.filter(({ out }) => !out);
		const unwanted = values.filter(({ out }) => out);
		const is = (text: string): boolean => agrees(flag, text, call);
		return (wanted.length === 0 || wanted.some(({ text }) => is(text))) && !unwanted.some(({ text }) => is(text));
	});
	return all !== invert;
}

/** Closed lists refuse what they have not. */
const closed: Readonly<Record<string, string[]>> = {
	stage: ["RequestReceived", "ResponseStarted", "ResponseComplete", "Panic"],
	level: ["Metadata", "Request", "RequestResponse"],
	decision: ["allow", "forbid"],
};

let calls: Call[] = [];
const words = new Map<string, string[]>();

beforeAll(async () => {
	calls = await callsOf(readFileSync("samples/minikube.log"), readFileSync("samples/questions.log"), readFileSync("samples/hostile.log"));
	for (const [flag, read] of Object.entries(readers)) {
		const texts = calls
			.flatMap(read)
			.filter((text): text is string => typeof text === "string" && /^[A-Za-z0-9/][A-Za-z0-9._:/-]*$/.test(text));
		words.set(flag, closed[flag] ?? [...new Set(texts)]);
	}
});

/** A value of a field: one that a call has, a part of it, or none. */
const valueFor = (flag: string): fc.Arbitrary<string> => {
	const word = fc.nat().map((at) => words.get(flag)?.[at % (words.get(flag)?.length || 1)] ?? "x");
	const part = fc.tuple(word, fc.nat(12), fc.constantFrom("before", "behind", "both")).map(([text, at, where]) => {
		const kept = text.slice(0, 1 + (at % text.length));
		return where === "before" ? `*${text.slice(text.length - kept.length)}` : where === "behind" ? `${kept}*` : `*${kept}*`;
	});
	const searched = word.map((text) => `re:^${escaped(text.slice(0, 4))}`);
	return flag in closed
		? word
		: fc.oneof(
				{ weight: 4, arbitrary: word },
				{ weight: 2, arbitrary: part },
				{ weight: 1, arbitrary: searched },
				{ weight: 1, arbitrary: fc.constant('""') },
			);
};

const given: fc.Arbitrary<Given> = fc.constantFrom(...Object.keys(readers)).chain((flag) =>
	fc.record({
		flag: fc.constant(flag),
		not: fc.boolean(),
		values: fc.array(fc.record({ text: valueFor(flag), negated: fc.boolean() }), { minLength: 1, maxLength: 3 }),
	}),
);

/** As it would be typed: values of one argument with commas between, a regular expression by itself. */
const typed = ({ values, not }: Given): string[] => {
	const signed = values.map(({ text, negated }) => `${negated && !not ? "!" : ""}${text}`);
	const alone = signed.filter((value) => value.includes("re:"));
	const together = signed.filter((value) => !value.includes("re:"));
	return [...alone, ...(together.length > 0 ? [together.join(",")] : [])];
};

it("random queries keep the calls that the README says", async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(given, { minLength: 1, maxLength: 4 }), fc.boolean(), async (query, invert) => {
			const fields: Record<string, string[]> = {};
			for (const one of query) {
				const name = one.not ? `not-${one.flag}` : one.flag;
				fields[name] = [...(fields[name] ?? []), ...typed(one)];
			}
			const { matches } = await compileQuery({ fields, invert }, 0);
			const plain = query.map((one) => (one.not ? { ...one, values: one.values.map((value) => ({ ...value, negated: false })) } : one));
			expect(calls.filter(matches).map(({ event }) => event.auditID)).toEqual(
				calls.filter((call) => holds(plain, invert, call)).map(({ event }) => event.auditID),
			);
		}),
		{ numRuns: 1500 },
	);
});
