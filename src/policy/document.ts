import {
	type Alias,
	Composer,
	type Document,
	isAlias,
	isCollection,
	isMap,
	isScalar,
	type Node,
	type Pair,
	Parser,
	type Scalar,
	type YAMLError,
	type YAMLMap,
	type YAMLSeq,
} from "yaml";
import { PolicyError } from "./fault.ts";
import { placeIn } from "./place.ts";
import { type ScalarKind, scalarKind } from "./scalar.ts";

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

/** A policy file, read as far as its values. */
export interface PolicyText {
	readonly tree: Tree;
	readonly isJSON: boolean;
	/** Where what stands behind the first document begins, which the API server never sees. */
	readonly next: number | undefined;
}

/** Aliases can make a small file a tree without an end. */
const MOST_VALUES = 100_000;

/** Reads a policy file as the API server does: as JSON where it begins with a brace, else the first document of YAML 1.1. Throws PolicyError. */
export function readPolicy(text: string): PolicyText {
	if (/^[^\S\ufeff]*\{/.test(text)) {
		requireJSON(text);
		const [document] = documentsOf(text);
		return { tree: treeOf(document, text), isJSON: true, next: undefined };
	}
	requirePrintable(text);
	const [document, second] = documentsOf(text);
	const [error] = document?.errors ?? [];
	const isBehind = document && error ? standsBehind(error, document, text) : false;
	if (document && error && !isBehind) throw yamlError(document, error, text);
	const { version, explicit } = document?.directives?.yaml ?? {};
	if (explicit && version !== "1.1") throw PolicyError.at(0, "yaml: found incompatible YAML document");
	return { tree: treeOf(document, text), isJSON: false, next: isBehind ? error?.pos[0] : second?.range[0] };
}

const treeOf = (document: Document.Parsed | undefined, text: string): Tree =>
	document?.contents ? new Planter(text).plant(document.contents) : { kind: "null", text: "", at: 0 };

/** True for an error in what is indented less than the document: to Go, the document has ended there, and nobody looks further. */
function standsBehind({ pos: [at] }: YAMLError, { contents }: Document.Parsed, text: string): boolean {
	const [begin = 0, end = 0] = contents?.range ?? [];
	return isCollection(contents) && at >= end && placeIn(text, at).column < placeIn(text, begin).column;
}

function documentsOf(text: string): readonly Document.Parsed[] {
	const composer = new Composer({ version: "1.1", schema: "failsafe", uniqueKeys: false, keepSourceTokens: false });
	try {
		return [...composer.compose(new Parser().parse(text))].slice(0, 2);
	} catch (error) {
		if (!(error instanceof RangeError)) throw error; // the stack's end
		throw PolicyError.at(0, `yaml: ${TOO_DEEP}`);
	}
}

/** The control characters, which YAML does not allow. */
const UNPRINTABLE = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

function requirePrintable(text: string): void {
	const at = text.search(UNPRINTABLE);
	if (at >= 0) throw PolicyError.at(at, "yaml: control characters are not allowed");
}

function requireJSON(text: string): void {
	try {
		JSON.parse(text);
	} catch (error) {
		if (!(error instanceof SyntaxError)) throw error;
		const [, at = "0"] = /at position (\d+)/.exec(error.message) ?? [];
		throw PolicyError.at(Number(at), `couldn't get version/kind; json parse error: ${error.message}`);
	}
}

const TOO_DEEP = "exceeded max depth of 10000"; // this reader gives up before
const NO_KEY = "did not find expected key";
const UNSTARTABLE = "found character that cannot start any token";

/** What Go's YAML reader is most likely to say where this one sees a mistake, by its code and words; for others, its own words stand. */
const goWords: readonly (readonly [RegExp, string])[] = [
	[/^(?:TAB_AS_INDENT|BAD_SCALAR_START)/, UNSTARTABLE],
	[/^BLOCK_AS_IMPLICIT_KEY/, "mapping values are not allowed in this context"],
	[/^MULTILINE_IMPLICIT_KEY/, NO_KEY],
	[/^RESOURCE_EXHAUSTION/, TOO_DEEP],
	[/must start at the same column/, NO_KEY],
	[/Implicit map keys need/, "could not find expected ':'"],
	[/Missing closing/, "found unexpected end of stream"],
	[/Missing , or :|Flow sequence in block/, "did not find expected ',' or ']'"],
	[/Flow map in block/, "did not find expected ',' or '}'"],
	[/Sequence item without/, "did not find expected '-' indicator"],
	[/Unexpected block-seq-ind/, "block sequence entries are not allowed in this context"],
];

function yamlError({ errors }: Document.Parsed, { code, message, pos: [begin] }: YAMLError, text: string): PolicyError {
	// a key over several lines is wrong where its colon stands
	const at = errors.find((error) => error.code === "MULTILINE_IMPLICIT_KEY" && error.pos[0] === begin)?.pos[1] ?? begin;
	const { line } = placeIn(text, at);
	const [, words = message] = goWords.find(([pattern]) => pattern.test(`${code} ${message}`)) ?? [];
	return PolicyError.at(at, `yaml: ${line > 1 ? `line ${line}: ` : ""}${words}`);
}

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
		if (this.#count > MOST_VALUES) throw PolicyError.at(near, "yaml: document contains excessive aliasing");
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
		if (this.#under.has(target)) throw PolicyError.at(at, `yaml: anchor '${source}' value contains itself`);
		return target;
	}

	#scalar(node: Node | null, at: number): { kind: ScalarKind; text: string } {
		if (!isScalar(node)) return { kind: "null", text: "" };
		const text = textOf(node);
		const kind = isText(node) ? "string" : scalarKind(text);
		const tag = node.tag?.replace(TAGS, "") ?? "";
		if (Object.hasOwn(tagged, tag) && tagged[tag] !== kind)
			throw PolicyError.at(at, `yaml: cannot decode !!${tagFor(kind)} \`${text}\` as a !!${tag}`);
		if (!kind) throw PolicyError.at(at, `json: unsupported value: ${goInfinity(text)}`);
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
			if (source.kind !== "object") throw PolicyError.at(source.at, "yaml: map merge requires map or sequence of maps as the value");
			return [...source.fields];
		});
	}

	#key(key: Node, at: number): string {
		if (isScalar(key) && !isText(key) && scalarKind(textOf(key)) === undefined) return textOf(key);
		const tree = this.plant(key, at);
		if (tree.kind === "array" || tree.kind === "object") throw this.#error(at, "invalid map key");
		if (tree.kind === "null") throw PolicyError.at(at, "unsupported map key of type: %!s(<nil>), key: <nil>");
		return tree.kind === "bool" ? String(/^(?:y|on|t)/i.test(tree.text)) : tree.text;
	}

	#error(at: number, message: string): PolicyError {
		return PolicyError.at(at, `yaml: line ${placeIn(this.#text, at).line}: ${message}`);
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
