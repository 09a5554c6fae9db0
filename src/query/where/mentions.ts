import type { ASTNode } from "@marcbachmann/cel-js";
import { nearest } from "../../audit/nearest.ts";
import { QueryError } from "../query-error.ts";
import { names, paths } from "./names.ts";
import { comprehensionOf, partsOf } from "./nodes.ts";

/** What an expression asks for: names, and what of `call`. */
export interface Mentions {
	readonly names: ReadonlySet<string>;
	readonly facts: ReadonlySet<string>;
}

/** CEL's types, which are values, too. */
const TYPES: readonly string[] = ["bool", "bytes", "double", "google", "int", "list", "map", "null_type", "string", "type", "uint"];

/** What an expression asks for. Throws QueryError, with the nearest right name, for what there is not. */
export function mentionsOf(tree: ASTNode): Mentions {
	const uses = usesOf(tree, new Set());
	uses.forEach(requireKnown);
	const ofCall = uses.filter(({ name }) => name === "call");
	return {
		names: new Set(uses.map(({ name }) => name)),
		facts: new Set(ofCall.flatMap(({ part }) => part ?? Object.keys(names.call as object))),
	};
}

/** A name in an expression, with the part of it that is asked for, if that is known. */
interface Use {
	readonly node: ASTNode;
	readonly name: string;
	readonly part?: string | undefined;
}

function usesOf(node: ASTNode, bound: ReadonlySet<string>): Use[] {
	const over = comprehensionOf(node);
	if (over) {
		const inside = new Set([...bound, over.variable]);
		return [...usesOf(over.range, bound), ...over.body.flatMap((part) => usesOf(part, inside))];
	}
	if (node.op === "id") return bound.has(node.args) || TYPES.includes(node.args) ? [] : [{ node, name: node.args }];
	const [owner, part] = node.op === "." ? node.args : [];
	if (owner?.op === "id" && !bound.has(owner.args) && hasParts(owner.args)) return [{ node, name: owner.args, part }];
	return partsOf(node).flatMap((inner) => usesOf(inner, bound));
}

const hasParts = (name: string): boolean => Object.hasOwn(names, name) && typeof names[name] === "object";

function requireKnown({ node, name, part }: Use): void {
	if (!Object.hasOwn(names, name)) throw unknown(node, node.range.start, name);
	if (part !== undefined && !Object.hasOwn(names[name] as object, part))
		throw unknown(node, node.range.end - part.length, `${name}.${part}`);
}

function unknown({ input }: ASTNode, offset: number, name: string): QueryError {
	const right = rightName(name);
	return QueryError.at(
		offset,
		"where",
		input,
		`there is no ${name}`,
		right ? `did you mean ${right}?` : "auditail help where has the names",
	);
}

/** The nearest name in full, or the one that ends as this does. */
function rightName(name: string): string | undefined {
	const ending = lastPart(name).toLowerCase();
	const right = nearest(ending, paths.map(lastPart));
	return (
		paths.find((path) => lastPart(path).toLowerCase() === ending) ?? nearest(name, paths) ?? paths.find((path) => lastPart(path) === right)
	);
}

const lastPart = (path: string): string => path.slice(path.lastIndexOf(".") + 1);
