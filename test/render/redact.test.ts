import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AuditEvent } from "../../src/audit/event.ts";
import { Redactor } from "../../src/render/redact/redact.ts";
import { call, event } from "../helpers/event.ts";
import { runCli } from "../helpers/run-cli.ts";

const secret = { resource: "secrets", namespace: "dev", name: "s1" };
const pod = (container: object) => ({ kind: "Pod", spec: { containers: [{ name: "c", ...container }] } });
const base64 = (text: string): string => Buffer.from(text).toString("base64");

/** Every place that a secret value is known to stand in, as events that hold it there. */
const places: Readonly<Record<string, (value: string) => Partial<AuditEvent>>> = {
	"a Secret that is written": (value) => ({
		objectRef: secret,
		requestObject: { kind: "Secret", data: { p: base64(value) }, stringData: { q: value } },
	}),
	"a Secret that is read": (value) => ({ objectRef: secret, responseObject: { kind: "Secret", data: { p: base64(value) } } }),
	"a list of Secrets": (value) => ({ objectRef: secret, responseObject: { kind: "SecretList", items: [{ data: { p: base64(value) } }] } }),
	"a list of anything": (value) => ({ responseObject: { kind: "List", items: [{ kind: "Secret", data: { p: value } }] } }),
	"a Table of Secrets": (value) => ({
		objectRef: secret,
		responseObject: { kind: "Table", rows: [{ cells: ["s1"], object: { data: { p: value } } }] },
	}),
	"a watch of Secrets": (value) => ({
		objectRef: secret,
		responseObject: { type: "ADDED", object: { kind: "Secret", data: { p: value } } },
	}),
	"a merge patch of a Secret": (value) => ({
		verb: "patch",
		objectRef: secret,
		requestObject: { data: { p: value }, stringData: { q: value } },
	}),
	"a JSON patch of a Secret": (value) => ({
		verb: "patch",
		objectRef: secret,
		requestObject: [
			{ op: "replace", path: "/data/p", value },
			{ op: "add", path: "/stringData", value: { q: value } },
			{ op: "add", path: "", value: { data: { p: value } } },
		],
	}),
	"a patch of a Secret that is a text": (value) => ({ verb: "patch", objectRef: secret, requestObject: `data:\n  p: ${value}` }),
	"what was last applied": (value) => ({
		objectRef: secret,
		requestObject: {
			kind: "Secret",
			metadata: {
				annotations: { "kubectl.kubernetes.io/last-applied-configuration": JSON.stringify({ kind: "Secret", data: { p: value } }) },
			},
		},
	}),
	"what was last applied of a pod": (value) => ({
		requestObject: {
			kind: "Pod",
			metadata: {
				annotations: { "kubectl.kubernetes.io/last-applied-configuration": JSON.stringify(pod({ env: [{ name: "P", value }] })) },
			},
		},
	}),
	"what was last applied and is no JSON": (value) => ({
		objectRef: secret,
		requestObject: { metadata: { annotations: { "kubectl.kubernetes.io/last-applied-configuration": `{${value}` } } },
	}),
	"a token that is issued": (value) => ({ responseObject: { kind: "TokenRequest", spec: {}, status: { token: value } } }),
	"a token that is asked about": (value) => ({ requestObject: { kind: "TokenReview", spec: { token: value } } }),
	"the environment of a container": (value) => ({ requestObject: pod({ env: [{ name: "P", value }] }) }),
	"the environment of a template": (value) => ({
		requestObject: { kind: "CronJob", spec: { jobTemplate: { spec: { template: pod({ env: [{ name: "P", value }] }) } } } },
	}),
	"a JSON patch of an environment": (value) => ({
		requestObject: [
			{ op: "add", path: "/spec/containers/0/env", value: [{ name: "P", value }] },
			{ op: "add", path: "/spec/containers/0/env/-", value: { name: "P", value } },
			{ op: "replace", path: "/spec/containers/0/env/0/value", value },
		],
	}),
	"what a webhook changed": (value) => ({
		annotations: {
			"patch.webhook.admission.k8s.io/round_0_index_0": JSON.stringify({
				webhook: "w",
				patch: [{ op: "add", path: "/spec/containers/0/env/-", value: { name: "P", value } }],
				patchType: "JSONPatch",
			}),
		},
	}),
	"a parameter of the URI": (value) => ({ requestURI: `/api/v1/pods?access_token=${encodeURIComponent(value)}&limit=5` }),
	"a header in the URI": (value) => ({ requestURI: `/proxy?h=Bearer%20${encodeURIComponent(value)}` }),
	"the user of a URI": (value) => ({ requestURI: `/proxy/http%3A%2F%2Fbob%3A${encodeURIComponent(value)}%40host/` }),
	"a message that repeats it": (value) => ({
		objectRef: secret,
		requestObject: { kind: "Secret", stringData: { p: value } },
		responseStatus: { code: 422, message: `it is wrong: ${value} is not base64` },
		responseObject: { kind: "Status", message: `it is wrong: ${value}`, details: { causes: [{ message: value }] } },
	}),
	"a message that quotes it": (value) => ({
		objectRef: secret,
		responseStatus: { code: 422, message: `data[p]: Invalid value: ${JSON.stringify(value)}: no` },
		responseObject: { kind: "Status", message: `data[p]: Invalid value: ${JSON.stringify(value)}: no` },
	}),
	"an annotation that repeats it": (value) => ({
		requestObject: pod({ env: [{ name: "P", value }] }),
		annotations: { "policy/audit": `found ${value} in it` },
	}),
};

