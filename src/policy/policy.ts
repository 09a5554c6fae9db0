import type { levels, stages } from "../audit/event.ts";

/** How much of a request is recorded. */
export type Level = (typeof levels)[number];

/** A moment in the life of a request at which it may be recorded. */
export type Stage = (typeof stages)[number];

/** What will be recorded of which requests: `audit.k8s.io/v1` Policy, k8s.io/apiserver `pkg/apis/audit/v1/types.go`. A list that is not there is empty. */
export interface Policy {
	/** Asked in this order: the first that matches decides. */
	readonly rules: readonly PolicyRule[];
	/** Recorded for no request. */
	readonly omitStages: readonly Stage[];
}

/** A request matches when it matches every list that is not empty. */
export interface PolicyRule {
	readonly level: Level;
	readonly users: readonly string[];
	readonly userGroups: readonly string[];
	readonly verbs: readonly string[];
	readonly resources: readonly GroupResources[];
	/** The empty name stands for what is in no namespace, and for lists over all of them. */
	readonly namespaces: readonly string[];
	readonly nonResourceURLs: readonly string[];
	/** Besides those of the policy. */
	readonly omitStages: readonly Stage[];
}

/** Resources of one API group. */
export interface GroupResources {
	/** Empty for the core group. */
	readonly group: string;
	/** None stands for all. */
	readonly resources: readonly string[];
	/** None stands for all. */
	readonly resourceNames: readonly string[];
}
