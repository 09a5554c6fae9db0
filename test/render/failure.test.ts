import { describe, expect, it } from "vitest";
import type { AuditEvent } from "../../src/audit/event.ts";
import { failure } from "../../src/render/failure.ts";
import { event } from "../helpers/event.ts";

const FORBID = { annotations: { "authorization.k8s.io/decision": "forbid", "authorization.k8s.io/reason": "" } };
const refused = (code: number, message: string, parts: Partial<AuditEvent> = {}): AuditEvent =>
	event({ responseStatus: { status: "Failure", code, message }, ...parts });

const { userAgent: _none, ...anonymous } = event({ responseStatus: { code: 401 } });

describe("why a call failed", () => {
	it.each<[what: string, event: AuditEvent, why: string | undefined]>([
		["it did not", event(), undefined],
		["no answer is recorded", event({ responseStatus: {} }), undefined],
		["401", refused(401, "Unauthorized", { user: {}, userAgent: "curl/7.88.1" }), "authn: Unauthorized, from 127.0.0.1 curl/7.88.1"],
		[
			"401 without a message",
			event({ responseStatus: { code: 401 }, userAgent: "curl/7.88.1" }),
			"authn: Unauthorized, from 127.0.0.1 curl/7.88.1",
		],
		["401 from nowhere", refused(401, "Unauthorized", { sourceIPs: [], userAgent: "a b" }), 'authn: Unauthorized, from "?" "a b"'],
		["401 by a client that does not name itself", anonymous, "authn: Unauthorized, from 127.0.0.1"],
		[
			"RBAC, in a namespace",
			refused(403, 'pods is forbidden: User "eve" cannot list resource "pods" in API group "" in the namespace "prod"', FORBID),
			"authz: forbid",
		],
		[
			"RBAC, of a cluster",
			refused(403, 'nodes is forbidden: User "eve" cannot list resource "nodes" in API group "" at the cluster scope', FORBID),
			"authz: forbid",
		],
		["RBAC, of a path", refused(403, 'forbidden: User "eve" cannot get path "/metrics"', FORBID), "authz: forbid"],
		[
			"RBAC, with a reason",
			refused(
				403,
				`pods "p" is forbidden: User "system:node:n" cannot get resource "pods" in API group "" in the namespace "x": no relationship found between node 'n' and this object`,
				FORBID,
			),
			"authz: forbid  no relationship found between node 'n' and this object",
		],
		["another authorizer", refused(403, "the webhook  said\nno", FORBID), "authz: forbid  the webhook said no"],
		[
			"impersonation",
			refused(403, 'users "admin" is forbidden: User "alice" cannot impersonate resource "users" in API group "" at the cluster scope', {
				annotations: {},
			}),
			'impersonation refused: users "admin"',
		],
		[
			"a validating policy",
			refused(
				422,
				`configmaps "forbidden" is forbidden: ValidatingAdmissionPolicy 'nodeny' with binding 'nodeny-b' denied request: name <forbidden> is "forbidden" & denied`,
			),
			'admission: policy nodeny: name <forbidden> is "forbidden" & denied',
		],
		[
			"a webhook",
			refused(403, 'admission webhook "deny.example.com" denied the request: no  latest'),
			"admission: webhook deny.example.com: no latest",
		],
		[
			"a webhook that does not say why",
			refused(400, 'admission webhook "deny.example.com" denied the request without explanation'),
			"admission: webhook deny.example.com",
		],
		[
			"another admission plugin",
			refused(403, 'pods "p" is forbidden: exceeded quota: q, requested: pods=1, used: pods=9, limited: pods=9'),
			"admission: exceeded quota: q, requested: pods=1, used: pods=9, limited: pods=9",
		],
		["an object that is not there", refused(404, 'pods "nosuch" not found'), undefined],
		["a resource that is not there", refused(404, "the server could not find the requested resource"), undefined],
		["a 404 that says more", refused(404, "no backend"), "no backend"],
		["an object that is there", refused(409, 'configmaps "cm1" already exists'), 'configmaps "cm1" already exists'],
		[
			"an object that has changed",
			refused(
				409,
				'Operation cannot be fulfilled on configmaps "cm1": the object has been modified; please apply your changes to the latest version and try again',
			),
			"the object has been modified",
		],
		[
			"an apply that conflicts",
			refused(409, 'Apply failed with 1 conflict: conflict with "team-a": .data.k'),
			'Apply failed with 1 conflict: conflict with "team-a": .data.k',
		],
		["the server's own error", refused(500, "etcdserver: \x1b[31mleader changed"), "etcdserver: \\x1b[31mleader changed"],
		["a panic", refused(500, "APIServer panic'd: net/http: abort Handler", { stage: "Panic" }), "PANIC net/http: abort Handler"],
		["a panic over several lines", refused(500, "APIServer panic'd: a\n\tb", { stage: "Panic" }), "PANIC a b"],
	])("%s", (_what, failed, why) => {
		expect(failure(failed)).toBe(why);
	});

	it("in a panic is always said", () => {
		expect(failure(event({ stage: "Panic" }))).toMatch(/^PANIC/);
	});
});

