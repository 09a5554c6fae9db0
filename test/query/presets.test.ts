import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Call, callOfStage } from "../../src/audit/call.ts";
import type { AuditEvent } from "../../src/audit/event.ts";
import { presetQueries } from "../../src/query/preset-queries.ts";
import { presets } from "../../src/query/presets.ts";
import { where } from "../../src/query/where/where.ts";
import { callsOf } from "../helpers/calls.ts";
import { runCli } from "../helpers/run-cli.ts";

const one = (fields: Partial<AuditEvent>): Call =>
	callOfStage({
		event: { auditID: "x", stage: "ResponseComplete", level: "Metadata", ...fields },
		line: "",
		origin: { name: "x", log: "x" },
	});
const pod = { resource: "pods", namespace: "d", name: "p" };
const review = { resource: "selfsubjectaccessreviews", apiGroup: "authorization.k8s.io" };
const rbac = { resource: "roles", apiGroup: "rbac.authorization.k8s.io" };
const csr = { resource: "certificatesigningrequests", apiGroup: "certificates.k8s.io" };
const container = (securityContext: object) => ({ spec: { containers: [{ securityContext }] } });
const created = (requestObject: unknown): Partial<AuditEvent> => ({ verb: "create", objectRef: pod, level: "Request", requestObject });

