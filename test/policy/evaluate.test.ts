import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { AuditEvent } from "../../src/audit/event.ts";
import { type Attributes, attributesOf } from "../../src/policy/attributes.ts";
import { evaluate, isRecorded } from "../../src/policy/evaluate.ts";
import { loadPolicy } from "../../src/policy/load.ts";
import { releaseOf } from "../../src/policy/release.ts";

const VECTORS = "../shared/policy/vectors.jsonl";
const DATA = "../shared/data";

/** What Kubernetes' own evaluator was asked, and what it answered. */
interface Vector {
	readonly policy: string;
	readonly attrs: {
		readonly user: string | null;
		readonly groups: readonly string[] | null;
		readonly verb: string;
		readonly resourceRequest: boolean;
		readonly path: string;
		readonly apiGroup: string;
		readonly resource: string;
		readonly subresource: string;
		readonly namespace: string;
		readonly name: string;
	};
	readonly level: string;
	readonly omitStages: readonly string[];
}

const attributes = ({
	user,
	groups,
	verb,
	resourceRequest,
	path,
	apiGroup: group,
	resource,
	subresource,
	namespace,
	name,
}: Vector["attrs"]) => ({
	user: user === null ? undefined : { name: user, groups: groups ?? [] },
	verb,
	resource: resourceRequest ? { group, resource, subresource, namespace, name } : undefined,
	path,
});

it.skipIf(!existsSync(VECTORS))("agrees with Kubernetes' own evaluator (../shared/policy)", () => {
	const vectors = readFileSync(VECTORS, "utf8").trim().split("\n");
	expect(vectors).toHaveLength(238);
	for (const line of vectors) {
		const { policy, attrs, level, omitStages } = JSON.parse(line) as Vector;
		const verdict = evaluate(loadPolicy(policy).policy, attributes(attrs));
		expect([verdict.level, [...verdict.omitStages].sort()], line).toEqual([level, [...omitStages].sort()]);
	}
});

/** Under which policies those logs were written. */
const written = [
	["mixed-policy.log", "policy-mixed.yaml"],
	["metadata.log", "policy-metadata.yaml"],
	["requestresponse.log", "policy-requestresponse.yaml"],
] as const;

it.skipIf(!existsSync(DATA)).each(written)("the policy of %s explains every event of it (../shared/data)", (log, file) => {
	const { policy } = loadPolicy(readFileSync(`${DATA}/policies/${file}`, "utf8"));
	const events = readFileSync(`${DATA}/${log}`, "utf8")
		.trim()
		.split("\n")
		.map((line) => JSON.parse(line) as AuditEvent);
	expect(events.length).toBeGreaterThan(1000);
	const wrong = events.filter((event) => {
		const verdict = evaluate(policy, attributesOf(event));
		return verdict.level !== event.level || !isRecorded(verdict, event.stage);
	});
	expect(wrong).toEqual([]);
});

const bob = { name: "bob", groups: ["dev", "system:authenticated"] };
const pod: Attributes = {
	user: bob,
	verb: "get",
	resource: { group: "", resource: "pods", subresource: "", namespace: "d", name: "p" },
	path: "/api/v1/namespaces/d/pods/p",
};
const of = (changes: Partial<NonNullable<Attributes["resource"]>>): Attributes => ({
	...pod,
	resource: { group: "", resource: "pods", subresource: "", namespace: "d", name: "p", ...changes },
});
const health: Attributes = { user: bob, verb: "get", resource: undefined, path: "/healthz/etcd" };
const nobody: Attributes = { ...pod, user: undefined };
const log = of({ subresource: "log" });