describe("a name that a stranger chose does not change which layer refused", () => {
	it.each<[what: string, event: AuditEvent, why: string | undefined]>([
		[
			"a name that speaks of a webhook: Go quotes its quotes",
			refused(404, String.raw`pods "admission webhook \"x\" denied the request: y" not found`),
			undefined,
		],
		[
			"a user who speaks of a reason",
			refused(
				403,
				String.raw`pods is forbidden: User "eve\" at the cluster scope: RBAC" cannot list resource "pods" in API group "" at the cluster scope`,
				FORBID,
			),
			"authz: forbid",
		],
	])("%s", (_what, failed, why) => {
		expect(failure(failed)).toBe(why);
	});

	// The sentences are looked for anywhere in the message, before the code and the decision in the annotations are asked.
	it.each<[what: string, event: AuditEvent, why: string | undefined]>([
		[
			"a 404 for a name that speaks of a policy",
			refused(404, `pods "ValidatingAdmissionPolicy 'x' with binding 'y' denied request: z" not found`),
			undefined,
		],
		[
			"an authorizer's refusal for a name that speaks of impersonation",
			refused(
				403,
				'pods "x is forbidden: User y cannot impersonate resource z" is forbidden: User "eve" cannot get resource "pods" in API group "" in the namespace "dev"',
				FORBID,
			),
			"authz: forbid",
		],
	])("%s", (_what, failed, why) => {
		expect(failure(failed)).toBe(why);
	});

	// Go quotes the path and the namespace, but an escaped quote is taken for the end of them.
	it.each<[what: string, message: string]>([
		["path", String.raw`forbidden: User "eve" cannot get path "/x\": allowed by RBAC"`],
		[
			"namespace",
			String.raw`pods is forbidden: User "eve" cannot list resource "pods" in API group "" in the namespace "x\": allowed by RBAC"`,
		],
	])("nor does a %s with a quote in it add a reason of its own", (_what, message) => {
		expect(failure(refused(403, message, FORBID))).toBe("authz: forbid");
	});

	// The sentence is looked for anywhere: an object with such a name is refused by validation, not by a policy.
	it("a 422 for a name that speaks of a policy", () => {
		const message = `ConfigMap "ValidatingAdmissionPolicy 'x' with binding 'y' denied request: z" is invalid: metadata.name: Invalid value`;
		expect(failure(refused(422, message))).toBe(message);
	});
});

describe("a message of a megabyte takes no more than a moment", () => {
	const MEGABYTE = 1_000_000;
	const filled = (text: string): string => text.repeat(Math.ceil(MEGABYTE / text.length));

	it.each<[what: string, text: string, parts: Partial<AuditEvent>]>([
		["of impersonations", " is forbidden: User ", {}],
		["of impersonations that are none", " is forbidden: User cannot impersonate ", {}],
		["of refusals", 'User "a" cannot ', FORBID],
		["of policies", "ValidatingAdmissionPolicy '", {}],
		["of webhooks", 'admission webhook "', {}],
		["of blanks", " ", {}],
		["of colons", ": ", {}],
	])("%s", { timeout: 2000 }, (_what, text, parts) => {
		expect(failure(refused(403, filled(text), parts))).toBeDefined();
	});
});
