import type { RequestedResource } from "../attributes.ts";
import type { Level, PolicyRule } from "../policy.ts";
import { type Finding, type Lint, warning } from "./finding.ts";
import { mayDecide, someRequest } from "./walk.ts";

/** Requests whose bodies hold what opens doors. */
interface Sensitive {
	readonly what: string;
	readonly resource: Partial<RequestedResource>;
	readonly verbs: readonly string[];
	/** The levels at which it is in the log. */
	readonly levels: readonly Level[];
}

const BODIES: readonly Level[] = ["Request", "RequestResponse"];

const sensitive: readonly Sensitive[] = [
	{ what: "the values of Secrets", resource: { resource: "secrets" }, verbs: ["create", "update", "patch"], levels: BODIES },
	{ what: "the values of Secrets", resource: { resource: "secrets" }, verbs: ["get", "list", "watch"], levels: ["RequestResponse"] },
	{
		what: "the tokens of service accounts",
		resource: { resource: "serviceaccounts", subresource: "token" },
		verbs: ["create"],
		levels: ["RequestResponse"],
	},
	{
		what: "the tokens that are reviewed",
		resource: { group: "authentication.k8s.io", resource: "tokenreviews" },
		verbs: ["create"],
		levels: BODIES,
	},
];

/** Rules that write secrets and tokens into the log, where anybody who reads it can use them. */
export const leaked: Lint = (loaded) => {
	const { rules } = loaded.policy;
	const leaks = rules.map(() => new Set<string>());
	for (const { what, resource, verbs, levels } of sensitive)
		for (const verb of verbs)
			for (const at of mayDecide(rules, someRequest(verb, resource))) if (levels.includes(levelOf(rules, at))) leaks[at]?.add(what);
	return leaks.flatMap((whats, at): Finding[] =>
		whats.size === 0
			? []
			: [
					warning(
						loaded,
						["rules", at, "level"],
						"leaks",
						`rules[${at}] writes ${listed([...whats])} into the log`,
						"an earlier rule with level: Metadata for secrets, serviceaccounts/token and tokenreviews keeps them out",
					),
				],
	);
};

const levelOf = (rules: readonly PolicyRule[], at: number): Level => rules[at]?.level ?? "None";

const listed = (whats: readonly string[]): string =>
	whats.length > 1 ? `${whats.slice(0, -1).join(", ")} and ${whats.at(-1)}` : whats.join();