describe("a rule", () => {
	it.each<[string, Attributes, boolean]>([
		["", pod, true],
		["users: [bob]", pod, true],
		["users: [Bob]", pod, false],
		['users: ["*"]', pod, false],
		["users: [bob]", nobody, false],
		["userGroups: [ops, dev]", pod, true],
		["userGroups: [system:unauthenticated]", nobody, false],
		["verbs: [get]", pod, true],
		['verbs: ["*"]', pod, false],
		["namespaces: [d]", pod, true],
		['namespaces: [""]', pod, false],
		['namespaces: [""]', of({ namespace: "" }), true],
		["namespaces: [d]", health, false],
		['resources: [{group: ""}]', log, true],
		["resources: [{group: apps}]", pod, false],
		['resources: [{resources: ["pods"]}]', log, false],
		['resources: [{resources: ["pods/*"]}]', pod, true],
		['resources: [{resources: ["pods/*"]}]', log, true],
		['resources: [{resources: ["*/log"]}]', log, true],
		['resources: [{resources: ["*/log"]}]', pod, false],
		['resources: [{resources: ["*/*"]}]', log, false],
		['resources: [{resources: ["*"]}]', log, true],
		["resources: [{resources: [pods], resourceNames: [p]}]", pod, true],
		["resources: [{resources: [pods], resourceNames: [q]}]", pod, false],
		['resources: [{resources: [pods], resourceNames: [""]}]', of({ name: "" }), true],
		['resources: [{resources: ["*"]}]', health, false],
		['nonResourceURLs: ["*"]', health, true],
		['nonResourceURLs: ["*"]', pod, false],
		['nonResourceURLs: ["/healthz*"]', health, true],
		['nonResourceURLs: ["/healthz/*"]', { ...health, path: "/healthz" }, false],
		['nonResourceURLs: ["/healthz"]', health, false],
		["users: [bob]\n  verbs: [delete]", pod, false],
	])("with %s asked for %j", (conditions, request, matches) => {
		const text = `apiVersion: audit.k8s.io/v1\nrules:\n- level: Request\n  ${conditions}\n`;
		expect(evaluate(loadPolicy(text).policy, request).rule).toBe(matches ? 0 : null);
	});

	it("for every group takes in every group, since 1.36", () => {
		const text = 'apiVersion: audit.k8s.io/v1\nrules:\n- level: Request\n  resources: [{group: "*", resources: [deployments]}]\n';
		const { policy } = loadPolicy(text, releaseOf(36));
		expect(evaluate(policy, of({ group: "apps", resource: "deployments" })).rule).toBe(0);
		expect(evaluate(policy, pod).rule).toBe(null);
	});
});

it("the first rule that matches decides; stages are left out by it and by the policy", () => {
	const text = `apiVersion: audit.k8s.io/v1
omitStages: [Panic]
rules:
- level: None
  users: [alice]
- level: Metadata
  verbs: [get]
  omitStages: [RequestReceived, Panic]
- level: Request
`;
	const { policy } = loadPolicy(text);
	expect(evaluate(policy, pod)).toEqual({ level: "Metadata", rule: 1, omitStages: ["RequestReceived", "Panic"], passed: ["users"] });
	expect(evaluate(policy, { ...pod, verb: "list" })).toEqual({
		level: "Request",
		rule: 2,
		omitStages: ["Panic"],
		passed: ["users", "verbs"],
	});
});

it("an event is asked for as the server asked: by the name in its URL, and whoever was authenticated", () => {
	const event = {
		auditID: "x",
		stage: "ResponseComplete",
		verb: "create",
		requestURI: "/api/v1/namespaces/d/pods?fieldManager=x",
		user: { username: "bob", groups: ["dev"] },
		impersonatedUser: { username: "alice" },
		objectRef: { resource: "pods", namespace: "d", name: "from-the-body" },
	};
	expect(attributesOf(event)).toEqual({
		user: { name: "bob", groups: ["dev"] },
		verb: "create",
		resource: { group: "", resource: "pods", subresource: "", namespace: "d", name: "" },
		path: "/api/v1/namespaces/d/pods",
	});
	expect(attributesOf({ ...event, user: {} }).user).toBeUndefined();
	expect(attributesOf({ auditID: "x", stage: "Panic", requestURI: "/a%20b?c" })).toEqual({
		user: undefined,
		verb: "",
		resource: undefined,
		path: "/a b",
	});
});
