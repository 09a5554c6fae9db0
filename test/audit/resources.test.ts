import { describe, expect, it } from "vitest";
import { isBuiltIn, pluralOf } from "../../src/audit/resources.ts";

describe("the plural", () => {
	it.each([
		["po", "pods"],
		["pod", "pods"],
		["Pod", "pods"],
		["PODS", "pods"],
		["cm", "configmaps"],
		["deploy", "deployments"],
		["NetworkPolicy", "networkpolicies"],
		["ing", "ingresses"],
		["hpa", "horizontalpodautoscalers"],
		["pvc", "persistentvolumeclaims"],
		["crds", "customresourcedefinitions"],
		["csr", "certificatesigningrequests"],
		["ev", "events"],
		["sa", "serviceaccounts"],
		["svc", "services"],
		["endpoints", "endpoints"],
		["ns", "namespaces"],
		["sts", "statefulsets"],
	])("of %s is %s", (name, plural) => {
		expect(pluralOf(name)).toBe(plural);
	});

	it.each(["widgets", "Widgets", "*", "", "constructor", "__proto__", "po*"])(
		"of %j, which is not built in, is the name itself",
		(name) => {
			expect(pluralOf(name)).toBe(name);
		},
	);
});

it.each([
	["pods", "", true],
	["pods", "metrics.k8s.io", false],
	["deployments", "apps", true],
	["deployments", "extensions", false],
	["clusterroles", "rbac.authorization.k8s.io", true],
	["things", "agg.example.com", false],
	["things", "", false],
	["constructor", "", false],
])("%s in the group %j: built in is %s", (resource, group, builtIn) => {
	expect(isBuiltIn(resource, group)).toBe(builtIn);
});
