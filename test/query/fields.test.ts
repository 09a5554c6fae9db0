import { describe, expect, it } from "vitest";
import type { Call } from "../../src/audit/call.ts";
import { fields } from "../../src/query/fields.ts";
import { compileQuery } from "../../src/query/query.ts";
import { QueryError } from "../../src/query/query-error.ts";
import { call } from "../helpers/event.ts";

const query = async (flag: string, ...values: string[]) => (await compileQuery({ fields: { [flag]: values } }, 0)).matches;
const keeps = async (flag: string, value: string, one: Call): Promise<boolean> => (await query(flag, value))(one);

const stages = (...names: string[]): Partial<Call> => ({ stages: names.map((stage) => ({ stage, at: null })) });
const exec = call({ objectRef: { resource: "pods", namespace: "dev", name: "web-1", subresource: "exec" } });
const nodes = call({ objectRef: { resource: "nodes", name: "node-1" } });

const took = (from: string, to: string): Call =>
	call({ requestReceivedTimestamp: `2026-11-23T15:00:${from}Z`, stageTimestamp: `2026-11-23T15:00:${to}Z` });

const caller = (what: string, name: string): Call =>
	call({ user: { username: "sa", extra: { [`authentication.kubernetes.io/${what}`]: [name] } } });

/** For each field a value, a call that it keeps and one that it refuses. */
const exemplars: readonly (readonly [flag: string, value: string, kept: Call, refused: Call])[] = [
	["user", "alice", call(), call({ user: { username: "bob" } })],
	["as", "alice", call({ impersonatedUser: { username: "alice" } }), call()],
	[
		"actor",
		"alice",
		call({ user: { username: "bob" }, impersonatedUser: { username: "alice" } }),
		call({ impersonatedUser: { username: "bob" } }),
	],
	["group", "dev", call(), call({ user: { username: "alice", groups: ["ops"] } })],
	["verb", "get", call(), call({ verb: "list" })],
	["resource", "po", call(), nodes],
	["subresource", "exec", exec, call()],
	["namespace", "dev", call(), nodes],
	["name", "web-*", call(), nodes],
	["touching", "po/dev/web-1", call(), call({ objectRef: { resource: "pods", namespace: "dev", name: "web-2" } })],
	["uid", "9f3b", call({ objectRef: { resource: "pods", uid: "9f3b2c1d-0000" } }), call()],
	["code", "4xx", call({ responseStatus: { code: 403 } }), call()],
	["stage", "ResponseStarted", call({}, stages("RequestReceived", "ResponseStarted")), call()],
	["level", "Request", call({ level: "Request" }), call()],
	["audit-id", "0b6d2a52", call(), call({ auditID: "1b6d2a52-3b1c-4b2a-9b61-0c9d3c5a7f10" })],
	["source-ip", "10.0.0.0/8", call({ sourceIPs: ["10.1.2.3"] }), call()],
	["user-agent", "kubectl/*", call(), call({ userAgent: "curl/7.88.1" })],
	["uri", "/healthz*", call({ requestURI: "/healthz?verbose" }), call()],
	["claimed-ip", "10.0.0.0/8", call({ sourceIPs: ["10.1.2.3", "127.0.0.1"] }), call({ sourceIPs: ["10.1.2.3"] })],
	["field-manager", "kubectl*", call({ requestURI: "/api/v1/namespaces/dev/pods?fieldManager=kubectl-client-side-apply" }), call()],
	["decision", "forbid", call({ annotations: { "authorization.k8s.io/decision": "forbid" } }), call()],
	["reason", "NotFound", call({ responseStatus: { code: 404, reason: "NotFound" } }), call()],
	["annotation", "k8s.io/deprecated=true", call({ annotations: { "k8s.io/deprecated": "true" } }), call()],
	["credential", "7d9c", call({ annotations: { "authentication.kubernetes.io/issued-credential-id": "JTI=7d9c" } }), call()],
	["kubectl-command", "create", call({ requestURI: "/api/v1/pods?fieldManager=kubectl-create&x=1" }), call()],
	["caller-pod", "web-*", caller("pod-name", "web-1"), call()],
	["caller-node", "n1", caller("node-name", "n1"), caller("pod-name", "n1")],
	["slower", "1s", took("00.000000", "01.000000"), took("00.000000", "00.999999")],
	["faster", "1s", took("00.000000", "00.999999"), took("00.000000", "01.000000")],
	["outcome", "denied", call({ responseStatus: { code: 403 } }), call({ responseStatus: { code: 404 } })],
	["actor-kind", "node", call({ user: { username: "system:node:n1" } }), call()],
];

