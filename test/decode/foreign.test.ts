import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { lookalike } from "../../src/decode/foreign.ts";
import { event } from "../helpers/event.ts";

it.each([
	["a core/v1 Event", { kind: "Event", apiVersion: "v1", metadata: {} }, /kubectl get events/],
	["an events.k8s.io Event", { kind: "Event", apiVersion: "events.k8s.io/v1", metadata: {} }, /kubectl get events/],
	["the table of kubectl get events", "LAST SEEN   TYPE     REASON    OBJECT      MESSAGE", /kubectl get events/],
	["the same of all namespaces", "NAMESPACE     LAST SEEN   TYPE     REASON    OBJECT      MESSAGE", /kubectl get events/],
	["the same of an older kubectl", "LAST SEEN   FIRST SEEN   COUNT     NAME", /kubectl get events/],
	["a policy", { kind: "Policy", apiVersion: "audit.k8s.io/v1", rules: [] }, /audit policy/],
	["a policy as YAML", "kind: Policy", /audit policy/],
	["a policy as quoted YAML", 'kind: "Policy"', /audit policy/],
	["an AdmissionReview", { kind: "AdmissionReview", apiVersion: "admission.k8s.io/v1", request: {} }, /admission webhook/],
	["an EventList without items", { kind: "EventList", apiVersion: "audit.k8s.io/v1", items: [] }, /without items/],
	["klog's JSON", { ts: 1672531200000.1, caller: "a.go:1", msg: "text", v: 0 }, /own log/],
	["klog text", "I1123 15:13:37.496353   22399 server.go:184] Version: v1.32.13", /own log/],
	["a line of a trace", "Trace[461971218]: [5.932887886s] [5.932887886s] END", /own log/],
	["a server without a policy", 'I1123 15:13:37.308389   22399 flags.go:64] FLAG: --audit-policy-file=""', /no audit policy/],
	[
		"a server that says so",
		"I1123 15:13:37.308389   22399 audit.go:1] No audit policy file provided, no events will be recorded for log backend",
		/no audit policy/,
	],
	["a server whose log is a file", 'I1123 15:13:37.308389   22399 flags.go:64] FLAG: --audit-log-path="/var/log/audit.log"', /elsewhere/],
	["a server whose log is its output", 'I1123 15:13:37.308373   22399 flags.go:64] FLAG: --audit-log-path="-"', /own log/],
	["a server without a log", 'I1123 15:13:37.308373   22399 flags.go:64] FLAG: --audit-log-path=""', /own log/],
	["an error of kubectl", "error: You must be logged in to the server (Unauthorized)", /kubectl printed/],
	["an error from the server", 'Error from server (NotFound): pods "a" not found', /kubectl printed/],
	["no server", "Unable to connect to the server: dial tcp 127.0.0.1:8443: connect: connection refused", /kubectl printed/],
	["auditd's log", "type=SYSCALL msg=audit(1364481363.243:24287): arch=c000003e syscall=2", /auditd/],
	["auditd's log of several nodes", "node=a type=USER_LOGIN msg=audit(1364481363.243:24287): pid=1", /auditd/],
	["CloudTrail", { Records: [{ eventVersion: "1.08" }] }, /CloudTrail/],
	["an event of CloudTrail", { eventVersion: "1.08", eventSource: "eks.amazonaws.com" }, /CloudTrail/],
	["another service of Google's", { protoPayload: { serviceName: "storage.googleapis.com" } }, /another service/],
	["xz", "\uFFFD7zXZ\0\0\x04\uFFFD\u05B4F", /compressed by xz/],
	["bzip2", "BZh91AY&SY\uFFFD\uFFFD", /compressed by bzip2/],
	["zip", "PK\x03\x04\x14\0\0\0\x08\0", /zip file/],
	["tar", `audit.log${"\0".repeat(248)}ustar  \0root`, /tar file/],
	["UTF-16", '{\0"\0k\0i\0n\0d\0', /byte order mark/],
	["a page", '<!DOCTYPE html><html lang="en">', /web page/],
	["a page of an old browser", "<HTML><HEAD>", /web page/],
	["a picture", "\uFFFDPNG\r\n\x1a\n\0\0\0\rIHDR", /no text/],
])("%s is recognised", (_what, seen, expected) => {
	const row = lookalike(seen);
	expect(row?.what).toMatch(expected);
	expect(row?.hint).not.toBe("");
});

it.each<[unknown]>([
	[event()],
	[{}],
	[{ kind: "Event" }],
	[{ kind: "Pod", apiVersion: "v1" }],
	[{ kind: "Policy", apiVersion: "kyverno.io/v1" }],
	[{ kind: "AdmissionReview", apiVersion: "v1" }],
	[{ ts: "2026-11-23T15:00:00Z", msg: "text" }],
	[{ kind: "constructor", apiVersion: "__proto__" }],
	[[{ kind: "Event", apiVersion: "v1" }]],
	[null],
	[123],
	[true],
	[undefined],
	[""],
	["some prose"],
	["that kind: Policy"],
	["an error: text"],
	["[-]poststarthook/rbac/bootstrap-roles failed: not finished"],
	["a text with one \uFFFD, \t\ttabs and \x1bcolours\x1b"],
	["<htmlish>"],
])("%j is not", (seen) => {
	expect(lookalike(seen)).toBeUndefined();
});

it.each(["metadata.yaml", "pods-log.yaml"])("a policy of ours is recognised by one of its lines: %s", (name) => {
	const lines = readFileSync(`samples/policies/${name}`, "utf8").split("\n");
	expect(lines.map(lookalike).filter(Boolean)).toHaveLength(1);
});
