import { type Attributes, combined } from "./attributes.ts";
import { type Condition, takesIn } from "./match.ts";
import type { GroupResources, PolicyRule } from "./policy.ts";

/** So many values of a list are shown. */
const MOST_SHOWN = 5;

/** Why a rule does not match a request, from the condition that it does not meet. */
export const whyNot = (rule: PolicyRule, condition: Condition, request: Attributes): string =>
	`${condition}: ${reasons[condition](rule, request)}`;

const reasons: Readonly<Record<Condition, (rule: PolicyRule, request: Attributes) => string>> = {
	users: ({ users }, { user }) => (user ? `${user.name} is ${noneOf(users)}` : UNAUTHENTICATED),
	userGroups: ({ userGroups }, { user }) =>
		user ? `${user.name} is in ${user.groups.length > 0 ? user.groups.join(", ") : "no group"}: ${noneOf(userGroups)}` : UNAUTHENTICATED,
	verbs: ({ verbs }, { verb }) => `${verb} is ${noneOf(verbs)}`,
	namespaces: ({ namespaces }, { resource }) =>
		resource ? `${resource.namespace || 'no namespace ("")'} is ${noneOf(namespaces)}` : NO_RESOURCE,
	resources: ({ resources }, { resource }) =>
		resource
			? `${inGroup(combined(resource), resource.group)}${nameless({ resources }, resource)} is ${noneOf(resources.flatMap(written))}`
			: NO_RESOURCE,
	nonResourceURLs: ({ nonResourceURLs }, { resource, path }) =>
		resource ? "the request is for a resource" : `${path} is ${noneOf(nonResourceURLs)}`,
};

const UNAUTHENTICATED = "nobody was authenticated";
const NO_RESOURCE = "the request is for a path that is no resource";

function noneOf(values: readonly string[]): string {
	const shown = values.slice(0, MOST_SHOWN).map((value) => value || '""');
	return `none of ${[...shown, ...(values.length > MOST_SHOWN ? [`${values.length - MOST_SHOWN} more`] : [])].join(", ")}`;
}

const inGroup = (resource: string, group: string): string => (group ? `${resource} (${group})` : resource);

/** Where only the name is another one, it is the name that is told. */
const nameless = ({ resources }: Pick<PolicyRule, "resources">, resource: NonNullable<Attributes["resource"]>): string =>
	resources.some((entry) => takesIn({ ...entry, resourceNames: [] }, resource)) ? ` called ${resource.name || '""'}` : "";

const written = ({ group, resources, resourceNames }: GroupResources): string[] =>
	(resources.length > 0 ? resources : ["everything"]).map(
		(resource) =>
			inGroup(resource, group) + (resourceNames.length > 0 ? ` called ${resourceNames.map((name) => name || '""').join(" or ")}` : ""),
	);
