import { stages } from "../../audit/event.ts";
import type { LoadedPolicy } from "../load.ts";
import type { PolicyRule, Stage } from "../policy.ts";
import type { Path } from "../validate.ts";
import { type Finding, type Lint, warning } from "./finding.ts";
import { mayDecide, someRequest } from "./walk.ts";

/** What will be missed when somebody looks for it: stages that say what came of a request, kubectl's exec, everything that no rule matches. */
export const lost: Lint = (loaded) => {
	const { omitStages, rules } = loaded.policy;
	return [
		...lostStages(loaded, omitStages, ["omitStages"]),
		...rules.flatMap((rule, at) => lostStages(loaded, recordedBy(rule, omitStages), ["rules", at, "omitStages"], rule)),
		...execByGet(loaded),
		...rest(loaded),
	];
};

/** What a rule leaves out besides the policy; nothing where it records nothing anyway. */
const recordedBy = ({ level, omitStages }: PolicyRule, omitted: readonly Stage[]): Stage[] =>
	level === "None" ? [] : omitStages.filter((stage) => !omitted.includes(stage));

const isForAnybody = ({ users, userGroups }: PolicyRule): boolean => users.length === 0 && userGroups.length === 0;

function lostStages(loaded: LoadedPolicy, omitted: readonly Stage[], path: Path, rule?: PolicyRule): Finding[] {
	const all = new Set([...loaded.policy.omitStages, ...omitted]);
	const find = (message: string, hint: string): Finding[] => [warning(loaded, path, "lost-stage", message, hint)];
	if (omitted.length > 0 && all.size === stages.length)
		return find("with every stage left out, nothing is recorded", "level: None says so");
	return [
		...(omitted.includes("ResponseComplete")
			? find("without ResponseComplete, what came of a request is not recorded", "leave out RequestReceived instead")
			: []),
		...(omitted.includes("ResponseStarted") && (!rule || isForAnybody(rule))
			? find(
					"without ResponseStarted, requests that fail to authenticate (401) leave no trace: it is the only stage they have",
					"leave out only RequestReceived",
				)
			: []),
	];
}

/** Streams into a pod, which kubectl opens with a get since 1.31, and with a create before. */
const STREAMS = ["exec", "attach", "portforward"];

function execByGet(loaded: LoadedPolicy): Finding[] {
	const { rules } = loaded.policy;
	const isRecorded = (verb: string, subresource: string): number[] =>
		mayDecide(rules, someRequest(verb, { resource: "pods", subresource })).filter((at) => rules[at]?.level !== "None");
	return STREAMS.flatMap((subresource) => {
		const [at] = isRecorded("create", subresource);
		if (at === undefined || isRecorded("get", subresource).length > 0) return [];
		return [
			warning(
				loaded,
				["rules", at, "verbs"],
				"lost-exec",
				`pods/${subresource} is recorded only where it is a create: kubectl sends a get since 1.31`,
				'verbs: ["create", "get"]',
			),
		];
	});
}

/** A rule without conditions takes the rest. */
const takesAll = (rule: PolicyRule): boolean =>
	isForAnybody(rule) && [rule.verbs, rule.namespaces, rule.resources, rule.nonResourceURLs].every(({ length }) => length === 0);

function rest(loaded: LoadedPolicy): Finding[] {
	const { rules } = loaded.policy;
	if (rules.some(takesAll)) return [];
	return [
		warning(
			loaded,
			["rules", rules.length - 1],
			"no-rest",
			"what none of the rules matches is not recorded",
			"end with a rule that has only a level: Metadata, or None if that is meant",
		),
	];
}
