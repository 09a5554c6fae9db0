import type { ObjectReference } from "../audit/event.ts";
import { known } from "./known.ts";

/** Subresources that a Namespace has; what else stands behind a namespace's name is a resource in it. */
const NAMESPACE_SUBRESOURCES: readonly string[] = ["status", "finalize"];
/** Verbs that once stood in the path, before the namespace. */
const PATH_VERBS: readonly string[] = ["watch", "proxy"];

/**
 * What object a request is about, from its path and query alone, as the API server reads them (k8s.io/apiserver
 * `pkg/endpoints/request/requestinfo.go`); undefined for a path that names no resource. A create's name is in its body.
 */
export function objectOf(requestURI: string): ObjectReference | undefined {
	const [path = "", query = ""] = requestURI.split(/\?(.*)/s);
	const [root, ...segments] = path.split("/").filter(Boolean).map(decoded);
	if (root !== "api" && root !== "apis") return undefined;
	const [apiGroup, , ...rest] = root === "api" ? ["", ...segments] : segments;
	const [namespace, resource, name = selectedName(query), subresource] = scoped(PATH_VERBS.includes(rest[0] ?? "") ? rest.slice(1) : rest);
	return resource ? known<ObjectReference>({ resource, namespace, name, apiGroup: apiGroup || undefined, subresource }) : undefined;
}

/** `[namespace, resource, name, subresource]` of what stands behind the version. */
function scoped(parts: readonly string[]): readonly (string | undefined)[] {
	const [first, namespace, third] = parts;
	if (first !== "namespaces" || namespace === undefined) return [undefined, ...parts];
	if (third === undefined || NAMESPACE_SUBRESOURCES.includes(third)) return [namespace, ...parts];
	return [namespace, ...parts.slice(2)];
}

/** The name that a list or watch asks for. */
function selectedName(query: string): string | undefined {
	const selector = new URLSearchParams(query).get("fieldSelector") ?? "";
	return /^metadata\.name=([^,]+)$/.exec(selector)?.[1];
}

function decoded(segment: string): string {
	try {
		return decodeURIComponent(segment);
	} catch {
		return segment;
	}
}