/** For every preset, events that are meant and some that are not. */
const cases: Readonly<Record<string, { is: Partial<AuditEvent>[]; isNot: Partial<AuditEvent>[] }>> = {
	writes: {
		is: [
			...["create", "update", "patch", "delete", "deletecollection"].map((verb) => ({ verb, objectRef: pod })),
			{ verb: "post", requestURI: "/logs" },
			{ verb: "delete", objectRef: pod, level: "Metadata" }, // may be a dry run
		],
		isNot: [
			{ verb: "get", objectRef: pod },
			{ verb: "create", objectRef: review },
			{ verb: "create", objectRef: { resource: "tokenreviews" } },
			{ verb: "create", objectRef: { resource: "selfsubjectreviews" } },
			{ verb: "create", objectRef: pod, requestURI: "/api/v1/namespaces/d/pods?dryRun=All" },
			{ verb: "delete", objectRef: pod, level: "Request", requestObject: { dryRun: ["All"] } },
		],
	},
	reads: { is: ["get", "list", "watch", "head"].map((verb) => ({ verb })), isNot: [{ verb: "create" }] },
	humans: {
		is: [{ user: { username: "alice" } }, { user: { username: "system:admin" }, impersonatedUser: { username: "alice" } }],
		isNot: [
			{ user: { username: "system:node:n" } },
			{ user: {} },
			{},
			{ user: { username: "alice" }, impersonatedUser: { username: "system:x" } },
		],
	},
	interactive: {
		is: ["kubectl/v1.32.4 (linux/amd64)", "curl/7.88.1", "k9s/0.32", "Helm/3.14.0", "Mozilla/5.0", "kubectl-dispatcher/v1"].map(
			(userAgent) => ({
				userAgent,
				user: { username: "system:serviceaccount:kube-system:deployer" },
			}),
		),
		isNot: ["kube-controller-manager/v1.32", "kubectlish", "curling/1", ""].map((userAgent) => ({ userAgent })),
	},
	exec: {
		is: [
			...["exec", "attach", "portforward"].flatMap((subresource) =>
				["get", "create"].map((verb) => ({ verb, objectRef: { ...pod, subresource } })),
			),
			{ verb: "get", objectRef: { resource: "nodes", subresource: "proxy" } },
			{ verb: "patch", objectRef: { ...pod, subresource: "ephemeralcontainers" } },
		],
		isNot: [
			{ verb: "get", objectRef: { ...pod, subresource: "log" } },
			{ verb: "get", objectRef: { ...pod, subresource: "ephemeralcontainers" } },
			{ verb: "get", objectRef: { ...pod, apiGroup: "example.com", subresource: "exec" } },
		],
	},
	denied: {
		is: [
			{ annotations: { "authorization.k8s.io/decision": "forbid" } },
			{ responseStatus: { code: 401 } },
			{ responseStatus: { code: 403 } },
			{ responseStatus: { code: 422, message: "ValidatingAdmissionPolicy 'p' with binding 'b' denied request: no" } },
			{ responseStatus: { code: 400, message: 'admission webhook "w" denied the request: no' } },
		],
		isNot: [{ responseStatus: { code: 404 } }, { responseStatus: { code: 200, message: "x denied request" } }, {}],
	},
	failed: { is: [{ responseStatus: { code: 404 } }, { responseStatus: { code: 403 } }], isNot: [{ responseStatus: { code: 201 } }] },
	open: { is: [{ stage: "RequestReceived" }, { stage: "ResponseStarted" }], isNot: [{}] },
	"dry-run": {
		is: [
			{ verb: "create", requestURI: "/api/v1/namespaces/d/pods?dryRun=All" },
			{ verb: "delete", level: "Request", requestObject: { dryRun: ["All"] } },
		],
		isNot: [{ verb: "delete" }, { verb: "create", requestURI: "/api/v1/namespaces/d/pods" }],
	},
	"node-ops": {
		is: [
			{ verb: "patch", objectRef: { resource: "nodes", name: "n" } },
			{ verb: "delete", objectRef: { resource: "nodes", name: "n" } },
			{ verb: "create", objectRef: { ...pod, subresource: "eviction" } },
		],
		isNot: [
			{ verb: "patch", objectRef: { resource: "nodes", subresource: "status" } },
			{ verb: "get", objectRef: { resource: "nodes" } },
			{ verb: "delete", objectRef: pod },
		],
	},
	admission: {
		is: [
			{ annotations: { "pod-security.kubernetes.io/audit-violations": "x" } },
			{ annotations: { "mutation.webhook.admission.k8s.io/round_0_index_0": '{"configuration":"c","webhook":"w","mutated":true}' } },
			{ annotations: { "failed-open.validating.webhook.admission.k8s.io/round_0_index_0": "w" } },
			{ annotations: { "validation.policy.admission.k8s.io/validation_failure": "[]" } },
			{ annotations: { "authorization.k8s.io/decision": "allow" }, responseStatus: { code: 403 } },
		],
		isNot: [
			{ annotations: { "pod-security.kubernetes.io/enforce-policy": "restricted:latest" } },
			{ annotations: { "mutation.webhook.admission.k8s.io/round_0_index_0": '{"mutated":false}' } },
			{ annotations: { "authorization.k8s.io/decision": "forbid" }, responseStatus: { code: 403 } },
		],
	},
	"no-noise": {
		is: [{ objectRef: pod }, { requestURI: "/metrics" }, { requestURI: "/logs" }],
		isNot: [
			...["leases", "endpoints", "endpointslices", "events", "tokenreviews", "subjectaccessreviews"].map((resource) => ({
				objectRef: { resource },
			})),
			...["/healthz", "/livez?verbose", "/readyz/etcd", "/version", "/api", "/apis/apps/v1", "/openapi/v3"].map((requestURI) => ({
				requestURI,
			})),
		],
	},
	rbac: {
		is: [{ verb: "patch", objectRef: rbac }],
		isNot: [
			{ verb: "get", objectRef: rbac },
			{ verb: "patch", objectRef: pod },
		],
	},
	secrets: {
		is: [{ verb: "list", objectRef: { resource: "secrets" } }],
		isNot: [{ objectRef: { resource: "secrets", apiGroup: "example.com" } }],
	},
	credentials: {
		is: [
			{ verb: "create", objectRef: { resource: "serviceaccounts", subresource: "token" } },
			{ verb: "create", objectRef: csr },
			{ verb: "update", objectRef: { ...csr, subresource: "approval" } },
		],
		isNot: [
			{ verb: "watch", objectRef: csr },
			{ verb: "create", objectRef: { resource: "serviceaccounts" } },
		],
	},
	anonymous: { is: [{}, { user: {} }, { user: { username: "system:anonymous" } }], isNot: [{ user: { username: "alice" } }] },
	deprecated: { is: [{ annotations: { "k8s.io/deprecated": "true" } }], isNot: [{}] },
	privileged: {
		is: [
			created(container({ privileged: true })),
			created(container({ capabilities: { add: ["NET_RAW", "CAP_SYS_ADMIN"] } })),
			created({ spec: { hostPID: true } }),
			created({ spec: { volumes: [{ hostPath: { path: "/" } }] } }),
			created({ spec: { template: { spec: { hostNetwork: true } } } }),
			created({ spec: { jobTemplate: { spec: { template: { spec: { initContainers: [{ securityContext: { privileged: true } }] } } } } } }),
		],
		isNot: [
			created(container({ privileged: false })),
			created(undefined),
			created([{ op: "add" }]),
			{ ...created({ spec: { hostPID: true } }), verb: "get" },
		],
	},
};

