import { QueryError } from "./query-error.ts";

/** One of the values that a flag was given: the part between two commas. */
export interface Value {
	/** The flag it was given to, without dashes. */
	readonly flag: string;
	/** Its text as typed, the sign of a negation aside: `*` stands for anything, a backslash takes the next character as it is. */
	readonly text: string;
	/** True for `!value` and `-value`: what matches is left out. */
	readonly negated: boolean;
	/** Set for `re:…`: searches a text for the regular expression. */
	readonly regex: ((text: string) => boolean) | undefined;
}

const ESCAPED_OR_COMMA = /\\[\s\S]|,/g;
const NEGATED_REGEX = /^(?<sign>[!-]?)re:(?<source>[\s\S]*)$/;

/**
 * The values in one argument of a flag: `a,b`, `!a`, `re:…` (which takes the rest, commas too), `CN=a\,OU=b`.
 * `""` stands for nothing. Throws QueryError for an empty value or a malformed regular expression.
 */
export async function parseValues(flag: string, argument: string): Promise<Value[]> {
	const regex = NEGATED_REGEX.exec(argument)?.groups;
	if (regex) {
		const { sign = "", source = "" } = regex;
		return [
			{ flag, text: argument.slice(sign.length), negated: sign !== "", regex: await searcher({ flag, typed: `re:${source}` }, source) },
		];
	}
	return splitAtCommas(argument).map((spaced) => {
		const part = spaced.trim();
		const negated = /^[!-]/.test(part);
		const typed = negated ? part.slice(1) : part;
		if (typed.startsWith("re:")) throw new QueryError(flag, argument, "re: takes the rest of a value, commas too", `give --${flag} twice`);
		if (typed === "") throw new QueryError(flag, argument, "there is an empty value in it", `for calls that have nothing there: '""'`);
		return { flag, text: typed === '""' ? "" : typed, negated, regex: undefined };
	});
}

function splitAtCommas(argument: string): string[] {
	const parts: string[] = [];
	let start = 0;
	for (const { 0: token, index } of argument.matchAll(ESCAPED_OR_COMMA)) {
		if (token !== ",") continue;
		parts.push(argument.slice(start, index));
		start = index + 1;
	}
	return [...parts, argument.slice(start)];
}

/**
 * Searches texts for a regular expression. re2js runs in time linear in the text, whatever the pattern: an audit log is full of text
 * that strangers choose. Throws QueryError for what is none; `typed` is how it was given.
 */
export async function searcher(
	{ flag, typed }: { flag: string; typed: string },
	source: string,
	{ ignoreCase = false } = {},
): Promise<(text: string) => boolean> {
	const { RE2JS } = await import("re2js");
	try {
		const pattern = RE2JS.compile(source, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
		return (text) => pattern.matcher(text).find();
	} catch (error) {
		throw new QueryError(
			flag,
			typed,
			`no regular expression: ${(error as Error).message}`,
			"the syntax is RE2's: no backreferences, no lookaround",
		);
	}
}

/** The predicate over a text that a value stands for: exact, with `*`, or a regular expression. */
export const matcher = (value: Value): ((text: string) => boolean) => value.regex ?? glob(value.text);

/** A text in which `*` stands for anything, also for nothing, and a backslash takes the next character as it is. */
export function glob(text: string): (candidate: string) => boolean {
	const parts = literalParts(text);
	const [first = "", ...rest] = parts;
	const last = rest.pop();
	if (last === undefined) return (candidate) => candidate === first;
	return (candidate) => {
		if (!candidate.startsWith(first)) return false;
		let at = first.length;
		for (const part of rest) {
			const found = candidate.indexOf(part, at);
			if (found < 0) return false;
			at = found + part.length;
		}
		return candidate.length - last.length >= at && candidate.endsWith(last);
	};
}

/** The text that a value without wildcards stands for; undefined for one with them. */
export function literal({ text, regex }: Value): string | undefined {
	const parts = literalParts(text);
	return regex || parts.length > 1 ? undefined : parts[0];
}

/** The parts of a text between its wildcards, each as it stands for itself. */
export function literalParts(text: string): string[] {
	const parts = [""];
	for (const [token] of text.matchAll(/\\([\s\S])|[\s\S]/g)) {
		if (token === "*") parts.push("");
		else parts[parts.length - 1] += token.length > 1 ? token.slice(1) : token;
	}
	return parts;
}
