import type { Attributes, RequestedResource } from "../attributes.ts";
import { type Condition, obstacle } from "../match.ts";
import type { PolicyRule } from "../policy.ts";

/** A request for a resource by nobody in particular, in no particular place. */
export const someRequest = (verb: string, resource: Partial<RequestedResource>): Attributes => ({
	user: undefined,
	verb,
	resource: { group: "", resource: "", subresource: "", namespace: "", name: "", ...resource },
	path: "",
});

/** What a rule asks about who and where, which is left open. */
const OPEN: readonly Condition[] = ["users", "userGroups", "namespaces"];

/** The rules that may decide such a request, whoever sends it and wherever it goes: up to the first that decides it in any case. */
export function mayDecide(rules: readonly PolicyRule[], request: Attributes): number[] {
	const able: number[] = [];
	for (const [at, rule] of rules.entries()) {
		if (obstacle(opened(rule), request)) continue;
		able.push(at);
		if (isSure(rule)) break;
	}
	return able;
}

/** The rule as far as it asks for what is known. */
const opened = (rule: PolicyRule): PolicyRule => ({
	...rule,
	...{ users: [], userGroups: [], namespaces: [] },
	resources:
		rule.resources.length === 0 && rule.namespaces.length > 0
			? [] // in a namespace anything may be
			: rule.resources.map((entry) => ({ ...entry, resourceNames: [] })),
});

const isSure = (rule: PolicyRule): boolean =>
	OPEN.every((condition) => rule[condition].length === 0) && rule.resources.every(({ resourceNames }) => resourceNames.length === 0);
