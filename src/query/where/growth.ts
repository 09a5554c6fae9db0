import type { ASTNode } from "@marcbachmann/cel-js";
import { type Comprehension, comprehensionOf, partsOf } from "./nodes.ts";

/** How something grows with the size of what is read, as powers of it: 1 is as fast, 2 with its square. */
interface Growth {
	/** Of the result. */
	readonly size: number;
	/** Of the steps it takes to get it. */
	readonly work: number;
	/** The names that are read, `[]` for lists in the expression itself. */
	readonly uses: ReadonlySet<string>;
}

/**
 * The power of the size of what it reads with which the work of an expression grows at most. CEL has no loops but over lists: one inside
 * another multiplies, unless the inner one goes over a part of what the outer one goes over.
 */
export const growthOf = (tree: ASTNode): number => grow(tree, new Map()).work;

function grow(node: ASTNode, sizes: ReadonlyMap<string, number>): Growth {
	const over = comprehensionOf(node);
	if (over) return growOver(over, sizes);
	if (node.op === "value") return { size: 0, work: 0, uses: new Set() };
	if (node.op === "id") {
		const size = sizes.get(node.args) ?? 1;
		return { size, work: size, uses: new Set([node.args]) };
	}
	const parts = partsOf(node).map((part) => grow(part, sizes));
	const whole = together(parts);
	if (node.op === "list" || node.op === "map")
		return { size: Math.max(1, whole.size), work: Math.max(1, whole.work), uses: new Set([...whole.uses, "[]"]) };
	if (node.op !== "rcall") return whole;
	// A text that is searched for in another, or put between the others, may cost as much as both multiplied.
	const sum = parts.reduce((total, { size }) => total + size, 0);
	return { ...whole, size: node.args[0] === "join" ? sum : whole.size, work: Math.max(whole.work, sum) };
}

function growOver({ name, range, variable, body }: Comprehension, sizes: ReadonlyMap<string, number>): Growth {
	const all = grow(range, sizes);
	const each = together(body.map((part) => grow(part, new Map([...sizes, [variable, all.size]]))));
	const foreign = [...each.uses].filter((use) => use !== variable);
	const times = (power: number): number => (foreign.length === 0 ? Math.max(all.size, power) : all.size + power);
	return {
		size: { map: times(each.size), filter: all.size }[name] ?? 0,
		work: Math.max(all.work, times(each.work)),
		uses: new Set([...all.uses, ...foreign]),
	};
}

const together = (parts: readonly Growth[]): Growth => ({
	size: Math.max(0, ...parts.map(({ size }) => size)),
	work: Math.max(0, ...parts.map(({ work }) => work)),
	uses: new Set(parts.flatMap(({ uses }) => [...uses])),
});
