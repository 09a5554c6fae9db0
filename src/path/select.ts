import { canonicalPath, STRING } from "./canonical.ts";
import { PathError } from "./path-error.ts";

/** What a path selects in a value: any number of values. */
export type Select = (value: unknown) => readonly unknown[];

/**
 * A path, in kubectl's spelling (`{.user.username}`) or the usual one (`$.user.username`). jsonpath-plus runs it without evaluation, so that
 * it can run nothing and change nothing. Selecting throws RangeError for `..` over what is nested deeper than the stack. Throws PathError for
 * what is malformed, and for filters.
 */
export async function select(expression: string): Promise<Select> {
	const names = dottedNames(expression);
	if (!names) return await selectOne(expression);
	const selects = await Promise.all(names.map(([literal, path]) => eitherOf(literal, path)));
	return (value) => selects.flatMap((selected) => selected(value));
}

/** The same for a path that stands in a longer text, at that character: mistakes are told with their place there. Throws PathError. */
export async function selectWithin(text: string, expression: string, at: number): Promise<Select> {
	try {
		return await select(expression);
	} catch (error) {
		throw error instanceof PathError ? error.within(text, at) : error;
	}
}

/** What the first selects, or, where that is nothing, the second. */
async function eitherOf(first: string, second: string): Promise<Select> {
	const [one, other] = await Promise.all([selectOne(first), selectOne(second)]);
	return (value) => {
		const selected = one(value);
		return selected.length > 0 ? selected : other(value);
	};
}

const UNION = new RegExp(String.raw`\[\s*(${STRING}(?:\s*,\s*${STRING})*)\s*\]`);

/**
 * In quotes within brackets a dot is part of a key, as in `['a.b/c']`; kubectl takes it for a path, as in `['metadata.name','status.capacity']`.
 * Both are meant by somebody: for each name of the first such brackets, the expression with that key, and with that path.
 */
function dottedNames(expression: string): [literal: string, path: string][] | undefined {
	const union = UNION.exec(expression);
	if (!union) return undefined;
	const names = [...(union[1] ?? "").matchAll(new RegExp(STRING, "g"))].map(([name]) => name);
	if (!names.some((name) => DOTTED.test(name.slice(1, -1)))) return undefined;
	const [before, behind] = [expression.slice(0, union.index), expression.slice(union.index + union[0].length)];
	return names.map((name) => {
		const key = `${before}[${name}]${behind}`;
		return [key, DOTTED.test(name.slice(1, -1)) ? `${before}.${name.slice(1, -1)}${behind}` : key];
	});
}

/** Names with dots between, of which none is escaped. */
const DOTTED = /^[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)+$/u;

/** A path that is what it seems to be. */
async function selectOne(expression: string): Promise<Select> {
	const path = canonicalPath(expression);
	if (path === "$") return (value) => [value];
	const { JSONPath } = await import("jsonpath-plus");
	return (value) => (isContainer(value) ? (JSONPath({ path, json: value, eval: false, wrap: true }) as unknown[]) : []);
}

const isContainer = (value: unknown): value is object => typeof value === "object" && value !== null;
