import type { Origin } from "../audit/call.ts";

/** Where a text stands. */
export interface Context {
	/** Whose log it is. */
	readonly origin: Origin;
	/** The line that it began on, from 1. */
	readonly number: number;
	/** How many wrappers were taken off it. */
	readonly depth: number;
}

/** Wrappers within wrappers: no tool's output is deeper than a list of records of text with prefixes. */
export const DEEPEST = 8;
