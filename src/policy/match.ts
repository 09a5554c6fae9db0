import { type Attributes, combined, type RequestedResource } from "./attributes.ts";
import type { GroupResources, PolicyRule } from "./policy.ts";

/** The conditions of a rule, in the order in which they are asked. */
export type Condition = "users" | "userGroups" | "verbs" | "namespaces" | "resources" | "nonResourceURLs";

/** The first condition of a rule that a request does not meet; undefined for a rule that matches (k8s.io/apiserver `pkg/audit/policy/checker.go`). */
export function obstacle(rule: PolicyRule, request: Attributes): Condition | undefined {
	return conditions.find((condition) => rule[condition].length > 0 && !meets[condition](rule, request));
}

/** Every comparison is exact: `*` stands for more only in `resources`, in `nonResourceURLs` and, since Kubernetes 1.36, as a group. */
const meets: Readonly<Record<Condition, (rule: PolicyRule, request: Attributes) => boolean>> = {
	users: ({ users }, { user }) => user !== undefined && users.includes(user.name),
	userGroups: ({ userGroups }, { user }) => user?.groups.some((group) => userGroups.includes(group)) ?? false,
	verbs: ({ verbs }, { verb }) => verbs.includes(verb),
	namespaces: ({ namespaces }, { resource }) => resource !== undefined && namespaces.includes(resource.namespace),
	resources: ({ resources }, { resource }) => resource !== undefined && resources.some((some) => takesIn(some, resource)),
	nonResourceURLs: ({ nonResourceURLs }, { resource, path }) => !resource && nonResourceURLs.some((url) => leadsTo(url, path)),
};

const conditions = Object.keys(meets) as Condition[];

/** True where the resources of a rule take in the one that a request is about. */
export const takesIn = ({ group, resources, resourceNames }: GroupResources, requested: RequestedResource): boolean =>
	(group === requested.group || group === "*") &&
	(resources.length === 0 ||
		((resourceNames.length === 0 || resourceNames.includes(requested.name)) && resources.some((resource) => names(resource, requested))));

/** True where a resource as a rule writes it is the one: `pods/*` is also the plain `pods`; a star on both sides is nothing. */
const names = (written: string, requested: RequestedResource): boolean =>
	written === "*" ||
	written === combined(requested) ||
	(requested.subresource !== "" && written === `*/${requested.subresource}`) ||
	written === `${requested.resource}/*`;

const leadsTo = (url: string, path: string): boolean =>
	url === "*" || url === path || (url.endsWith("*") && path.startsWith(url.replace(/\*+$/, "")));
