import { objectOf } from "../../audit/request-info.ts";
import { groupOf, isBuiltIn, isBuiltInGroup, pluralOf } from "../../audit/resources.ts";
import type { LoadedPolicy } from "../load.ts";
import type { Condition } from "../match.ts";
import type { PolicyRule } from "../policy.ts";
import type { Path } from "../validate.ts";
import { type Finding, type Lint, warning } from "./finding.ts";

/** A value that no request has, and what to write instead. */
interface Never {
	readonly path: Path;
	readonly why: string;
	readonly hint?: string | undefined;
}

/** Values that no request ever has, and rules that match nothing for it. */
export const unmatched: Lint = (loaded) => loaded.policy.rules.flatMap((rule, at) => ofRule(loaded, rule, ["rules", at]));

const ofRule = (loaded: LoadedPolicy, rule: PolicyRule, path: Path): Finding[] =>
	values.flatMap((of) => inCondition(loaded, of(rule, path)));

/** The values of one condition that never match, out of so many. */
interface Unmet {
	readonly nevers: readonly Never[];
	readonly count: number;
}

function inCondition(loaded: LoadedPolicy, { nevers, count }: Unmet): Finding[] {
	const isAll = count > 0 && nevers.length === count;
	return nevers.map(({ path, why, hint }, at) =>
		warning(loaded, path, "never-matches", isAll && at === 0 ? `${why}: this rule matches nothing` : why, hint),
	);
}

type Values = (rule: PolicyRule, path: Path) => Unmet;

const oneByOne =
	(condition: Exclude<Condition, "resources">, why: (value: string, rule: PolicyRule) => Omit<Never, "path"> | undefined): Values =>
	(rule, path) => ({
		nevers: rule[condition].flatMap((value, at) => {
			const never = why(value, rule);
			return never ? [{ ...never, path: [...path, condition, at] }] : [];
		}),
		count: rule[condition].length,
	});

const noWildcard =
	(condition: Exclude<Condition, "resources"> | "resourceNames", what: string) =>
	(value: string): Omit<Never, "path"> | undefined =>
		value.includes("*")
			? {
					why: `* is no wildcard in ${condition}: ${JSON.stringify(value)} is only ${what} of that name`,
					hint: value === "*" ? `without ${condition}, a rule is for all` : `name each of them`,
				}
			: undefined;

const values: readonly Values[] = [
	oneByOne("users", noWildcard("users", "a user")),
	oneByOne("userGroups", noWildcard("userGroups", "a group")),
	oneByOne("namespaces", noWildcard("namespaces", "a namespace")),
	oneByOne("verbs", (verb, rule) => (verb === "*" ? noWildcard("verbs", "a verb")(verb) : noVerb(verb, rule))),
	oneByOne("nonResourceURLs", resourceURL),
	resources,
	resourceNames,
	resourceNamesOfCreates,
];

const OF_RESOURCES = ["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection", "proxy"];
const OF_PATHS = ["get", "post", "put", "patch", "delete", "head", "options", "connect", "trace"];
const MEANT: Readonly<Record<string, string>> = { post: "create", put: "update", head: "get", create: "post", update: "put", list: "get" };

function noVerb(verb: string, rule: PolicyRule): Omit<Never, "path"> | undefined {
	const { verbs, of } = verbsFor(rule);
	if (verbs.includes(verb)) return undefined;
	const word = verb.toLowerCase().trim();
	const meant = verbs.find((known) => known === word || known === MEANT[word]);
	return {
		why: `no request${of} has the verb ${JSON.stringify(verb)}`,
		hint: meant ? `did you mean ${meant}?` : `there are ${verbs.join(", ")}`,
	};
}

/** The verbs of the requests that a rule is about. */
function verbsFor({ resources, namespaces, nonResourceURLs }: PolicyRule): { verbs: readonly string[]; of: string } {
	if (resources.length > 0 || namespaces.length > 0) return { verbs: OF_RESOURCES, of: " for a resource" };
	if (nonResourceURLs.length > 0) return { verbs: OF_PATHS, of: " for a path that is no resource" };
	return { verbs: [...OF_RESOURCES, ...OF_PATHS], of: "" };
}