it("every field has an exemplar", () => {
	expect(exemplars.map(([flag]) => flag)).toEqual(fields.map(({ flag }) => flag));
});

describe.each(exemplars)("--%s %s", (flag, value, kept, refused) => {
	it("keeps one call and refuses another", async () => {
		const matches = await query(flag, value);
		expect([kept, refused].map(matches)).toEqual([true, false]);
	});

	it.each([
		["--not-", `not-${flag}`, value],
		["!", flag, `!${value}`],
		["-", flag, `-${value}`],
	])("negated with %s keeps the other", async (_sign, name, text) => {
		const matches = await query(name, text);
		expect([kept, refused].map(matches)).toEqual([false, true]);
	});

	it("takes one of several values", async () => {
		const matches = await query(flag, value, value);
		expect([kept, refused].map(matches)).toEqual([true, false]);
	});
});

it("a flag, a short flag, a description and a placeholder are of one field only", () => {
	const shorts = fields.flatMap(({ short = [] }) => short);
	expect(new Set(fields.map(({ flag }) => flag)).size).toBe(fields.length);
	expect(new Set(shorts).size).toBe(shorts.length);
	for (const { flag, placeholder, describe: help } of fields) {
		expect(flag).toMatch(/^[a-z]+(-[a-z]+)*$/);
		expect(placeholder).toMatch(/^[A-Z]+$/);
		expect(help).toMatch(/^\S/);
	}
});

describe("a user", () => {
	const builder = call({ user: { username: "system:serviceaccount:dev:builder" } });
	const nobody = call({ user: {} });

	it.each<[flag: string, value: string, one: Call, kept: boolean]>([
		["user", "sa:dev:builder", builder, true],
		["user", "system:serviceaccount:dev:builder", builder, true],
		["user", "sa:dev:*", builder, true],
		["user", "sa:*:builder", builder, true],
		["user", "sa:ops:builder", builder, false],
		["user", "system:serviceaccount:*", builder, true],
		["actor", "sa:dev:builder", builder, true],
		["as", "sa:dev:builder", call({ impersonatedUser: { username: "system:serviceaccount:dev:builder" } }), true],
		["user", "alice", call({ impersonatedUser: { username: "bob" } }), true],
		["user", "bob", call({ impersonatedUser: { username: "bob" } }), false],
		["user", "(nobody)", nobody, true],
		["user", "alice", nobody, false],
		["user", "re:^system:", builder, true],
		["actor", "alice", call(), true],
		["group", "system:*", call(), true],
		["group", "ops", call({ impersonatedUser: { username: "bob", groups: ["ops"] } }), false],
	])("--%s %s", async (flag, value, one, kept) => {
		expect(await keeps(flag, value, one)).toBe(kept);
	});

	it("who was not impersonated is left in by --not-as", async () => {
		expect(await keeps("not-as", "bob", call())).toBe(true);
	});
});

describe("-n", () => {
	const dev = (resource: string, apiGroup?: string) => call({ objectRef: { resource, name: "dev", ...(apiGroup ? { apiGroup } : {}) } });

	it.each([
		["the Namespace object itself", dev("namespaces"), true],
		["another object of that name", dev("nodes"), false],
		["another group's namespaces", dev("namespaces", "example.com"), false],
		["what is about no resource", call({}, { event: { ...call().event, objectRef: {} } }), false],
	])("and %s: %s", async (_what, one, kept) => {
		expect(await keeps("namespace", "dev", one)).toBe(kept);
	});

	it.each(["100", "!100"])("refuses %s, which tail would take for a number of lines", async (value) => {
		await expect(query("namespace", value)).rejects.toThrow("a namespace of digits only is unlikely");
		await expect(query("namespace", value)).rejects.toHaveProperty("hint", expect.stringContaining("--tail 100"));
	});

	it("takes a namespace of digits when it is written as the hint says", async () => {
		expect(await keeps("namespace", "\\100", call({ objectRef: { namespace: "100" } }))).toBe(true);
	});
});

