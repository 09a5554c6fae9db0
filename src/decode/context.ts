import type { Origin } from "../audit/call.ts";

/** Where a text stands. */
export interface Context {
	/** Whose log it is. */
	readonly origin: Origin;
	/** The line that it began on, from 1. */
	readonly number: number;
	/** How deep in wrappers and lists it was, at least. */
	readonly depth: number;
}

/** Wrappers within wrappers: no tool's output is deeper than a list of records of text with prefixes. */
export const MOST_WRAPPERS = 8;
