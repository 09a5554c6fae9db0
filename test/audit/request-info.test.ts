import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { AuditEvent } from "../../src/audit/event.ts";
import { objectOf } from "../../src/audit/request-info.ts";

const METADATA = "../shared/data/metadata.log";

describe("the object of a request", () => {
	it.each([
		["/api/v1/pods", { resource: "pods" }],
		["/api/v1/pods?limit=500&resourceVersion=0", { resource: "pods" }],
		["/api/v1/pods/", { resource: "pods" }],
		["/api/v1/namespaces/dev/pods", { resource: "pods", namespace: "dev" }],
		["/api/v1/namespaces/dev/pods/web-1", { resource: "pods", namespace: "dev", name: "web-1" }],
		["/api/v1/namespaces/dev/pods/web-1/log?follow=true", { resource: "pods", namespace: "dev", name: "web-1", subresource: "log" }],
		[
			"/api/v1/namespaces/dev/pods/web-1/exec?command=ls&command=/",
			{ resource: "pods", namespace: "dev", name: "web-1", subresource: "exec" },
		],
		[
			"/api/v1/namespaces/dev/services/web:80/proxy/deep/down?x=/api",
			{ resource: "services", namespace: "dev", name: "web:80", subresource: "proxy" },
		],
		["/api/v1/nodes/n1", { resource: "nodes", name: "n1" }],
		["/api/v1/nodes/n1/status", { resource: "nodes", name: "n1", subresource: "status" }],
		["/api/v1/namespaces", { resource: "namespaces" }],
		["/api/v1/namespaces/dev", { resource: "namespaces", namespace: "dev", name: "dev" }],
		["/api/v1/namespaces/dev/status", { resource: "namespaces", namespace: "dev", name: "dev", subresource: "status" }],
		["/api/v1/namespaces/dev/finalize", { resource: "namespaces", namespace: "dev", name: "dev", subresource: "finalize" }],
		["/api/v1/watch/namespaces/dev/pods", { resource: "pods", namespace: "dev" }],
		["/api/v1/watch/nodes", { resource: "nodes" }],
		["/api/v1/proxy/nodes/n1", { resource: "nodes", name: "n1" }],
		["/apis/apps/v1/namespaces/dev/deployments/web", { resource: "deployments", namespace: "dev", name: "web", apiGroup: "apps" }],
		[
			"/apis/apps/v1/namespaces/dev/deployments/web/scale",
			{ resource: "deployments", namespace: "dev", name: "web", apiGroup: "apps", subresource: "scale" },
		],
		["/apis/rbac.authorization.k8s.io/v1/clusterroles/x", { resource: "clusterroles", name: "x", apiGroup: "rbac.authorization.k8s.io" }],
		["/apis/metrics.k8s.io/v1beta1/namespaces/dev", { resource: "namespaces", namespace: "dev", name: "dev", apiGroup: "metrics.k8s.io" }],
		["/api/v1/namespaces/dev/configmaps/a%20b%C3%A9", { resource: "configmaps", namespace: "dev", name: "a bé" }],
		["/api/v1/namespaces/dev/configmaps/%zz", { resource: "configmaps", namespace: "dev", name: "%zz" }],
		["/api/v1/pods?fieldSelector=metadata.name%3Dweb-1", { resource: "pods", name: "web-1" }],
		["/api/v1/namespaces/dev/pods?watch=true&fieldSelector=metadata.name=web-1", { resource: "pods", namespace: "dev", name: "web-1" }],
		["/api/v1/pods?fieldSelector=spec.nodeName%3Dn1", { resource: "pods" }],
		["/api/v1/pods?fieldSelector=metadata.namespace%3Ddev", { resource: "pods" }],
		["/api/v1/pods?fieldSelector=metadata.name%21%3Dweb-1", { resource: "pods" }],
		["/api/v1/namespaces/dev/pods/web-1?fieldSelector=metadata.name%3Dother", { resource: "pods", namespace: "dev", name: "web-1" }],
		["/api/v1/namespaces/dev/pods/web-1?a=b?c=d", { resource: "pods", namespace: "dev", name: "web-1" }],
		["/api/v1/constructor/__proto__", { resource: "constructor", name: "__proto__" }],
	])("of %s", (requestURI, object) => {
		expect(objectOf(requestURI)).toEqual(object);
	});

	it.each([
		"",
		"/",
		"/api",
		"/api/",
		"/api/v1",
		"/api/v1?timeout=32s",
		"/apis",
		"/apis/apps",
		"/apis/apps/v1",
		"/healthz",
		"/readyz?verbose",
		"/openapi/v3/apis/apps/v1",
		"/apiserver/v1/pods",
		"/metrics/api/v1/pods",
		"?/api/v1/pods",
		"*",
	])("of %j is none", (requestURI) => {
		expect(objectOf(requestURI)).toBeUndefined();
	});

	it("is found behind an escaped slash, which the server decodes before it reads the path", () => {
		expect(objectOf("/api/v1/namespaces/a%2Fb/pods")).toEqual({ resource: "b", namespace: "a", name: "pods" }); // as in metadata.log
	});

	it("has U+FFFD for what is no UTF-8 in its name, as the server writes it", () => {
		expect(objectOf("/api/v1/namespaces/dev/configmaps/bad%FFutf8")).toEqual({
			resource: "configmaps",
			namespace: "dev",
			name: "bad\uFFFDutf8", // as in metadata.log
		});
	});

	it.each([
		"/api/v1/pods?fieldSelector=metadata.name%3Dweb-1,spec.nodeName%3Dn1",
		"/api/v1/pods?fieldSelector=spec.nodeName%3Dn1,metadata.name%3Dweb-1",
		"/api/v1/pods?fieldSelector=metadata.name%3D%3Dweb-1",
	])("has the name that a selector requires among others: %s", (requestURI) => {
		expect(objectOf(requestURI)).toEqual({ resource: "pods", name: "web-1" });
	});

	it("has no subresource behind the old proxy verb, whose rest is the way inside of the object", () => {
		expect(objectOf("/api/v1/proxy/namespaces/dev/services/web/deep/down")).toEqual({
			resource: "services",
			namespace: "dev",
			name: "web",
		});
	});
});

