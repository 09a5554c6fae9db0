import { stages } from "../audit/event.ts";
import type { Attributes } from "./attributes.ts";
import { type Condition, obstacle } from "./match.ts";
import type { Level, Policy, Stage } from "./policy.ts";

/** What a policy has recorded of a request. */
export interface Verdict {
	readonly level: Level;
	/** Which rule decides, from 0; null where none matches. */
	readonly rule: number | null;
	/** The stages that are not recorded, in the order in which a request passes them. */
	readonly omitStages: readonly Stage[];
	/** Why the rules before it did not match, rule by rule. */
	readonly passed: readonly Condition[];
}

/** Asks a policy: the first rule that matches decides, and what none matches is not recorded. */
export function evaluate({ rules, omitStages }: Policy, request: Attributes): Verdict {
	const passed: Condition[] = [];
	for (const [at, rule] of rules.entries()) {
		const condition = obstacle(rule, request);
		if (!condition) return { level: rule.level, rule: at, omitStages: union(omitStages, rule.omitStages), passed };
		passed.push(condition);
	}
	return { level: "None", rule: null, omitStages: union(omitStages, []), passed };
}

/** True where an event of that stage is written. */
export const isRecorded = ({ level, omitStages }: Verdict, stage: string): boolean =>
	level !== "None" && !omitStages.some((omitted) => omitted === stage);

const union = (some: readonly Stage[], others: readonly Stage[]): Stage[] =>
	stages.filter((stage) => some.includes(stage) || others.includes(stage));