/** A secret value as people choose them: long enough, and of what JSON and URIs make something of, too. */
const value = fc
	.string({ unit: fc.constantFrom(...'abcXYZ0189-_.+/="\\<&é{'), minLength: 12, maxLength: 40 })
	.map((text) => `s3cr3t${text}`);

/** The ways in which a value may show. */
const forms = (text: string): string[] => [text, base64(text), encodeURIComponent(text), JSON.stringify(text).slice(1, -1)];

describe.each(Object.entries(places))("a secret in %s", (_where, made) => {
	it.each([
		"pretty",
		"wide",
		"wide --collapse",
		"detail",
		"yaml",
		"custom-columns=A:.requestObject,B:.responseObject,C:.requestURI,D:.annotations,E:.responseStatus",
		"json --redact",
		"raw --redact",
		"csv --redact",
		"jsonpath={.} --redact",
	])("is in no -o %s", async (format) => {
		const [output = "", ...more] = format.split(" ");
		await fc.assert(
			fc.asyncProperty(value, async (text) => {
				const stdin = `${JSON.stringify(event({ level: "RequestResponse", ...made(text) }))}\n`;
				const { stdout } = await runCli(["-", "-o", output, ...more], { stdin });
				expect(stdout).not.toBe("");
				for (const form of forms(text)) expect(stdout).not.toContain(form);
			}),
			{ numRuns: 12 },
		);
	});

	it.each(["top --by user,uri,annotation,reason,user-agent", "open", "histogram"])("is not shown by %s", async (view) => {
		await fc.assert(
			fc.asyncProperty(value, fc.boolean(), async (text, hasEnded) => {
				const stage = hasEnded ? "ResponseComplete" : "RequestReceived";
				const stdin = `${JSON.stringify(event({ level: "RequestResponse", stage, ...made(text) }))}\n`;
				const { stdout } = await runCli(view.split(" "), { stdin });
				expect(stdout).not.toBe("");
				for (const form of forms(text)) expect(stdout).not.toContain(form);
			}),
			{ numRuns: 8 },
		);
	});

	it("is whole where that is asked for, and in a pipe of records", async () => {
		const stdin = `${JSON.stringify(event({ level: "RequestResponse", ...made("s3cr3t-in-full") }))}\n`;
		const shown = async (...args: string[]) => (await runCli(["-", ...args], { stdin })).stdout;
		const isThere = (text: string) => forms("s3cr3t-in-full").some((form) => text.includes(form));
		expect(isThere(await shown("-o", "json"))).toBe(true);
		expect(await shown("-o", "raw")).toBe(stdin);
		expect(isThere(await shown("-o", "yaml", "--show-secrets"))).toBe(true);
		expect(await shown("-o", "yaml")).toContain("(redacted)");
	});
});

describe("what is no secret", () => {
	it.each<[what: string, parts: Partial<AuditEvent>]>([
		["a ConfigMap", { objectRef: { resource: "configmaps" }, requestObject: { kind: "ConfigMap", data: { a: "value-of-a-config-map" } } }],
		["a Status of a Secret", { objectRef: secret, responseObject: { kind: "Status", details: { name: "s1", kind: "secrets" } } }],
		["the metadata of a Secret", { objectRef: secret, responseObject: { kind: "PartialObjectMetadata", metadata: { name: "s1" } } }],
		[
			"a variable that refers to a Secret",
			{ requestObject: pod({ env: [{ name: "P", valueFrom: { secretKeyRef: { name: "s1", key: "p" } } }] }) },
		],
		["a URI with a port", { requestURI: "/proxy/http://host:8080/x?limit=5&continue=abc" }],
		["what is spelled like a parameter", { requestURI: "/api?tokens=1&mytoken=2" }],
		["a patch of something else", { requestObject: [{ op: "add", path: "/metadata/labels/a", value: "b" }] }],
	])("is left as it is: %s", (_what, parts) => {
		const one = call({ level: "RequestResponse", ...parts });
		expect(new Redactor({ bodies: true, lines: true, commands: false }).redacted(one)).toBe(one);
	});

	it("names stay to be seen in messages, though a short value is the same", async () => {
		const stdin = `${JSON.stringify(event({ objectRef: secret, requestObject: { kind: "Secret", stringData: { user: "alice" } }, responseStatus: { code: 403, message: 'User "alice" cannot' } }))}\n`;
		expect((await runCli(["-"], { stdin })).stdout).toContain('User "alice" cannot');
	});
});

