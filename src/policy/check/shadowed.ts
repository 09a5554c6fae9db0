import type { GroupResources, PolicyRule } from "../policy.ts";
import { type Lint, warning } from "./finding.ts";

/** Rules that never decide, as an earlier one takes all that they match. */
export const shadowed: Lint = (loaded) => {
	const { rules } = loaded.policy;
	return rules.flatMap((rule, at) => {
		const by = rules.slice(0, at).findIndex((earlier) => takesAllOf(earlier, rule));
		if (by < 0) return [];
		const message = `rules[${at}] never decides: rules[${by}] matches everything that it matches, and comes first`;
		return [warning(loaded, ["rules", at], "shadowed", message, rules[by]?.level === rule.level ? "leave it out" : "put it first")];
	});
};

/** True where every request that the later rule matches is matched by the earlier one. It may be so without this being seen. */
export const takesAllOf = (earlier: PolicyRule, later: PolicyRule): boolean =>
	takesAllWords(earlier.users, later.users) &&
	takesAllWords(earlier.userGroups, later.userGroups) &&
	takesAllWords(earlier.verbs, later.verbs) &&
	takesAllWords(earlier.namespaces, later.namespaces) &&
	takesAllURLs(earlier.nonResourceURLs, later.nonResourceURLs) &&
	takesAllResources(earlier.resources, later.resources);

/** A list that is empty takes in everything. */
const isTaken = <T>(earlier: readonly T[], later: readonly T[], takes: (one: T) => boolean): boolean =>
	earlier.length === 0 || (later.length > 0 && later.every(takes));

const takesAllWords = (earlier: readonly string[], later: readonly string[]): boolean =>
	isTaken(earlier, later, (word) => earlier.includes(word));

const takesAllURLs = (earlier: readonly string[], later: readonly string[]): boolean =>
	isTaken(earlier, later, (url) =>
		earlier.some((one) => one === "*" || one === url || (one.endsWith("*") && url.startsWith(one.slice(0, -1)))),
	);

const takesAllResources = (earlier: readonly GroupResources[], later: readonly GroupResources[]): boolean =>
	isTaken(earlier, later, (entry) =>
		(entry.resources.length > 0 ? entry.resources : ["*"]).every((resource) => earlier.some((one) => takesResource(one, entry, resource))),
	);

const takesResource = (earlier: GroupResources, { group, resourceNames }: GroupResources, resource: string): boolean =>
	(earlier.group === group || earlier.group === "*") &&
	(earlier.resources.length === 0 ||
		(takesAllWords(earlier.resourceNames, resourceNames) && earlier.resources.some((one) => isTakenIn(one, resource))));

/** True where a resource as one rule writes it takes in what another writes. */
function isTakenIn(one: string, other: string): boolean {
	if (one === "*" || one === other) return true;
	const [resource, subresource] = other.split("/");
	if (one.endsWith("/*")) return resource === one.slice(0, -2);
	return one.startsWith("*/") && subresource === one.slice(2);
}
