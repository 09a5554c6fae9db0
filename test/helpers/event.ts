import type { Call, Origin, Reading } from "../../src/audit/call.ts";
import type { AuditEvent } from "../../src/audit/event.ts";

/** A whole, ordinary event: name only what the test is about. */
export const event = (parts: Partial<AuditEvent> = {}): AuditEvent => ({
	kind: "Event",
	apiVersion: "audit.k8s.io/v1",
	level: "Metadata",
	auditID: "0b6d2a52-3b1c-4b2a-9b61-0c9d3c5a7f10",
	stage: "ResponseComplete",
	requestURI: "/api/v1/namespaces/dev/pods/web-1",
	verb: "get",
	user: { username: "alice", groups: ["dev", "system:authenticated"] },
	sourceIPs: ["127.0.0.1"],
	userAgent: "kubectl/v1.32.4 (linux/amd64) kubernetes/4cb5f07",
	objectRef: { resource: "pods", namespace: "dev", name: "web-1" },
	responseStatus: { code: 200 },
	requestReceivedTimestamp: "2026-11-23T15:09:30.000000Z",
	stageTimestamp: "2026-11-23T15:09:30.001500Z",
	annotations: { "authorization.k8s.io/decision": "allow", "authorization.k8s.io/reason": "" },
	...parts,
});

/** Where test events come from. */
export const origin: Origin = { name: "audit.log", log: "/audit.log" };

/** An event as the decoder hands it on. */
export const reading = (parts: Partial<AuditEvent> = {}, from: Origin = origin): Reading => {
	const value = event(parts);
	return { event: value, line: JSON.stringify(value), origin: from };
};

/** A call of one event, complete unless said otherwise. */
export const call = (parts: Partial<AuditEvent> = {}, rest: Partial<Call> = {}): Call => {
	const value = event(parts);
	return {
		state: "complete",
		event: value,
		stages: [{ stage: value.stage, at: value.stageTimestamp ?? null }],
		lines: [JSON.stringify(value)],
		origin,
		...rest,
	};
};
