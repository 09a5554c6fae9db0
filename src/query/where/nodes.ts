import type { ASTNode } from "@marcbachmann/cel-js";

/** What goes over a list or map: `range.name(variable, body…)`. */
export interface Comprehension {
	readonly name: string;
	readonly range: ASTNode;
	readonly variable: string;
	readonly body: readonly ASTNode[];
}

const COMPREHENSIONS: readonly string[] = ["all", "exists", "exists_one", "map", "filter"];

/** The comprehension that a node is; undefined for any other. */
export function comprehensionOf(node: ASTNode): Comprehension | undefined {
	if (node.op !== "rcall") return undefined;
	const [name, range, [variable, ...body]] = node.args;
	return COMPREHENSIONS.includes(name) && variable?.op === "id" ? { name, range, variable: variable.args, body } : undefined;
}

/** The nodes that a node consists of. */
export const partsOf = (node: ASTNode): ASTNode[] => (node.op === "value" ? [] : ([node.args].flat(3) as unknown[]).filter(isNode));

const isNode = (value: unknown): value is ASTNode => typeof value === "object" && value !== null && "op" in value;