const eventsIn = (path: string): AuditEvent[] =>
	readFileSync(path, "utf8")
		.trimEnd()
		.split("\n")
		.map((line) => JSON.parse(line));

/** What of an event's object its path carries: a create's name is in its body, and only a list or get takes it from a selector. */
function carried({ objectRef, verb }: AuditEvent) {
	if (!objectRef) return undefined;
	const { resource, namespace, name, apiGroup, subresource } = objectRef;
	return JSON.parse(
		JSON.stringify({ resource, namespace, apiGroup, subresource, name: verb === "create" && !subresource ? undefined : name }),
	);
}

/** The server takes no name from a query whose other selector it cannot read: `a=b&c` is the value of no label. */
const isReadable = (requestURI: string): boolean => !requestURI.includes("labelSelector=a%3Db%26c");

/** The distinct URIs, with the object that the server saw. */
const seenIn = (path: string) =>
	[...new Map(eventsIn(path).map((event) => [event.requestURI ?? "", carried(event)]))].filter(([requestURI]) => isReadable(requestURI));

it("is the object that a real server saw, for every request of a real log", () => {
	const seen = seenIn("samples/minikube.log");
	expect(seen.length).toBeGreaterThan(40);
	for (const [requestURI, object] of seen) expect([requestURI, objectOf(requestURI)]).toEqual([requestURI, object]);
});

describe.skipIf(!existsSync(METADATA))(`in a large log, if ${METADATA} is here`, () => {
	it("is the object that the server saw, for every request", () => {
		const seen = seenIn(METADATA);
		expect(seen.length).toBeGreaterThan(500);
		for (const [requestURI, object] of seen) expect([requestURI, objectOf(requestURI)]).toEqual([requestURI, object]);
	});
});
