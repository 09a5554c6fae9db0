import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Call } from "../../src/audit/call.ts";
import type { AuditEvent, ObjectReference } from "../../src/audit/event.ts";
import { type Row, rowOf } from "../../src/render/row.ts";
import { call } from "../helpers/event.ts";

const row = (one: Call): Row => rowOf(one, { shortAccounts: true, sources: () => false, stages: false });
const stagesOf = (...names: string[]): Pick<Call, "stages"> => ({ stages: names.map((stage) => ({ stage, at: null })) });
const pathCall = (requestURI: string, parts: Partial<AuditEvent> = {}): Call => {
	const { objectRef: _none, ...event } = call({ requestURI, ...parts }).event;
	return call({}, { event });
};

const { requestReceivedTimestamp: _beginning, ...beginningless } = call().event;
const { stageTimestamp: _end, ...timeless } = beginningless;

const BEGAN = "2026-11-23T15:09:30.000000Z";
const later = (seconds: number): string => `2026-11-23T15:09:${30 + seconds}.000000Z`;

describe("the clock of a row", () => {
	const LONG = stagesOf("RequestReceived", "ResponseStarted", "ResponseComplete");

	it.each<[what: string, call: Call, at: string | undefined, since: string | undefined]>([
		["a short call's is its beginning", call(), BEGAN, undefined],
		["a long call's is its end, and tells its beginning", call({ stageTimestamp: later(20) }, LONG), later(20), BEGAN],
		["an open call's is its beginning", call({ stageTimestamp: later(20) }, { state: "open", ...LONG }), BEGAN, undefined],
		["a call's without an end is its beginning", call({ stageTimestamp: later(20) }, { state: "noEnd", ...LONG }), BEGAN, undefined],
		["an exec's of 6.7 ms is its beginning", call({ stageTimestamp: "2026-11-23T15:09:30.006700Z" }, LONG), BEGAN, undefined],
		[
			"a call's of more than 250 ms is its end",
			call({ stageTimestamp: "2026-11-23T15:09:30.251000Z" }, LONG),
			"2026-11-23T15:09:30.251000Z",
			BEGAN,
		],
		["is the end where no beginning is recorded", call({}, { event: beginningless }), "2026-11-23T15:09:30.001500Z", undefined],
		["is unknown where there is no time", call({}, { event: timeless }), undefined, undefined],
		["is in UTC, whatever the event says", call({ requestReceivedTimestamp: "2026-11-23T16:09:30+01:00" }), BEGAN, undefined],
	])("%s", (_what, one, at, since) => {
		expect(row(one)).toMatchObject({ at, since });
	});

	// A call counts as long only where ResponseStarted was recorded; a policy may omit that stage, and the clock jumps back by the watch's length.
	it("a watch's of 40 minutes is its end, though ResponseStarted is omitted", () => {
		const watch = call({ verb: "watch", stageTimestamp: "2026-11-23T15:49:30.000000Z" });
		expect(row(watch)).toMatchObject({ at: "2026-11-23T15:49:30.000000Z", since: BEGAN });
	});
});

describe("the code", () => {
	it.each<[code: string, what: string, call: Call]>([
		["200", "is the response's", call()],
		["open", "of a long call that began", call({}, { state: "open" })],
		["?", "of a call without an end", call({}, { state: "noEnd" })],
		["-", "of an answer without one", call({ responseStatus: {} })],
		["0", "of an answer with 0", call({ responseStatus: { code: 0 } })],
		["101", "of an exec", call({ responseStatus: { code: 101 } })],
	])("%s %s", (code, _what, one) => {
		expect(row(one).code).toBe(code);
	});
});

