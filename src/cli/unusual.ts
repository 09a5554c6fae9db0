import { nearest } from "../audit/nearest.ts";
import { pluralOf } from "../audit/resources.ts";
import { fields } from "../query/fields.ts";
import { literal, parseValues } from "../query/value.ts";
import type { Args } from "./args.ts";

/** What a resource is called without its group and subresource; other words are as they are. */
const baseOf = (flag: string, text: string): string =>
	flag === "resource" ? pluralOf(text.split(/[./]/, 1)[0] ?? "") : text.toLowerCase();

/**
 * Of a query that kept nothing: values that are not among those that are usual, with the nearest of those. They are allowed: anybody
 * can make a resource of his own.
 */
export async function unusualValues({ repeated }: Pick<Args, "repeated">): Promise<string[]> {
	const hints: string[] = [];
	for (const { flag, words = [] } of fields) {
		for (const argument of words.length > 0 ? (repeated[flag] ?? []) : []) {
			const texts = (await parseValues(flag, argument)).flatMap((value) => (value.negated ? [] : (literal(value) ?? [])));
			hints.push(...texts.flatMap((text) => hintFor(flag, text, words)));
		}
	}
	return hints;
}

function hintFor(flag: string, text: string, words: readonly string[]): string[] {
	const base = baseOf(flag, text);
	const right = base === "" || words.some((word) => word.toLowerCase() === base) ? undefined : nearest(base, words);
	return right ? [`--${flag} ${text}: did you mean ${right}?`] : [];
}
