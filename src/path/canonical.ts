import { PathError } from "./path-error.ts";

/** Longest expression, in characters: jsonpath-plus takes seconds over very long ones. */
const LONGEST = 1000;

/** A text in quotes of either sort, as a regular expression. */
export const STRING = String.raw`(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")`;
const DOTTED = /^(?<dots>\.\.?)(?<name>\*|(?:\\.|[\p{L}\p{N}_/$-])+)/u;
const INDEXED = /^(?<dots>\.\.)?\[\s*(?:(?<last>-\d+)|(?<index>\d+(?:\s*,\s*\d+)*|\*|-?\d*:-?\d*(?::-?\d*)?))\s*\]/;
const QUOTED = new RegExp(String.raw`^(?<dots>\.\.)?\[\s*(?<names>${STRING}(?:\s*,\s*${STRING})*)\s*\]`);
const NAMES = new RegExp(STRING, "g");

/** What jsonpath-plus takes for an operator even inside quotes. */
const OPERATORS = /[[\]();^~#%`@*$:,]|^\.\.$/;

const EXAMPLE = `for example '{.user.username}' or "{.annotations['a.b/c']}"`;

/** One step of a path: as jsonpath-plus cannot misread it, and how many characters of the expression it took. */
interface Step {
	readonly canonical: string;
	readonly length: number;
}

/**
 * A JSONPath with its root and every name quoted, which leaves jsonpath-plus nothing to guess (it reads malformed paths
 * without a word, and braces as names). Throws PathError with the place of what it does not understand.
 */
export function canonicalPath(expression: string): string {
	if (/^\s*\{/.test(expression) !== /\}\s*$/.test(expression)) throw new PathError(expression, "a brace without its other half", EXAMPLE);
	const inner = expression.trim().replace(/^\{([\s\S]*)\}$/, "$1");
	if (inner.length > LONGEST) throw new PathError(`${inner.slice(0, 40)}…`, `is longer than ${LONGEST} characters`);
	const steps: string[] = [];
	for (let rest = rootless(inner); rest !== ""; ) {
		const step = dotted(rest) ?? indexed(rest) ?? quoted(rest);
		if (!step) throw malformed(expression, rest);
		steps.push(step.canonical);
		rest = rest.slice(step.length);
	}
	if (steps.filter((step) => step.startsWith("..")).length > 1) {
		throw new PathError(expression, "more than one `..`", "each searches the whole event again: name the way to one of them");
	}
	return `$${steps.join("")}`;
}

/** The expression behind its `$` or `@`, beginning with a dot or a bracket; nothing for the whole event. */
function rootless(inner: string): string {
	const path = inner.replace(/^[$@]/, "");
	if (path === "." || path === "") return "";
	return /^[.[]/.test(path) ? path : `.${path}`;
}

function dotted(rest: string): Step | undefined {
	const match = DOTTED.exec(rest);
	if (!match?.groups) return undefined;
	const { dots, name = "" } = match.groups;
	const canonical = name === "*" ? "[*]" : bracketed([name.replaceAll(/\\(.)/g, "$1")]);
	return canonical === undefined ? undefined : { canonical: (dots === ".." ? ".." : "") + canonical, length: match[0].length };
}

function indexed(rest: string): Step | undefined {
	const match = INDEXED.exec(rest);
	if (!match?.groups) return undefined;
	const { dots = "", last, index = "" } = match.groups;
	return { canonical: `${dots}[${last === undefined ? index.replaceAll(/\s/g, "") : fromEnd(Number(last))}]`, length: match[0].length };
}

/** kubectl's `[-1]`, as the slice that jsonpath-plus knows it by. */
const fromEnd = (index: number): string => (index === -1 ? "-1:" : `${index}:${index + 1}`);

function quoted(rest: string): Step | undefined {
	const match = QUOTED.exec(rest);
	if (!match?.groups) return undefined;
	const { dots = "", names = "" } = match.groups;
	const canonical = bracketed((names.match(NAMES) ?? []).map((name) => name.slice(1, -1).replaceAll(/\\(.)/g, "$1")));
	return canonical === undefined ? undefined : { canonical: dots + canonical, length: match[0].length };
}

function bracketed(names: readonly string[]): string | undefined {
	if (names.some((name) => OPERATORS.test(name))) return undefined;
	return `[${names.map((name) => `'${name.replaceAll(/['\\]/g, String.raw`\$&`)}'`).join(",")}]`;
}

function malformed(expression: string, rest: string): PathError {
	const at = expression.lastIndexOf(rest);
	const offset = at < 0 ? expression.length - 1 : at;
	if (/^(?:\.\.)?\[\s*\??\(/.test(rest)) {
		const hint = "a path only selects, as in '{.annotations}'; to ask for calls use --where, or --user, --verb, --code, …";
		return new PathError(expression, "filters and scripts are not run", hint, offset);
	}
	return new PathError(expression, `not understood from character ${offset + 1} on (${JSON.stringify(rest)})`, EXAMPLE, offset);
}
