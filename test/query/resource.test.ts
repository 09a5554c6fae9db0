import { describe, expect, it } from "vitest";
import type { ObjectReference } from "../../src/audit/event.ts";
import { QueryError } from "../../src/query/query-error.ts";
import { resourceMatcher } from "../../src/query/resource.ts";
import { parseValues, type Value } from "../../src/query/value.ts";

const matcherOf = async (argument: string): Promise<(reference: ObjectReference) => boolean> =>
	resourceMatcher((await parseValues("resource", argument))[0] as Value);

const PODS: ObjectReference = { resource: "pods" };
const EXEC: ObjectReference = { resource: "pods", subresource: "exec" };
const METRICS: ObjectReference = { resource: "pods", apiGroup: "metrics.k8s.io" };
const DEPLOYMENTS: ObjectReference = { resource: "deployments", apiGroup: "apps" };
const SCALE: ObjectReference = { resource: "deployments", apiGroup: "apps", subresource: "scale" };
const ROLES: ObjectReference = { resource: "roles", apiGroup: "rbac.authorization.k8s.io" };
const THINGS: ObjectReference = { resource: "things", apiGroup: "agg.example.com" };
const all = [PODS, EXEC, METRICS, DEPLOYMENTS, SCALE, ROLES, THINGS];

describe("a resource as kubectl writes it", () => {
	it.each<[argument: string, kept: ObjectReference[]]>([
		["pods", [PODS, EXEC, METRICS]],
		["po", [PODS, EXEC, METRICS]],
		["Pod", [PODS, EXEC, METRICS]],
		["pods.", [PODS, EXEC]],
		["pods.metrics.k8s.io", [METRICS]],
		["pods/exec", [EXEC]],
		["po/exec", [EXEC]],
		["pods/*", [EXEC]],
		["*/exec", [EXEC]],
		["*/*", [EXEC, SCALE]],
		["deployments.apps", [DEPLOYMENTS, SCALE]],
		["deploy.apps", [DEPLOYMENTS, SCALE]],
		["deploy/scale", [SCALE]],
		["deployments.extensions", []],
		["*.rbac.authorization.k8s.io", [ROLES]],
		["*.k8s.io", []],
		["*.*.k8s.io", [METRICS, ROLES]],
		["*s", all],
		["things", [THINGS]],
		["thing", []],
		["re:^pods/", [EXEC]],
		["re:^deployments\\.apps$", [DEPLOYMENTS]],
	])("%s keeps its own", async (argument, kept) => {
		expect(all.filter(await matcherOf(argument))).toEqual(kept);
	});

	it.each(["a/b/c", "/exec", "pods/", "/", '""', "/healthz"])("%s is none, and the hint names --uri", async (argument) => {
		await expect(matcherOf(argument)).rejects.toThrow(QueryError);
		await expect(matcherOf(argument)).rejects.toHaveProperty("hint", expect.stringContaining("--uri"));
	});

	it("is * for a reference that names no resource", async () => {
		expect([(await matcherOf("*"))({}), (await matcherOf("pods"))({})]).toEqual([true, false]);
	});
});
