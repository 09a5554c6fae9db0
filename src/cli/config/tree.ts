import { nearest } from "../../audit/nearest.ts";
import { readYAML, type YAMLText } from "../../yaml/document.ts";
import { placeIn } from "../../yaml/place.ts";
import { TextError } from "../../yaml/text-error.ts";
import type { Field, Tree } from "../../yaml/tree.ts";
import { UsageError } from "../exit.ts";

/** A file of settings, as a tree whose parts know their places. */
export class ConfigText {
	readonly #path: string;
	readonly #text: string;

	constructor(path: string, text: string) {
		this.#path = path;
		this.#text = text;
	}

	/** The tree. Throws UsageError for what is no YAML. */
	get tree(): Tree {
		const { tree, next } = this.#read();
		if (next !== undefined)
			throw this.mistake(next, "what stands from here on counts for nothing", "one document, whose keys are indented alike");
		return tree;
	}

	#read(): YAMLText {
		try {
			return readYAML(this.#text);
		} catch (error) {
			if (!(error instanceof TextError)) throw error;
			throw this.mistake(error.at, error.message.replace(/^yaml: (?:line \d+: )?/, ""), "it is YAML, as for kubectl");
		}
	}

	/** Where something is, as `FILE:LINE`. */
	origin(at: number): string {
		return `${this.#path}:${placeIn(this.#text, at).line}`;
	}

	/** A mistake at a place. */
	mistake(at: number, what: string, hint = ""): UsageError {
		const { line, column } = placeIn(this.#text, at);
		return new UsageError(`${this.#path}:${line}:${column}: ${what}`, hint);
	}

	/** The fields of a mapping, all of them known and there but once; none where it is empty. Throws UsageError. */
	fields(tree: Tree, what: string, known?: readonly string[]): [string, Field][] {
		if (tree.kind === "null") return [];
		if (tree.kind !== "object") throw this.mistake(tree.at, `${what} must be a mapping`);
		const [repeated] = tree.repeated;
		if (repeated) throw this.mistake(repeated.at, `${repeated.key} is there twice`);
		for (const [key, { at }] of tree.fields) if (known && !known.includes(key)) throw this.unknown(at, key, what, known);
		return [...tree.fields];
	}

	/** A text, whatever it would be in JSON. Throws UsageError. */
	text(tree: Tree, what: string): string {
		if (tree.kind === "null" || tree.kind === "array" || tree.kind === "object") throw this.mistake(tree.at, `${what} must be a text`);
		return tree.text;
	}

	/** One text, or several. Throws UsageError. */
	texts(tree: Tree, what: string): string[] {
		return tree.kind === "array" ? tree.items.map((item) => this.text(item, what)) : [this.text(tree, what)];
	}

	/** True or false. Throws UsageError. */
	isTrue(tree: Tree, what: string): boolean {
		if (tree.kind !== "bool") throw this.mistake(tree.at, `${what} must be true or false`);
		return /^(?:y|on|t)/i.test(tree.text);
	}

	/** A key that there is not. */
	unknown(at: number, key: string, what: string, known: readonly string[]): UsageError {
		const right = nearest(key, known);
		return this.mistake(at, `${key}: there is none in ${what}`, right ? `did you mean ${right}?` : `there is ${listed(known)}`);
	}
}

const listed = (known: readonly string[]): string => (known.length > 60 ? "what auditail --help has, without dashes" : known.join(", "));