describe.each(presets.map((preset) => [preset.name, preset] as const))("--%s", (name, { test }) => {
	it("is what it says", () => {
		const { is = [], isNot = [] } = cases[name] ?? {};
		expect(is.length * isNot.length).toBeGreaterThan(0);
		expect(is.filter((fields) => !test(one(fields)))).toEqual([]);
		expect(isNot.filter((fields) => test(one(fields)))).toEqual([]);
	});
});

it("presets and flags must all hold; -v turns them round", async () => {
	const count = async (...args: string[]) => Number((await runCli(["samples/minikube.log", "-c", ...args])).stdout);
	const [writes, rest] = [await count("--writes"), await count("-v", "--writes")];
	expect([writes, writes + rest]).toEqual([29, 60]);
	expect(await count("--writes", "--reads")).toBe(0);
	expect(await count("--denied", "--user", "alice")).toBe(2);
});

it("says where a preset looks at bodies that nobody recorded", async () => {
	const said = async (...args: string[]) => (await runCli(args)).stderr;
	const note = "--privileged looks at bodies, and this log has none";
	expect(await said("samples/minikube.log", "--privileged")).toContain(note);
	expect(await said("samples/minikube.log", "--privileged", "-q")).toBe("");
	expect(await said("samples/questions.log", "--privileged")).toBe("");
	expect(await said("samples/minikube.log", "--writes")).toBe("");
	expect(await said("samples/minikube.log", "--where", "requestObject.spec.x == 1")).toContain(
		"--where looks at bodies, and this log has none",
	);
	expect(await said("samples/minikube.log", "--where", "requestObject.spec.x == 1", "--where", "verb == 'get'")).toBe("");
});

describe("the expression that a preset stands for", () => {
	const data = join("../shared/data");
	const logs = ["samples/questions.log", "samples/bodies.log", "samples/minikube.log"];
	const large = ["requestresponse.log", "metadata.log", "mixed-policy.log"].map((name) => join(data, name)).filter(existsSync);

	it("there is one for each", () => {
		expect(Object.keys(presetQueries)).toEqual(presets.map(({ name }) => name));
	});

	it.each(presets.map(({ name, test }) => ({ name, test })))("--$name keeps the same calls", async ({ name, test }) => {
		const { matches } = await where(presetQueries[name] ?? "");
		const examples = [...(cases[name]?.is ?? []), ...(cases[name]?.isNot ?? [])].map(one);
		const calls = [...examples, ...(await callsOf(...[...logs, ...large].map((log) => readFileSync(log))))];
		expect(calls.filter((call) => matches(call) !== test(call)).map(({ event }) => event)).toEqual([]);
	});
});
