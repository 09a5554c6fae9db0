import { describe, expect, it } from "vitest";
import type { AuditEvent } from "../../src/audit/event.ts";
import { gkeEvent } from "../../src/decode/gke.ts";

/** A write, as the schema of GKE's Cloud Audit Logs has it; name only what the test is about. */
const entry = (payload: Readonly<Record<string, unknown>> = {}, rest: Readonly<Record<string, unknown>> = {}) => ({
	insertId: "insert-1",
	labels: {
		"authorization.k8s.io/decision": "allow",
		"authorization.k8s.io/reason": "",
		"mutation.webhook.admission.k8s.io/round_0_index_0": "{}",
	},
	logName: "projects/p/logs/cloudaudit.googleapis.com%2Factivity",
	operation: { id: "operation-1", producer: "k8s.io", first: true, last: true },
	protoPayload: {
		"@type": "type.googleapis.com/google.cloud.audit.AuditLog",
		authenticationInfo: { principalEmail: "alice@example.com" },
		authorizationInfo: [{ granted: true, permission: "io.k8s.core.v1.pods.create", resource: "core/v1/namespaces/dev/pods/web-1" }],
		methodName: "io.k8s.core.v1.pods.create",
		requestMetadata: { callerIp: "203.0.113.7", callerSuppliedUserAgent: "kubectl/v1.32.4" },
		resourceName: "core/v1/namespaces/dev/pods/web-1",
		serviceName: "k8s.io",
		status: {},
		...payload,
	},
	receiveTimestamp: "2026-11-23T15:09:31.000000000Z",
	resource: { type: "k8s_cluster", labels: { cluster_name: "c" } },
	timestamp: "2026-11-23T15:09:30.123456789Z",
	...rest,
});

