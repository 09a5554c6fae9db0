import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { claimsAuditEvent, isAuditEvent } from "../../src/audit/event.ts";
import { event } from "../helpers/event.ts";

/** The event with something else at a dotted path. */
function changed(path: string, value: unknown): unknown {
	const copy = structuredClone(event({ impersonatedUser: { username: "bob" } })) as unknown as Record<string, unknown>;
	const keys = path.split(".");
	const last = keys.pop() ?? "";
	const parent = keys.reduce((at, key) => at[key] as Record<string, unknown>, copy);
	parent[last] = value;
	return copy;
}

describe("an audit event is", () => {
	it.each<[what: string, text: string]>([
		[
			"the least that Go writes",
			'{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"x","stage":"RequestReceived","requestURI":"","verb":"","user":{},"requestReceivedTimestamp":null,"stageTimestamp":null}',
		],
		["one of an older version", '{"kind":"Event","apiVersion":"audit.k8s.io/v1beta1","auditID":"x","stage":"ResponseComplete"}'],
		["one with its keys in another order", '{"auditID":"x","stage":"Panic","apiVersion":"audit.k8s.io/v1","kind":"Event"}'],
		["one with an empty audit ID", '{"kind":"Event","apiVersion":"audit.k8s.io/v1","auditID":"","stage":"Panic"}'],
		["one with an annotation called __proto__", JSON.stringify(event()).replace('"annotations":{', '"annotations":{"__proto__":"x",')],
	])("%s", (_what, text) => {
		expect(isAuditEvent(JSON.parse(text))).toBe(true);
	});

	it.each<[what: string, path: string, value: unknown]>([
		["an unknown stage", "stage", "ResponseSigned"],
		["an unknown level", "level", "Everything"],
		["a key that is not known yet", "authenticationMetadata", { impersonationConstraint: "impersonate:user-info" }],
		["nobody as its user", "user", {}],
		["an empty verb", "verb", ""],
		["a list as its body", "requestObject", [{ op: "add" }]],
		["a text as its body", "requestObject", "skipped-too-big-size-object"],
		["null as its body", "responseObject", null],
		["no time", "stageTimestamp", null],
		["an empty annotation", "annotations", { "authorization.k8s.io/reason": "" }],
	])("one with %s", (_what, path, value) => {
		expect(isAuditEvent(changed(path, value))).toBe(true);
	});
});

describe("no audit event is", () => {
	it.each([
		["null", null],
		["a list", [event()]],
		["an empty object", {}],
		["a number", 123],
		["a text", "Event"],
		["a core/v1 Event", { ...event(), apiVersion: "v1" }],
		["an events.k8s.io Event", { ...event(), apiVersion: "events.k8s.io/v1" }],
		["a group that only begins so", { ...event(), apiVersion: "audit.k8s.io.example.com/v1" }],
		["an EventList", { ...event(), kind: "EventList" }],
		["a version that is no text", { ...event(), apiVersion: 1 }],
	])("%s", (_what, value) => {
		expect(isAuditEvent(value)).toBe(false);
		expect(claimsAuditEvent(value)).toBe(false);
	});

	it.each<[path: string, value: unknown]>([
		["auditID", undefined],
		["auditID", 7],
		["stage", null],
		["stage", ["Panic"]],
		["level", 1],
		["requestURI", {}],
		["verb", ["get"]],
		["user", "alice"],
		["user", []],
		["user.username", 5],
		["user.groups", "system:masters"],
		["user.groups", [null]],
		["user.extra", { key: "text" }],
		["user.extra", []],
		["impersonatedUser.username", {}],
		["sourceIPs", "10.0.0.1"],
		["sourceIPs", [1]],
		["userAgent", false],
		["objectRef", "pods/x"],
		["objectRef.name", 5],
		["responseStatus", 200],
		["responseStatus.code", "200"],
		["responseStatus.code", 200.5],
		["responseStatus.message", {}],
		["requestReceivedTimestamp", 1574521770],
		["stageTimestamp", {}],
		["annotations", []],
		["annotations", { key: 1 }],
	])("one whose %s is %j, which still calls itself one", (path, value) => {
		expect(isAuditEvent(changed(path, value))).toBe(false);
		expect(claimsAuditEvent(changed(path, value))).toBe(true);
	});
});

const typed: readonly (readonly [path: string, type: string])[] = [
	["level", "string"],
	["requestURI", "string"],
	["verb", "string"],
	["user", "object"],
	["user.username", "string"],
	["user.groups", "object"],
	["impersonatedUser", "object"],
	["sourceIPs", "object"],
	["userAgent", "string"],
	["objectRef", "object"],
	["objectRef.resource", "string"],
	["objectRef.namespace", "string"],
	["objectRef.name", "string"],
	["objectRef.apiGroup", "string"],
	["objectRef.subresource", "string"],
	["responseStatus", "object"],
	["responseStatus.code", "number"],
	["responseStatus.message", "string"],
	["annotations", "object"],
];

describe("behind the guard every field has its type or is absent", () => {
	const notNull = fc.jsonValue().filter((value) => value !== null);

	it.each(typed)("%s", (path, type) => {
		fc.assert(fc.property(notNull, (value) => !isAuditEvent(changed(path, value)) || typeof value === type));
	});

	it.each([...typed.map(([path]) => path), "requestReceivedTimestamp", "stageTimestamp"])("%s, where it is null: taken out", (path) => {
		const value = changed(path, null);
		expect(isAuditEvent(value)).toBe(true);
		expect(path.split(".").reduce((at, key) => (at as Record<string, unknown> | undefined)?.[key], value)).toBeUndefined();
	});
});

it.each(["auditID", "stage", "kind", "apiVersion"])("no event is without its %s, even where null stands for it", (path) => {
	expect(isAuditEvent(changed(path, null))).toBe(false);
});

it("what is in a body stays as it is, null or not", () => {
	const value = changed("requestObject", { a: null });
	expect(isAuditEvent(value) && value.requestObject).toEqual({ a: null });
});
