import querystring from "node:querystring";
import type { ObjectReference } from "./event.ts";
import { known } from "./known.ts";

/** Subresources that a Namespace has; what else stands behind a namespace's name is a resource in it. */
const NAMESPACE_SUBRESOURCES: readonly string[] = ["status", "finalize"];

/**
 * What object a request is about, from its path and query alone, as the API server reads them (k8s.io/apiserver
 * `pkg/endpoints/request/requestinfo.go`); undefined for a path that names no resource. A create's name is in its body.
 */
export function objectOf(requestURI: string): ObjectReference | undefined {
	const [path = "", query = ""] = requestURI.split(/\?(.*)/s);
	const [root, ...segments] = querystring.unescape(path).split("/").filter(Boolean);
	if (root !== "api" && root !== "apis") return undefined;
	const [apiGroup, , ...rest] = root === "api" ? ["", ...segments] : segments;
	const { namespace, resource, name, subresource } = target(rest);
	if (!resource) return undefined;
	return known<ObjectReference>({ resource, namespace, name: name ?? selectedName(query), apiGroup: apiGroup || undefined, subresource });
}

/** What stands behind the version; a verb of old may come first. Behind `proxy`, the rest is a path in the object. */
function target([first, ...rest]: readonly (string | undefined)[]) {
	if (first === "watch") return scoped(rest);
	return first === "proxy" ? { ...scoped(rest), subresource: undefined } : scoped([first, ...rest]);
}

function scoped(parts: readonly (string | undefined)[]) {
	const [first, namespace, third] = parts;
	if (first !== "namespaces" || namespace === undefined) return named(undefined, parts);
	const isItself = third === undefined || NAMESPACE_SUBRESOURCES.includes(third);
	return named(namespace, isItself ? parts : parts.slice(2));
}

const named = (namespace: string | undefined, [resource, name, subresource]: readonly (string | undefined)[]) => ({
	namespace,
	resource,
	name,
	subresource,
});

/** The name that a list or watch asks for. */
function selectedName(query: string): string | undefined {
	if (!query.includes("fieldSelector")) return undefined;
	const selectors = (new URLSearchParams(query).get("fieldSelector") ?? "").split(",");
	return selectors.map((selector) => /^metadata\.name==?([^=].*)$/.exec(selector)?.[1]).find((name) => name !== undefined);
}