function resourceURL(url: string): Omit<Never, "path"> | undefined {
	if (url.includes("?")) return { why: `the path of a request is compared without its query: ${JSON.stringify(url)} is none` };
	const object = objectOf(url.replace(/\*$/, ""));
	return object && !url.endsWith("*")
		? { why: `${url} is a resource: it is matched by resources, never by nonResourceURLs`, hint: `resources: ["${object.resource}"]` }
		: undefined;
}

function resources(rule: PolicyRule, path: Path): Unmet {
	const nevers = rule.resources.flatMap((entry, at) =>
		entry.resources.flatMap((resource, index): Never[] => {
			const never = noResource(resource, entry.group);
			return never ? [{ ...never, path: [...path, "resources", at, "resources", index] }] : [];
		}),
	);
	// an entry without resources is for all of its group
	return { nevers, count: rule.resources.reduce((sum, entry) => sum + Math.max(1, entry.resources.length), 0) };
}

/** Names are not counted: in another entry, none may be asked for. */
function resourceNames(rule: PolicyRule, path: Path): Unmet {
	const nevers = rule.resources.flatMap((entry, at) =>
		entry.resourceNames.flatMap((name, index): Never[] => {
			const never = noWildcard("resourceNames", "an object")(name);
			return never ? [{ ...never, path: [...path, "resources", at, "resourceNames", index] }] : [];
		}),
	);
	return { nevers, count: 0 };
}

function noResource(written: string, group: string): Omit<Never, "path"> | undefined {
	const [resource = "", ...rest] = written.split("/");
	if (written === "") return { why: "no request is for a resource without a name" };
	if (written === "*/*") return { why: '"*/*" matches nothing', hint: '"*" is every resource with its subresources' };
	if (/\*/.test(written) && !/^(?:\*(?:\/[^*]+)?|[^*/]+\/\*)$/.test(written))
		return {
			why: `* is no wildcard in ${JSON.stringify(written)}`,
			hint: 'it may be all of a resource, or one side of its slash: "*", "pods/*", "*/scale"',
		};
	if (rest.length > 1) return { why: `no resource has two slashes: ${JSON.stringify(written)}` };
	return resource === "*" ? undefined : noPlural(resource, group);
}

function noPlural(resource: string, group: string): Omit<Never, "path"> | undefined {
	const plural = pluralOf(resource);
	if (plural !== resource)
		return { why: `requests name resources by their plural: ${JSON.stringify(resource)} is none`, hint: `did you mean ${plural}?` };
	const home = groupOf(resource);
	if (group === "*" || home === undefined || isBuiltIn(resource, group) || !isBuiltInGroup(group)) return undefined;
	return {
		why: `${resource} ${home ? `is in the group ${home}` : "is in the core group"}, not in ${group || "the core group"}`,
		hint: `group: ${JSON.stringify(home)}`,
	};
}

const NAMELESS: readonly string[] = ["create", "deletecollection"];

/** What is created, or deleted all at once, has no name in its URL; a list may have one in its field selector. */
function resourceNamesOfCreates({ verbs, resources }: PolicyRule, path: Path): Unmet {
	const isNameless = verbs.length > 0 && verbs.every((verb) => NAMELESS.includes(verb));
	const nevers = resources.flatMap(({ resources: written, resourceNames }, at): Never[] =>
		isNameless && resourceNames.length > 0 && !resourceNames.includes("") && written.every((one) => !one.includes("/"))
			? [
					{
						path: [...path, "resources", at, "resourceNames"],
						why: `requests to ${verbs.join(", ")} have no name in their URL, which is all that resourceNames look at`,
						hint: 'resourceNames: [""] matches them',
					},
				]
			: [],
	);
	return { nevers, count: resources.length };
}
