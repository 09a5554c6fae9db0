import type { Call } from "../audit/call.ts";

/** One question to a call. */
export type Predicate = (call: Call) => boolean;

/** True where all are; true for none. */
export const every =
	(predicates: readonly Predicate[]): Predicate =>
	(call) =>
		predicates.every((matches) => matches(call));

/** True where at least one is. */
export const some =
	(predicates: readonly Predicate[]): Predicate =>
	(call) =>
		predicates.some((matches) => matches(call));

/** True where the other is false. */
export const not =
	(matches: Predicate): Predicate =>
	(call) =>
		!matches(call);
