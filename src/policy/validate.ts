import { levels, stages } from "../audit/event.ts";
import type { WrittenPolicy, WrittenRule } from "./decode.ts";
import type { GroupResources, Policy } from "./policy.ts";
import type { Release } from "./release.ts";

/** A value that the API server does not accept. */
export interface Invalid {
	/** As a person writes it: `rules[0].level`. */
	readonly field: string;
	/** Where it stands, key by key. */
	readonly path: Path;
	readonly reason: string;
}

/** The keys and indexes that lead to a value. */
export type Path = readonly (string | number)[];

/** What the API server finds wrong in a policy that it could decode (k8s.io/apiserver `pkg/apis/audit/validation`), in its order. */
export function validate(written: WrittenPolicy, release: Release): Invalid[] {
	return [
		...invalidStages(written.omitStages, ["omitStages"]),
		...written.rules.flatMap((rule, at) => invalidRule(rule, ["rules", at], release)),
	];
}

/** A written policy in which nothing is invalid is a policy. */
export const isValid = (written: WrittenPolicy, invalid: readonly Invalid[]): written is Policy =>
	invalid.length === 0 && written.rules.length > 0;

const invalidRule = (rule: WrittenRule, path: Path, release: Release): Invalid[] => [
	...invalidLevel(rule.level, [...path, "level"]),
	...rule.nonResourceURLs.flatMap((url, at) => invalidURL(url, [...path, "nonResourceURLs", at])),
	...rule.resources.flatMap((resources, at) => invalidResources(resources, [...path, "resources", at], release)),
	...invalidStages(rule.omitStages, [...path, "omitStages"]),
	...(rule.nonResourceURLs.length > 0 && (rule.resources.length > 0 || rule.namespaces.length > 0)
		? [value([...path, "nonResourceURLs"], rule.nonResourceURLs, "rules cannot apply to both regular resources and non-resource URLs")]
		: []),
];

function invalidLevel(level: string, path: Path): Invalid[] {
	if (level === "") return [{ field: shown(path), path, reason: "Required value" }];
	if (isOneOf(levels, level)) return [];
	const supported = levels.map(goQuoted).join(", ");
	return [{ field: shown(path), path, reason: `Unsupported value: ${goQuoted(level)}: supported values: ${supported}` }];
}

const invalidStages = (written: readonly string[], path: Path): Invalid[] =>
	written.flatMap((stage, at) => (isOneOf(stages, stage) ? [] : [value([...path, at], stage, `allowed stages are ${stages.join(",")}`)]));

function invalidURL(url: string, path: Path): Invalid[] {
	if (url === "*") return [];
	return [
		...(url.startsWith("/") ? [] : [value(path, url, "non-resource URL rules must begin with a '/' character")]),
		...(url.slice(0, -1).includes("*") ? [value(path, url, "non-resource URL wildcards '*' must be the final character of the rule")] : []),
	];
}

/** The server does not say in which entry of `resources` it is. */
function invalidResources({ group, resources, resourceNames }: GroupResources, path: Path, { groupWildcard }: Release): Invalid[] {
	const entry = shown(path.slice(0, -1));
	const reasons = group === "" || (groupWildcard && group === "*") ? [] : notSubdomain(group);
	return [
		...(reasons.length > 0 ? [{ ...value([...path, "group"], group, reasons.join(",")), field: `${entry}.group` }] : []),
		...(resourceNames.length > 0 && resources.length === 0
			? [
					{
						...value([...path, "resourceNames"], resourceNames, "using resourceNames requires at least one resource"),
						field: `${entry}.resourceNames`,
					},
				]
			: []),
	];
}

const LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const SUBDOMAIN = String.raw`${LABEL}(\.${LABEL})*`;
const isSubdomain = new RegExp(`^${SUBDOMAIN}$`);
const LONGEST_SUBDOMAIN = 253;

/** k8s.io/apimachinery `pkg/util/validation` IsDNS1123Subdomain. */
const notSubdomain = (name: string): string[] => [
	...(Buffer.byteLength(name) > LONGEST_SUBDOMAIN ? [`must be no more than ${LONGEST_SUBDOMAIN} characters`] : []),
	...(isSubdomain.test(name)
		? []
		: [
				`a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${SUBDOMAIN}')`,
			]),
];

const value = (path: Path, given: string | readonly string[], detail: string): Invalid => ({
	field: shown(path),
	path,
	reason: `Invalid value: ${typeof given === "string" ? goQuoted(given) : `[]string{${given.map(goQuoted).join(", ")}}`}: ${detail}`,
});

const shown = (path: Path): string =>
	path
		.map((key) => (typeof key === "number" ? `[${key}]` : `.${key}`))
		.join("")
		.slice(1);

const isOneOf = (allowed: readonly string[], given: string): boolean => allowed.includes(given);

/** As Go's %q writes it, as far as a policy needs it. */
const goQuoted = (text: string): string => JSON.stringify(text);
