import { describe, expect, it } from "vitest";
import { annotationWords } from "../../src/render/annotation-words.ts";
import { event } from "../helpers/event.ts";
import { runCli } from "../helpers/run-cli.ts";

const detailed = async (...events: object[]): Promise<string> =>
	(await runCli(["-", "-o", "detail"], { stdin: events.map((one) => `${JSON.stringify(one)}\n`).join("") })).stdout;

describe("-o detail", () => {
	it("tells of one call all that there is", async () => {
		const extra = { "authentication.kubernetes.io/pod-name": ["web-1"], "example.com/x": ["y z"] };
		const metadata = { name: "web-1", managedFields: [{ manager: "kubectl" }] };
		expect(
			await detailed(
				event({ stage: "RequestReceived", stageTimestamp: "2026-11-23T15:09:30.000000Z", responseStatus: {}, annotations: {} }),
				event({
					level: "RequestResponse",
					user: { username: "alice", uid: "u1", groups: ["dev", "a b"], extra },
					impersonatedUser: { username: "bob" },
					sourceIPs: ["203.0.113.7", "127.0.0.1"],
					responseStatus: { code: 403, reason: "Forbidden", message: "no,\nnever" },
					annotations: { "authorization.k8s.io/decision": "forbid", "k8s.io/deprecated": "true", "mine/x": "1" },
					requestObject: { kind: "Pod", metadata },
					responseObject: { kind: "PodList", items: [{ metadata }] },
				}),
			),
		).toMatchInlineSnapshot(`
			"alice as bob get pods dev/web-1 403 in 1.5ms
			  audit ID      0b6d2a52-3b1c-4b2a-9b61-0c9d3c5a7f10   level RequestResponse
			  URI           /api/v1/namespaces/dev/pods/web-1
			  user          alice
			                uid u1
			                groups dev, "a b"
			                pod web-1
			                example.com/x "y z"
			  as            bob
			  client        127.0.0.1, claims 203.0.113.7
			                kubectl/v1.32.4 (linux/amd64) kubernetes/4cb5f07
			  stages        RequestReceived   2026-11-23T15:09:30.000000Z  +0.0ms
			                ResponseComplete  2026-11-23T15:09:30.001500Z  +1.5ms  403
			  answer        403 Forbidden
			                no, never
			  notes         authz: forbid  no, never
			                came from 127.0.0.1, claims 203.0.113.7
			  source        -
			  annotations   authorization.k8s.io/decision: forbid
			                k8s.io/deprecated: true
			                  this API will go away
			                mine/x: 1
			  request       kind: Pod
			                metadata:
			                  name: web-1
			  response      kind: PodList
			                items:
			                  - metadata:
			                      name: web-1

			"
		`);
	});

	it("hides secrets, and shows managed fields where they are asked for", async () => {
		const stdin = `${JSON.stringify(event({ requestObject: { kind: "Secret", data: { p: "c2VjcmV0" }, metadata: { managedFields: [{ manager: "m" }] } } }))}\n`;
		const hidden = (await runCli(["-", "-o", "detail"], { stdin })).stdout;
		expect(hidden).toContain("p: (redacted)");
		expect(hidden).not.toContain("manager: m");
		expect((await runCli(["-", "-o", "detail", "--show-managed-fields", "--show-secrets"], { stdin })).stdout).toMatch(
			/manager: m[\s\S]*c2VjcmV0|c2VjcmV0[\s\S]*manager: m/,
		);
	});

	it("tells times by the clock that was asked for", async () => {
		expect((await runCli(["samples/minikube.log", "--user", "bob", "-m1", "-o", "detail", "--time", "relative"])).stdout).toContain(
			"RequestReceived   3m28s ago",
		);
	});
});

describe("an annotation means", () => {
	it.each([
		[
			"mutation.webhook.admission.k8s.io/round_0_index_1",
			'{"configuration":"c","webhook":"w","mutated":true}',
			"the webhook w of c changed the object",
		],
		["mutation.webhook.admission.k8s.io/round_0_index_1", '{"webhook":"w","mutated":false}', "the webhook w changed nothing"],
		[
			"patch.webhook.admission.k8s.io/round_0_index_1",
			'{"configuration":"c","webhook":"w","patch":[{"op":"add","path":"/a"},{"op":"remove","path":"/b"}],"patchType":"JSONPatch"}',
			"the webhook w of c changed: add /a, remove /b",
		],
		["failed-open.mutation.webhook.admission.k8s.io/round_0_index_0", "w", "the mutating webhook w did not answer, and was passed over"],
		[
			"failed-open.validating.webhook.admission.k8s.io/round_0_index_0",
			"w",
			"the validating webhook w did not answer, and was passed over",
		],
		[
			"validation.policy.admission.k8s.io/validation_failure",
			'[{"message":"m","policy":"p","binding":"b","expressionIndex":0,"validationActions":["Deny","Audit"]}]',
			"the policy p (Deny, Audit): m",
		],
		["apiserver.latency.k8s.io/mutating-webhook", "1.002s", "mutating webhook took 1.002s"],
		["authorization.k8s.io/reason", "", "no reason: so it is for system:masters"],
		["authorization.k8s.io/reason", "RBAC: allowed", undefined],
		["mine/x", "1", undefined],
		["patch.webhook.admission.k8s.io/round_0_index_1", "no JSON", undefined],
		["validation.policy.admission.k8s.io/validation_failure", "{}", undefined],
	])("%s=%s: %s", (key, text, words) => {
		expect(annotationWords(key, text)).toBe(words);
	});
});

describe("auditail show", () => {
	it("is the detail of a call, by the beginning of its ID", async () => {
		const shown = await runCli(["show", "6af6baff", "samples/minikube.log"]);
		expect(shown).toMatchObject({
			exitCode: 0,
			stdout: (await runCli(["samples/minikube.log", "--audit-id", "6af6baff", "-o", "detail"])).stdout,
		});
		expect(shown.stdout).toMatch(/^bob delete secrets dev\/s1 200/);
	});

	it("is that also where other outputs are settled for other runs", async () => {
		const shown = await runCli(["show", "6af6baff", "samples/minikube.log"], { env: { AUDITAIL_OUTPUT: "raw" } });
		expect(shown.stdout).toMatch(/^bob delete secrets dev\/s1 200/);
	});

	it("takes other outputs, and a pipe", async () => {
		const { readFileSync } = await import("node:fs");
		const stdin = readFileSync("samples/minikube.log");
		expect((await runCli(["show", "6af6baff", "-o", "json"], { stdin })).stdout).toMatch(/^\{.*"call":\{/);
	});

	it.each([
		[["show"], "show needs an audit ID"],
		[["show", "abc"], "show needs a log"],
		[["show", "abc", "samples/minikube.log"], "no call has an audit ID that begins with abc"],
	])("%j is told: %s", async (args, what) => {
		const { exitCode, stderr } = await runCli(args);
		expect([exitCode, stderr]).toEqual([args.length === 3 ? 1 : 2, expect.stringContaining(what)]);
	});
});
