import type { ASTNode } from "@marcbachmann/cel-js";
import { Environment } from "@marcbachmann/cel-js";
import type { JSONObject } from "../../audit/json.ts";
import { nearest } from "../../audit/nearest.ts";
import { QueryError } from "../query-error.ts";
import { Unanswerable } from "../unanswerable.ts";
import { searcher } from "../value.ts";
import { growthOf } from "./growth.ts";
import { type Mentions, mentionsOf } from "./mentions.ts";
import { names, type Shape } from "./names.ts";
import { partsOf } from "./nodes.ts";
import { celValue } from "./values.ts";

/** An expression in CEL that has been looked over. */
export interface Expression {
	readonly mentions: Mentions;
	/** The power of the size of a record with which its work grows. */
	readonly growth: number;
	/** True where it holds of a record; false where it does not, and where the record lacks what it asks for. Throws Unanswerable. */
	readonly holds: (record: JSONObject) => boolean;
}

/** Longest expression, in characters. */
const LONGEST = 10_000;

/** An expression, parsed, its names and types checked. Throws QueryError with the place of what is wrong. */
export async function compileExpression(text: string): Promise<Expression> {
	if (text.length > LONGEST) throw new QueryError("where", `${text.slice(0, 40)}…`, `is longer than ${LONGEST} characters`);
	try {
		return await compiled(text);
	} catch (error) {
		if (error instanceof RangeError) throw new QueryError("where", `${text.slice(0, 40)}…`, "is nested too deeply");
		throw error;
	}
}

async function compiled(text: string): Promise<Expression> {
	const environment = environmentOf();
	const tree = parsed(environment, text).ast;
	const mentions = mentionsOf(tree);
	const searches = new Map<string, (text: string) => boolean>();
	const searched = await redirected(tree, text, searches);
	environment.registerFunction(`string.${LINEAR}(string): bool`, (from: string, pattern: string) => searches.get(pattern)?.(from) === true);
	const program = parsed(environment, searched);
	requireQuestion(program, text);
	return { mentions, growth: growthOf(tree), holds: (record) => answer(program, record) };
}

type Program = ReturnType<Environment["parse"]>;

/** What went wrong in an expression, as the library tells it. */
interface Mistake extends Error {
	readonly code?: string;
	readonly summary?: string;
	readonly range?: { readonly start: number };
}

function environmentOf(): Environment {
	const environment = new Environment();
	for (const [name, shape] of Object.entries(names)) {
		if (typeof shape === "string") environment.registerVariable(name, shape);
		else environment.registerVariable(name, { schema: withDurations(shape) });
	}
	return environment;
}

const withDurations = (shape: Exclude<Shape, string>): Record<string, string> =>
	Object.fromEntries(Object.entries(shape).map(([name, type]) => [name, type === "micros" ? "google.protobuf.Duration" : String(type)]));

function parsed(environment: Environment, text: string): Program {
	try {
		return environment.parse(text);
	} catch (error) {
		throw refusal(error as Mistake, text);
	}
}

/** `matches` is the engine's backtracking RegExp, which a pattern can hang; this name, as long, is ours, which is linear. */
const LINEAR = "_match_";

/** The expression with its searches sent to a linear engine, every character in its place. Throws QueryError for a pattern that is none, or is not written out. */
async function redirected(tree: ASTNode, text: string, searches: Map<string, (text: string) => boolean>): Promise<string> {
	let redirectedText = text;
	for (const node of nodesOf(tree)) {
		if (node.op !== "rcall" || node.args[0] !== "matches") continue;
		const [, receiver, [pattern]] = node.args;
		if (pattern?.op !== "value" || typeof pattern.args !== "string")
			throw QueryError.at(node.range.start, "where", text, "matches() takes a regular expression that is written out, in quotes");
		searches.set(pattern.args, await searcher({ flag: "where", typed: pattern.args }, pattern.args));
		const at = receiver.range.end + text.slice(receiver.range.end).search(/\bmatches\b/);
		redirectedText = redirectedText.slice(0, at) + LINEAR + redirectedText.slice(at + LINEAR.length);
	}
	return redirectedText;
}

const nodesOf = (node: ASTNode): ASTNode[] => [node, ...partsOf(node).flatMap(nodesOf)];

function requireQuestion(program: Program, text: string): void {
	const { valid, type = "", error } = program.check();
	if (!valid) throw refusal((error ?? {}) as Mistake, text);
	if (type !== "bool" && type !== "dyn")
		throw QueryError.at(0, "where", text, `this is neither true nor false, but a ${type}`, "compare it with something: verb == 'delete'");
}

const refusal = (mistake: Mistake, text: string): QueryError =>
	QueryError.at(mistake.range?.start ?? 0, "where", text, saidOf(mistake), hintFor(mistake));

/** The library's words, without its picture of the place, and with names as they were typed. */
const saidOf = ({ summary, message }: Mistake): string => {
	const said = (summary ?? message).replaceAll(LINEAR, "matches").replaceAll("$", "").replace("Unexpected token: EOF", "it ends too early");
	return /^[A-Z][a-z]/.test(said) ? said.charAt(0).toLowerCase() + said.slice(1) : said;
};

function hintFor({ code, summary = "" }: Mistake): string {
	const [, typed] = /'(?:[\w<>, ]+\.)?(\w+)\(/.exec(code === "no_matching_overload" ? summary : "") ?? [];
	const right = typed && nearest(typed, functions());
	if (right && right !== typed) return `did you mean ${right}()?`;
	if (code?.startsWith("unexpected") || code?.startsWith("unterminated"))
		return "an expression is in CEL: verb == 'delete' && !user.username.startsWith('system:')";
	if (code === "invalid_macro_argument")
		return "has() takes a path of names: has(requestObject.spec.replicas); for a body: requestObject != null; for a key: 'key' in annotations";
	return code === "no_such_overload" ? "what differs in type can be converted: int('5'), string(5), timestamp('2026-11-23T15:00:00Z')" : "";
}

const functions = (): string[] => new Environment().getDefinitions().functions.map(({ name }) => name);

/** What says that the record lacks what was asked for. */
const ABSENT: readonly string[] = ["no_such_key", "unknown_variable", "index_out_of_bounds"];

function answer(program: Program, record: JSONObject): boolean {
	const { stackTraceLimit } = Error;
	Error.stackTraceLimit = 0; // what is absent is an error to the library, and a stack five times the price of it
	try {
		const values: JSONObject = {};
		for (const name in record) {
			const value = celValue(record[name], names[name] ?? "dyn");
			if (value !== undefined) values[name] = value;
		}
		const result: unknown = program(values);
		if (typeof result !== "boolean") throw new Unanswerable("the result is neither true nor false");
		return result;
	} catch (error) {
		if (ABSENT.includes((error as Mistake).code ?? "")) return false;
		throw unanswered(error as Mistake);
	} finally {
		Error.stackTraceLimit = stackTraceLimit;
	}
}

/** What the engine says at the end of its stack, or of its memory for one value. */
const TOO_MUCH = /call stack|string length|array length|array buffer/i;

function unanswered(error: Mistake): Error {
	if (error instanceof Unanswerable) return error;
	if (error instanceof RangeError)
		return new Unanswerable(TOO_MUCH.test(error.message) ? "it is nested too deeply, or too large" : error.message);
	if (error.range === undefined) return error;
	return new Unanswerable(`${saidOf(error)}, at character ${error.range.start + 1}`);
}