describe("who", () => {
	const SA = "system:serviceaccount:dev:builder";

	it.each<[who: string, parts: Partial<AuditEvent>]>([
		["alice", {}],
		["(nobody)", { user: {} }],
		['"(nobody)"', { user: { username: "(nobody)" } }],
		["sa:dev:builder", { user: { username: SA } }],
		['"sa:dev:builder"', { user: { username: "sa:dev:builder" } }],
		["bob as alice", { user: { username: "bob" }, impersonatedUser: { username: "alice" } }],
		['"bob as alice"', { user: { username: "bob as alice" } }],
		["bob as sa:dev:builder", { user: { username: "bob" }, impersonatedUser: { username: SA } }],
		['bob as "a b"', { user: { username: "bob" }, impersonatedUser: { username: "a b" } }],
		["bob as (nobody)", { user: { username: "bob" }, impersonatedUser: {} }],
		['"*"', { user: { username: "*" } }],
	])("%s", (who, parts) => {
		expect(row(call(parts)).who).toBe(who);
	});

	it("is a service account in full in a pipe", () => {
		const one = call({ user: { username: SA } });
		expect(rowOf(one, { shortAccounts: false, sources: () => false, stages: false }).who).toBe(SA);
		expect(rowOf(call({ user: { username: "sa:dev:builder" } }), { shortAccounts: false, sources: () => false, stages: false }).who).toBe(
			"sa:dev:builder",
		);
	});

	const word = fc.constantFrom("a", " ", '"', ":", "sa:", "as", "system:serviceaccount:", "dev", "\\", "\n", "(nobody)");
	const name = fc.string({ unit: word, minLength: 1, maxLength: 5 });

	it("is another text for another user, impersonated or not, in a pipe", () => {
		const whoIs = (username: string, as: string | undefined): string =>
			rowOf(call({ user: { username }, ...(as === undefined ? {} : { impersonatedUser: { username: as } }) }), {
				shortAccounts: false,
				sources: () => false,
				stages: false,
			}).who;
		const users = fc.uniqueArray(fc.tuple(name, fc.option(name, { nil: undefined })), {
			selector: (pair) => JSON.stringify(pair),
			maxLength: 20,
		});
		fc.assert(fc.property(users, (pairs) => new Set(pairs.map(([username, as]) => whoIs(username, as))).size === pairs.length));
	});

	// What is quoted is quoted after it was shortened, and looks like a user who is really called so.
	it("is another text for a service account than for a user who is called as it is shown", () => {
		const [account, user] = ["system:serviceaccount:dev:a b", "sa:dev:a b"].map((username) => row(call({ user: { username } })).who);
		expect(account).not.toBe(user);
	});
});

describe("the resource", () => {
	it.each<[resource: string, objectRef: ObjectReference]>([
		["pods", { resource: "pods" }],
		["pods/exec", { resource: "pods", subresource: "exec" }],
		["deployments", { resource: "deployments", apiGroup: "apps" }],
		["deployments/scale", { resource: "deployments", apiGroup: "apps", subresource: "scale" }],
		["clusterroles", { resource: "clusterroles", apiGroup: "rbac.authorization.k8s.io" }],
		["things.agg.example.com", { resource: "things", apiGroup: "agg.example.com" }],
		["pods.metrics.k8s.io", { resource: "pods", apiGroup: "metrics.k8s.io" }],
		['"a b"', { resource: "a b" }],
		['pods/"a b"', { resource: "pods", subresource: "a b" }],
		['""', {}],
	])("is %s", (resource, objectRef) => {
		expect(row(call({ objectRef })).resource).toBe(resource);
	});

	it.each([
		["/version", "/version"],
		["/openapi/v3?hash=6A36", "/openapi/v3?hash=6A36"],
		["", '""'],
	])("is the path %j where the request is about none", (requestURI, resource) => {
		expect(row(pathCall(requestURI))).toMatchObject({ resource, where: "" });
	});

	// Any path segment may stand where a resource is expected: GET /api/v1/namespaces/dev/things.agg.example.com is about no such group.
	it("of the core group with a dot in its name does not look like another group's", () => {
		const [core, other] = [{ resource: "things.agg.example.com" }, { resource: "things", apiGroup: "agg.example.com" }].map(
			(objectRef) => row(call({ objectRef })).resource,
		);
		expect(core).not.toBe(other);
	});
});

