import { describe, expect, it } from "vitest";
import type { AuditEvent } from "../../src/audit/event.ts";
import { QueryError } from "../../src/query/query-error.ts";
import { touchOf } from "../../src/query/touching.ts";
import { call } from "../helpers/event.ts";
import { runCli } from "../helpers/run-cli.ts";

const touch = (text: string, parts: Partial<AuditEvent>) =>
	touchOf({ flag: "touching", text, negated: false, regex: undefined })(call(parts));
const cm = { resource: "configmaps", namespace: "dev" };
const named = (name: string) => ({ metadata: { name } });

describe("a call touches configmaps/dev/cm1", () => {
	it.each<[what: string, how: ReturnType<ReturnType<typeof touchOf>>, parts: Partial<AuditEvent>]>([
		["that names it", "named", { objectRef: { ...cm, name: "cm1" } }],
		["that names it with a subresource", "named", { objectRef: { ...cm, name: "cm1", subresource: "x" } }],
		["that names another", undefined, { objectRef: { ...cm, name: "cm2" } }],
		["that names it elsewhere", undefined, { objectRef: { ...cm, namespace: "prod", name: "cm1" } }],
		["that names another kind of thing", undefined, { objectRef: { resource: "secrets", namespace: "dev", name: "cm1" } }],
		["that deletes the collection", "mayInclude", { verb: "deletecollection", objectRef: cm }],
		["that deletes the collection elsewhere", undefined, { verb: "deletecollection", objectRef: { ...cm, namespace: "prod" } }],
		["that deletes the namespace", "mayInclude", { verb: "delete", objectRef: { resource: "namespaces", namespace: "dev", name: "dev" } }],
		["that deletes another namespace", undefined, { verb: "delete", objectRef: { resource: "namespaces", namespace: "x", name: "x" } }],
		["that only looks at the namespace", undefined, { verb: "get", objectRef: { resource: "namespaces", namespace: "dev", name: "dev" } }],
		[
			"that writes the namespace's status",
			undefined,
			{ verb: "delete", objectRef: { resource: "namespaces", name: "dev", subresource: "finalize" } },
		],
		["that lists", undefined, { verb: "list", objectRef: cm }],
		["that creates something without a name", "mayInclude", { verb: "create", objectRef: cm }],
		["that creates it, by its body", "named", { verb: "create", objectRef: cm, requestObject: named("cm1") }],
		["that creates another, by its body", undefined, { verb: "create", objectRef: cm, requestObject: named("cm2") }],
		[
			"that got another name",
			undefined,
			{ verb: "create", objectRef: cm, responseObject: named("cm-x7"), requestObject: { metadata: { generateName: "cm" } } },
		],
		[
			"that leaves the end of the name open",
			"mayInclude",
			{ verb: "create", objectRef: cm, requestObject: { metadata: { generateName: "cm" } } },
		],
		[
			"that leaves the end of another name open",
			undefined,
			{ verb: "create", objectRef: cm, requestObject: { metadata: { generateName: "x-" } } },
		],
		["of no object", undefined, { objectRef: undefined, requestURI: "/healthz" } as unknown as Partial<AuditEvent>],
	])("%s: %s", (_what, how, parts) => {
		expect(touch("cm/dev/cm1", parts)).toBe(how);
	});

	it("without a namespace in any, and of what has none", () => {
		expect(touch("configmaps/cm1", { objectRef: { ...cm, name: "cm1" } })).toBe("named");
		expect(touch("nodes/node-1", { objectRef: { resource: "nodes", name: "node-1" } })).toBe("named");
		expect(touch("nodes/node-1", { verb: "delete", objectRef: { resource: "namespaces", name: "dev" } })).toBe(undefined);
	});

	it("with wildcards in every part", () => {
		expect(touch("*/d*/cm*", { objectRef: { ...cm, name: "cm7" } })).toBe("named");
		expect(
			touch("deployments.apps/prod/web-*", { objectRef: { resource: "deployments", apiGroup: "apps", namespace: "prod", name: "web-1" } }),
		).toBe("named");
	});
});

it.each([
	["cm1", "RESOURCE/NAMESPACE/NAME"],
	["cm/dev/", "RESOURCE/NAMESPACE/NAME"],
	["cm//cm1", "RESOURCE/NAMESPACE/NAME"],
	["a/b/c/d", "RESOURCE/NAMESPACE/NAME"],
	["dev/configmaps/cm1", "comes first"],
])("%s is no object", (text, why) => {
	expect(() => touch(text, {})).toThrow(QueryError);
	expect(() => touch(text, {})).toThrow(why);
});

it("says in rows and records what is not sure, and not where another object is named for sure", async () => {
	const run = async (...args: string[]): Promise<string> =>
		(await runCli(["samples/minikube.log", "--verb", "deletecollection", "--user", "alice", ...args])).stdout;
	expect(await run("--touching", "cm/dev/cm1")).toContain("(may include cm/dev/cm1)");
	expect(JSON.parse(await run("--touching", "cm/dev/cm1", "-o", "json"))).toMatchObject({ call: { remark: "may include cm/dev/cm1" } });
	expect(await run("--not-touching", "cm/dev/cm1")).toBe("");
	expect(await run()).not.toContain("may include");
});
