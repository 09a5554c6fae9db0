import type { Origin } from "../audit/call.ts";
import type { InputPlace } from "../audit/tally.ts";

/** Where a text stands. */
export interface Context {
	/** Whose log it is. */
	readonly origin: Origin;
	/** The line that it began on. */
	readonly place: InputPlace;
	/** How deep in wrappers and lists it was, at least. */
	readonly depth: number;
}

/** Wrappers within wrappers: no tool's output is deeper than a list of records of text with prefixes. */
export const MOST_WRAPPERS = 8;

/** True for the same line of the same file. */
export const isSamePlace = (place: InputPlace, other: InputPlace | undefined): boolean =>
	place.line === other?.line && place.file === other.file;