describe("a word from a closed list", () => {
	it.each([
		["stage", "responsecomplete", true],
		["stage", "ResponseC*", true],
		["stage", "Panic", false],
		["stage", "re:^Response", true],
		["level", "METADATA", true],
		["level", "None", false],
		["level", "*", true],
	])("--%s %s", async (flag, value, kept) => {
		expect(await keeps(flag, value, call())).toBe(kept);
	});

	it.each([
		["stage", "Pannic", "is none of RequestReceived, ResponseStarted, ResponseComplete, Panic"],
		["level", "meta", "is none of None, Metadata, Request, RequestResponse"],
	])("--%s %s is none", async (flag, value, why) => {
		await expect(query(flag, value)).rejects.toThrow(QueryError);
		await expect(query(flag, value)).rejects.toThrow(why);
	});

	it("that is not in the list can be asked for as the hint says", async () => {
		expect(await keeps("stage", "re:^ResponseSigned$", call({}, stages("ResponseSigned")))).toBe(true);
	});

	it("is found in any of the call's stages", async () => {
		const whole = call({}, stages("RequestReceived", "ResponseStarted", "ResponseComplete"));
		expect(await keeps("stage", "RequestReceived", whole)).toBe(true);
	});
});

describe("the rest", () => {
	it.each<[flag: string, value: string, one: Call, kept: boolean]>([
		["audit-id", "0b6d2a52-3b1c-4b2a-9b61-0c9d3c5a7f10", call(), true],
		["audit-id", "6d2a52", call(), false],
		["audit-id", "*7f10", call(), true],
		["audit-id", "re:7f10$", call(), true],
		["source-ip", "127.0.0.1", call({ sourceIPs: ["127.0.0.1", "10.1.2.3"] }), false],
		["source-ip", "10.1.2.3", call({ sourceIPs: ["127.0.0.1", "10.1.2.3"] }), true],
		["source-ip", "10.1.2.3", call({ sourceIPs: [] }), false],
		["uri", "/version", call({ requestURI: "/version?timeout=5s" }), true],
		["uri", "/version?timeout=5s", call({ requestURI: "/version?timeout=5s" }), true],
		["uri", "*timeout*", call({ requestURI: "/version?timeout=5s" }), true],
		["uri", "/ver", call({ requestURI: "/version" }), false],
		["verb", "GET", call(), true],
		["verb", "!Get", call(), false],
		["verb", "L*", call({ verb: "list" }), true],
		["audit-id", "0b6d*7f10", call(), true],
		["code", "403", call({ responseStatus: {} }), false],
		["code", "!403", call({ responseStatus: {} }), true],
		["code", "*", call({ responseStatus: {} }), false],
		["verb", '""', call({ verb: "" }), true],
		["resource", "*", call(), true],
		["name", "café \\<x>", call({ objectRef: { name: "café <x>" } }), true],
	])("--%s %s", async (flag, value, one, kept) => {
		expect(await keeps(flag, value, one)).toBe(kept);
	});

	it("is not asked of a request about no resource", async () => {
		const { objectRef: _none, ...path } = call().event;
		for (const flag of ["resource", "subresource", "namespace", "name"]) {
			expect(await keeps(flag, "*", call({}, { event: path }))).toBe(false);
			expect(await keeps(`not-${flag}`, "*", call({}, { event: path }))).toBe(true);
		}
	});

	it.each<[flag: string, nothing: Call]>([
		["user", call({ user: {} })],
		["as", call()],
		["subresource", call()],
		["namespace", nodes],
		["name", call({ objectRef: { resource: "pods" } })],
		["user-agent", call({}, { event: { ...call().event, userAgent: undefined as unknown as string } })],
	])("--%s '\"\"' keeps the calls that have nothing there", async (flag, nothing) => {
		expect(await keeps(flag, '""', nothing)).toBe(true);
	});

	// The `*` that is put behind the prefix is escaped by the backslash in front of it.
	it("--audit-id takes a prefix that ends in a backslash", async () => {
		expect(await keeps("audit-id", "a\\", call({ auditID: "a\\b" }))).toBe(true);
	});
});

it.each([
	["a plugin, in the user agent", { userAgent: "kubectl-neat/v2.0 (linux/amd64)" }, "neat", true],
	[
		"the field manager, before that",
		{ userAgent: "kubectl-neat/v2.0", requestURI: "/api/v1/pods?fieldManager=kubectl-edit" },
		"edit",
		true,
	],
	["not the dispatcher", { userAgent: "kubectl-dispatcher/v1.0 (linux/amd64)" }, "*", false],
	["not kubectl itself", { userAgent: "kubectl/v1.32.4" }, "*", false],
])("--kubectl-command knows %s", async (_what, parts, value, kept) => {
	expect(await keeps("kubectl-command", value, call(parts))).toBe(kept);
});