describe("where", () => {
	it.each<[where: string, verb: string, objectRef: ObjectReference]>([
		["dev/web-1", "get", { resource: "pods", namespace: "dev", name: "web-1" }],
		["node-1", "get", { resource: "nodes", name: "node-1" }],
		["dev/*", "list", { resource: "pods", namespace: "dev" }],
		["*", "watch", { resource: "pods" }],
		["dev/*", "deletecollection", { resource: "pods", namespace: "dev" }],
		["dev/?", "create", { resource: "configmaps", namespace: "dev" }],
		["?", "create", { resource: "nodes" }],
		["dev/cm1", "create", { resource: "configmaps", namespace: "dev", name: "cm1" }],
		["", "create", { resource: "selfsubjectaccessreviews", apiGroup: "authorization.k8s.io" }],
		["", "create", { resource: "localsubjectaccessreviews", apiGroup: "authorization.k8s.io", namespace: "dev" }],
		["dev", "get", { resource: "namespaces", namespace: "dev", name: "dev" }],
		["dev", "update", { resource: "namespaces", namespace: "dev", name: "dev", subresource: "finalize" }],
		["*", "list", { resource: "namespaces" }],
		['dev/"*"', "get", { resource: "pods", namespace: "dev", name: "*" }],
		['dev/"?"', "get", { resource: "pods", namespace: "dev", name: "?" }],
		['dev/"a/b"', "list", { resource: "pods", namespace: "dev", name: "a/b" }],
		['"dev/web-1"', "list", { resource: "nodes", name: "dev/web-1" }],
		['"日本"/"café <x>"', "get", { resource: "pods", namespace: "日本", name: "café <x>" }],
		[String.raw`dev/"\x00\x01x"`, "get", { resource: "configmaps", namespace: "dev", name: "\x00\x01x" }],
	])("%s", (where, verb, objectRef) => {
		expect(row(call({ verb, objectRef })).where).toBe(where);
	});

	it("is another text for another object", () => {
		const part = fc.option(fc.string({ unit: fc.constantFrom("a", "/", '"', " ", "*", "?", "\\"), minLength: 1, maxLength: 3 }), {
			nil: undefined,
		});
		const objects = fc.uniqueArray(fc.tuple(part, part), { selector: (pair) => JSON.stringify(pair), maxLength: 20 });
		fc.assert(
			fc.property(objects, (pairs) => {
				const shown = pairs.map(([namespace, name]) => {
					const objectRef = { resource: "pods", ...(namespace ? { namespace } : {}), ...(name ? { name } : {}) };
					return row(call({ objectRef })).where;
				});
				expect(new Set(shown).size).toBe(pairs.length);
			}),
		);
	});
});

it("the verb is quoted where it is none", () => {
	expect(["get", "", "a b"].map((verb) => row(call({ verb })).verb)).toEqual(["get", '""', '"a b"']);
});

it("of an event that says no more than it must", () => {
	const bare = { kind: "Event", apiVersion: "audit.k8s.io/v1", auditID: "x", stage: "ResponseComplete" };
	expect(row(call({}, { event: bare }))).toEqual({
		at: undefined,
		since: undefined,
		code: "-",
		duration: undefined,
		who: "(nobody)",
		verb: '""',
		resource: '""',
		where: "",
		notes: [],
		details: [],
	});
});

it("the duration is the call's", () => {
	expect([row(call()).duration, row(call({}, { state: "open" })).duration]).toEqual([1500, undefined]);
});

describe("of a stage by itself", () => {
	const stage = (parts: Partial<AuditEvent>, state: Call["state"] = "open"): Row =>
		rowOf(call(parts, { state }), { shortAccounts: true, sources: () => false, stages: true });

	it("the clock is the stage's own", () => {
		expect(stage({ stage: "ResponseStarted" })).toMatchObject({ at: "2026-11-23T15:09:30.001500Z", since: undefined });
	});

	it("the code is the stage's own", () => {
		expect(stage({ stage: "ResponseStarted" }).code).toBe("200");
		expect(stage({ stage: "RequestReceived", responseStatus: {} }).code).toBe("-");
	});

	it("the stage is the first note, before the event's", () => {
		const parts = { stage: "ResponseComplete", verb: "patch", requestURI: "/x?dryRun=All" };
		expect(stage(parts, "complete").notes).toEqual(["ResponseComplete", "[dry-run]"]);
	});

	it("a stage that a stranger chose is quoted", () => {
		expect(stage({ stage: "a  b\n" }).notes).toEqual(['"a\\x20 b\\n"']);
	});
});
