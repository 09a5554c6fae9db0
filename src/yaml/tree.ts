import {
	type Alias,
	type Document,
	isAlias,
	isCollection,
	isMap,
	isScalar,
	type Node,
	type Pair,
	type Scalar,
	type YAMLMap,
	type YAMLSeq,
} from "yaml";
import { placeIn } from "./place.ts";
import { type ScalarKind, scalarKind } from "./scalar.ts";
import { TextError } from "./text-error.ts";

/** A JSON value of a policy file, and where it begins, as an offset into the text. */
export type Tree = { readonly at: number } & (
	| { readonly kind: ScalarKind; readonly text: string }
	| { readonly kind: "array"; readonly items: readonly Tree[] }
	| { readonly kind: "object"; readonly fields: ReadonlyMap<string, Field>; readonly repeated: readonly Repeated[] }
);

/** A key's value, and where the key stands. */
export interface Field {
	readonly at: number;
	readonly tree: Tree;
}

/** A key that was there before: the last one counts. */
interface Repeated {
	readonly key: string;
	readonly at: number;
}

/** The tree of a document, with anchors resolved and merge keys merged. Throws TextError. */
export const treeOf = (document: Document.Parsed | undefined, text: string): Tree =>
	document?.contents ? new Planter(text).plant(document.contents) : { kind: "null", text: "", at: 0 };

/** Aliases can make a small file a tree without an end. */
const MOST_VALUES = 100_000;

/** Makes the tree of a document: anchors resolved, merge keys merged, scalars told apart as Go does. */
class Planter {
	readonly #text: string;
	readonly #anchors = new Map<string, Node>();
	readonly #anchored = new Set<Node>();
	/** The collections that are being planted, each in the one before. */
	readonly #under = new Set<Node>();
	#count = 0;

	constructor(text: string) {
		this.#text = text;
	}

	plant(node: Node | null, near = 0): Tree {
		this.#count += 1;
		if (this.#count > MOST_VALUES) throw new TextError(near, "yaml: document contains excessive aliasing");
		const at = node?.range?.[0] ?? near;
		if (isAlias(node)) return { ...this.plant(this.#target(node, at), at), at };
		if (isCollection<Node, Node | null>(node)) return this.#collection(node, at);
		this.#anchor(node);
		return { at, ...this.#scalar(node, at) };
	}

	#collection(node: YAMLMap<Node, Node | null> | YAMLSeq<Node | null>, at: number): Tree {
		this.#anchor(node);
		this.#under.add(node);
		const tree: Tree = isMap<Node, Node | null>(node)
			? { kind: "object", at, ...this.#fields(node.items) }
			: { kind: "array", at, items: node.items.map((item) => this.plant(item, at)) };
		this.#under.delete(node);
		return tree;
	}

	/** An alias stands for the last node before it that has the anchor; one in an aliased node was noted before. */
	#anchor(node: Node | null): void {
		if (!node || isAlias(node) || !node.anchor || this.#anchored.has(node)) return;
		this.#anchored.add(node);
		this.#anchors.set(node.anchor, node);
	}

	#target({ source }: Alias, at: number): Node {
		const target = this.#anchors.get(source);
		if (!target) throw this.#error(at, `unknown anchor '${source}' referenced`);
		if (this.#under.has(target)) throw new TextError(at, `yaml: anchor '${source}' value contains itself`);
		return target;
	}

	#scalar(node: Node | null, at: number): { kind: ScalarKind; text: string } {
		if (!isScalar(node)) return { kind: "null", text: "" };
		const text = textOf(node);
		const kind = isText(node) ? "string" : scalarKind(text);
		const tag = node.tag?.replace(TAGS, "") ?? "";
		if (Object.hasOwn(tagged, tag) && tagged[tag] !== kind)
			throw new TextError(at, `yaml: cannot decode !!${tagFor(kind)} \`${text}\` as a !!${tag}`);
		if (!kind) throw new TextError(at, `json: unsupported value: ${goInfinity(text)}`);
		return { kind, text };
	}

	#fields(pairs: readonly Pair<Node, Node | null>[]) {
		const fields = new Map<string, Field>();
		const repeated: Repeated[] = [];
		const set = (key: string, field: Field): void => {
			if (fields.has(key)) repeated.push({ key, at: field.at });
			fields.set(key, field);
		};
		for (const { key, value } of pairs) {
			const at = key.range?.[0] ?? 0;
			const tree = this.plant(value, at);
			if (isMergeKey(key)) for (const [name, field] of this.#merged(tree)) set(name, { ...field, at });
			else set(this.#key(key, at), { at, tree });
		}
		return { fields, repeated };
	}

	/** The fields that a merge key brings in: of a mapping, or of several, of which the first counts. */
	#merged(tree: Tree): (readonly [string, Field])[] {
		const sources = tree.kind === "array" ? tree.items.toReversed() : [tree];
		return sources.flatMap((source) => {
			if (source.kind !== "object") throw new TextError(source.at, "yaml: map merge requires map or sequence of maps as the value");
			return [...source.fields];
		});
	}

	#key(key: Node, at: number): string {
		if (isScalar(key) && !isText(key) && scalarKind(textOf(key)) === undefined) return textOf(key);
		const tree = this.plant(key, at);
		if (tree.kind === "array" || tree.kind === "object") throw this.#error(at, "invalid map key");
		if (tree.kind === "null") throw new TextError(at, "unsupported map key of type: %!s(<nil>), key: <nil>");
		return tree.kind === "bool" ? String(/^(?:y|on|t)/i.test(tree.text)) : tree.text;
	}

	#error(at: number, message: string): TextError {
		return new TextError(at, `yaml: line ${placeIn(this.#text, at).line}: ${message}`);
	}
}

const TAGS = "tag:yaml.org,2002:";

/** What a tag wants to be there. */
const tagged: Readonly<Record<string, ScalarKind>> = { int: "number", float: "number", bool: "bool", null: "null" };

const tagFor = (kind: ScalarKind | undefined): string => (kind === "string" ? "str" : kind === "number" ? "int" : (kind ?? "float"));

const goInfinity = (text: string): string => (/nan/i.test(text) ? "NaN" : text.startsWith("-") ? "-Inf" : "+Inf");

const textOf = (node: Scalar): string => node.source ?? String(node.value);

/** True for a scalar that is a text whatever it looks like. */
const isText = ({ type, tag }: Scalar): boolean => (tag === undefined ? type !== "PLAIN" : tag === `${TAGS}str`);

const isMergeKey = (key: Node): boolean => isScalar(key) && key.type === "PLAIN" && key.source === "<<";