it("commands of exec are hidden with --redact only", async () => {
	const args = ["samples/minikube.log", "--exec", "-m1"];
	expect((await runCli(args)).stdout).toContain("-- ");
	expect((await runCli([...args, "-o", "raw", "--redact"])).stdout).toContain("command=(redacted)");
	expect((await runCli([...args, "--redact"])).stdout).not.toContain("/etc/passwd");
});

it("at a terminal, json and raw hide secrets, and say so on stderr", async () => {
	const stdin = `${JSON.stringify(event({ requestObject: pod({ env: [{ name: "P", value: "s3cr3t" }] }) }))}\n`;
	const args = ["-o", "json"];
	const { stdout, stderr } = await runCli(args, { terminal: 100, talk: 100, stdin });
	expect(stdout).toContain("(redacted)");
	expect(stderr).toMatch(/secret values in \d+ calls? are not shown\nhint: --show-secrets shows them\n/);
	expect((await runCli([...args, "--show-secrets"], { terminal: 100, talk: 100, stdin })).stdout).not.toContain("(redacted)");
	expect((await runCli([...args, "--show-secrets", "--redact"], { stdin })).exitCode).toBe(2);
});

it("a body that is nested deeper than the stack is hidden whole", () => {
	const deep = JSON.parse(`${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`) as unknown;
	const one = { ...call(), event: { ...event(), requestObject: deep } };
	expect(new Redactor({ bodies: true, lines: false, commands: false }).redacted(one).event.requestObject).toBe("(redacted)");
});

it("a long URI of what looks like credentials takes no time", () => {
	const one = call({ requestURI: `/${"%3A%2F%2Fx%3A".repeat(80_000)}` });
	expect(new Redactor({ bodies: false, lines: false, commands: false }).redacted(one)).toBe(one);
});

const LARGE = "../shared/data/requestresponse.log";

it.skipIf(!existsSync(LARGE))("no value of a real server's Secrets is in any view of its log (skipped without ../shared)", async () => {
	const log = readFileSync(LARGE, "utf8");
	const values = [
		...log.matchAll(/"(?:data|stringData)":\{"(?:password|x|a)":"([^"]{8,})"/g),
		...log.matchAll(/"name":"PW","value":"([^"]+)"/g),
	].flatMap(([, text]) => text ?? []);
	expect(values.length).toBeGreaterThan(20);
	for (const output of ["pretty", "wide", "yaml", "custom-columns=A:.requestObject,B:.responseObject"]) {
		const { stdout } = await runCli([LARGE, "-o", output]);
		for (const text of new Set(values)) expect(stdout).not.toContain(text);
	}
});

describe("a token in a URI", () => {
	const stdin = `${JSON.stringify(event({ auditID: "t", requestURI: "/api?token=s3cr3t-t0ken" }))}\n`;
	const shown = async (...args: string[]): Promise<string> => (await runCli(args, { stdin })).stdout;

	it("is in no table, and in no explanation", async () => {
		expect(await shown("top", "--by", "uri")).toContain("/api?token=(redacted)");
		expect(await shown("--explain=t", "--uri", "*")).toContain("token=(redacted)");
		for (const args of [
			["top", "--by", "uri"],
			["--explain=t", "--uri", "*"],
		]) {
			expect(await shown(...args)).not.toContain("s3cr3t");
			expect(await shown(...args, "--show-secrets")).toContain("s3cr3t");
		}
	});

	it("is asked for as it is, also where it is not shown", async () => {
		expect(await shown("--explain=t", "--uri", "*s3cr3t*")).toContain(": matches");
	});

	it("is whole in JSON to a pipe", async () => {
		expect(await shown("top", "--by", "uri", "-o", "json")).toContain("s3cr3t-t0ken");
	});
});