describe("an entry of GKE's log", () => {
	it("is a call, as far as it says", () => {
		expect(gkeEvent(entry({ request: { kind: "Pod" }, response: { kind: "Pod" } }))).toEqual({
			kind: "Event",
			apiVersion: "audit.k8s.io/v1",
			auditID: "operation-1",
			stage: "ResponseComplete",
			verb: "create",
			user: { username: "alice@example.com" },
			sourceIPs: ["203.0.113.7"],
			userAgent: "kubectl/v1.32.4",
			objectRef: { resource: "pods", namespace: "dev", name: "web-1" },
			responseStatus: { code: 200 },
			requestObject: { kind: "Pod" },
			responseObject: { kind: "Pod" },
			stageTimestamp: "2026-11-23T15:09:30.123456Z",
			annotations: { "authorization.k8s.io/decision": "allow", "authorization.k8s.io/reason": "" },
		});
	});

	it.each([
		["core/v1/namespaces/dev/pods", "io.k8s.core.v1.pods.list", "list", { resource: "pods", namespace: "dev" }],
		["core/v1/pods", "io.k8s.core.v1.pods.watch", "watch", { resource: "pods" }],
		["core/v1/nodes/n1", "io.k8s.core.v1.nodes.get", "get", { resource: "nodes", name: "n1" }],
		["core/v1/namespaces/dev", "io.k8s.core.v1.namespaces.delete", "delete", { resource: "namespaces", namespace: "dev", name: "dev" }],
		[
			"core/v1/namespaces/dev/pods/web-1/exec",
			"io.k8s.core.v1.pods.exec.create",
			"create",
			{ resource: "pods", namespace: "dev", name: "web-1", subresource: "exec" },
		],
		[
			"core/v1/namespaces/dev/pods/web-1",
			"io.k8s.core.v1.pods.eviction.create",
			"create",
			{ resource: "pods", namespace: "dev", name: "web-1", subresource: "eviction" },
		],
		[
			"apps/v1/namespaces/dev/deployments/web",
			"io.k8s.apps.v1.deployments.patch",
			"patch",
			{ resource: "deployments", namespace: "dev", name: "web", apiGroup: "apps" },
		],
		[
			"rbac.authorization.k8s.io/v1/clusterroles/x",
			"io.k8s.authorization.rbac.v1.clusterroles.update",
			"update",
			{ resource: "clusterroles", name: "x", apiGroup: "rbac.authorization.k8s.io" },
		],
		[
			"coordination.k8s.io/v1beta1/namespaces/dev/leases/x",
			"io.k8s.coordination.v1beta1.leases.update",
			"update",
			{ resource: "leases", namespace: "dev", name: "x", apiGroup: "coordination.k8s.io" },
		],
		[
			"apps/v1/namespaces/dev/deployments",
			"io.k8s.apps.v1.deployments.deletecollection",
			"deletecollection",
			{ resource: "deployments", namespace: "dev", apiGroup: "apps" },
		],
	])("is about %s, by %s", (resourceName, methodName, verb, objectRef) => {
		const event = gkeEvent(entry({ resourceName, methodName }));
		expect(event).toMatchObject({ verb, objectRef });
		expect(event?.objectRef).toEqual(objectRef);
	});

	it("that is about no resource has its path", () => {
		const event = gkeEvent(entry({ resourceName: "healthz", methodName: "io.k8s.get" }));
		expect(event).toMatchObject({ requestURI: "/healthz" });
		expect(event).not.toHaveProperty("objectRef");
	});

	it.each([
		[{}, 200],
		[{ code: 0 }, 200],
		[{ code: 1, message: "CANCELLED" }, 499],
		[{ code: 3 }, 400],
		[{ code: 5, message: 'pods "x" not found' }, 404],
		[{ code: 6 }, 409],
		[{ code: 7, message: "Forbidden" }, 403],
		[{ code: 8 }, 429],
		[{ code: 10, message: "Conflict" }, 409],
		[{ code: 13 }, 500],
		[{ code: 14 }, 503],
		[{ code: 16 }, 401],
		[{ code: 17 }, 500],
		[{ code: -1 }, 500],
		[{ code: "text" }, 500],
		[undefined, 200],
		["OK", 200],
	])("with the status %j has the code %i", (status, code) => {
		const { message } = (status ?? {}) as { message?: string };
		expect(gkeEvent(entry({ status }))?.responseStatus).toEqual(message ? { code, message } : { code });
	});

	it.each([
		["both the first and the last entry", { id: "o", first: true, last: true }, "ResponseComplete"],
		["the first entry", { id: "o", first: true }, "ResponseStarted"],
		["the first entry, and says so of the last", { id: "o", first: true, last: false }, "ResponseStarted"],
		["the last entry", { id: "o", last: true }, "ResponseComplete"],
		["neither", { id: "o" }, "ResponseComplete"],
		["without an operation", undefined, "ResponseComplete"],
	])("that is %s has ended or not: %j", (_what, operation, stage) => {
		expect(gkeEvent(entry({}, { operation }))?.stage).toBe(stage);
	});

	it.each([
		["the operation's", {}, "operation-1"],
		["its own", { operation: {} }, "insert-1"],
		["its own, where the operation is none", { operation: "x" }, "insert-1"],
		["none", { operation: undefined, insertId: undefined }, ""],
	])("has as its ID %s", (_what, rest, auditID) => {
		expect(gkeEvent(entry({}, rest))?.auditID).toBe(auditID);
	});

	it("leaves out what it does not say", () => {
		const event = gkeEvent({ protoPayload: { "@type": "type.googleapis.com/google.cloud.audit.AuditLog", serviceName: "k8s.io" } });
		expect(event).toEqual({
			kind: "Event",
			apiVersion: "audit.k8s.io/v1",
			auditID: "",
			stage: "ResponseComplete",
			requestURI: "/",
			user: {},
			responseStatus: { code: 200 },
			annotations: {},
		});
	});

	it.each([7, null, true, "text", [], [{}], {}])("has no field of a wrong type, whatever the entry holds: %j", (value) => {
		const payload = { authenticationInfo: value, requestMetadata: value, methodName: value, resourceName: value, status: value };
		const { auditID, stage, verb, requestURI, userAgent, stageTimestamp, responseStatus, annotations } = gkeEvent(
			entry(payload, { insertId: value, operation: value, labels: value, timestamp: value }),
		) as AuditEvent;
		const isText = (text: unknown): boolean => typeof text === "string";
		expect([auditID, stage].every(isText)).toBe(true);
		expect([verb, requestURI, userAgent, stageTimestamp].filter((text) => text !== undefined).every(isText)).toBe(true);
		expect(Number.isInteger(responseStatus?.code)).toBe(true);
		expect(Object.values(annotations ?? {}).every(isText)).toBe(true);
	});

	it.each<[string, Record<string, unknown>]>([
		["nothing", {}],
		["an event", { kind: "Event", apiVersion: "audit.k8s.io/v1", auditID: "a", stage: "Panic" }],
		["an entry of another service", entry({ serviceName: "container.googleapis.com" })],
		["an entry of another type", entry({ "@type": "type.googleapis.com/google.cloud.audit.RequestLog" })],
		["an entry of text", { insertId: "a", textPayload: "I1123 text", timestamp: "2026-11-23T15:09:30Z" }],
		["an entry of JSON", { insertId: "a", jsonPayload: { serviceName: "k8s.io" } }],
		["a payload that is a list", { protoPayload: [] }],
	])("is not %s", (_what, value) => {
		expect(gkeEvent(value)).toBeUndefined();
	});
});
