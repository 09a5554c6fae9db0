import type { AuditEvent, ObjectReference } from "../audit/event.ts";
import { objectOf } from "../audit/request-info.ts";

/** What a policy is asked about a request: k8s.io/apiserver `pkg/authorization/authorizer` Attributes, as far as rules look at it. */
export interface Attributes {
	/** Whoever was authenticated, whomever they impersonate; undefined for a request that failed to authenticate. Anonymous requests have one. */
	readonly user: { readonly name: string; readonly groups: readonly string[] } | undefined;
	readonly verb: string;
	/** What the request is about; undefined for a path that is no resource. */
	readonly resource: RequestedResource | undefined;
	/** The path of the URL, decoded, without the query. */
	readonly path: string;
}

/** Every part is empty where the request has none. */
export interface RequestedResource {
	readonly group: string;
	readonly resource: string;
	readonly subresource: string;
	readonly namespace: string;
	readonly name: string;
}

/** `resource[/subresource]`, as rules name it. */
export const combined = ({ resource, subresource }: RequestedResource): string => (subresource ? `${resource}/${subresource}` : resource);

/**
 * What the policy was asked about the request that an event tells of. The name is the URL's: later stages tell one that
 * only the body had, which the policy did not see.
 */
export function attributesOf({ user, verb = "", objectRef, requestURI = "" }: AuditEvent): Attributes {
	return {
		user: user?.username ? { name: user.username, groups: user.groups ?? [] } : undefined,
		verb,
		resource: objectRef && resourceOf(objectRef, objectOf(requestURI)),
		path: pathOf(requestURI),
	};
}

function resourceOf(
	{ apiGroup = "", resource = "", subresource = "", namespace = "", name = "" }: ObjectReference,
	asked: ObjectReference | undefined,
) {
	return { group: apiGroup, resource, subresource, namespace, name: asked?.resource === resource ? (asked.name ?? "") : name };
}

function pathOf(requestURI: string): string {
	const [path = ""] = requestURI.split("?");
	try {
		return decodeURIComponent(path);
	} catch {
		return path; // such a URL does not reach a policy
	}
}
