import { PathError } from "../path/path-error.ts";
import { selectWithin } from "../path/select.ts";

/** A piece of a template: text, what a path selects, or what is repeated for each thing that a path selects. */
type Piece =
	| { readonly kind: "text"; readonly text: string }
	| { readonly kind: "path"; readonly values: Values }
	| { readonly kind: "range"; readonly values: Values; readonly body: readonly Piece[] };

/** What a path selects: from the record, or, within a range, from what is gone over. */
type Values = (record: unknown, current: unknown) => readonly unknown[];

/** A template, which makes a text of a record. Throws PathError for one that is malformed, with its place. */
export type Template = (record: unknown) => string;

/** A token of a template: what stands between braces, or text outside of them; with its place. */
interface Token {
	readonly isCode: boolean;
	readonly text: string;
	readonly at: number;
}

const STRING = /^(?:"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*')$/;
const RANGE = /^range(?=[\s.$@[])/;

/**
 * A template as `kubectl -o jsonpath` takes it: text, `{.path}`, `{"text\n"}`, `{range .path}…{end}`, `$` for the record within a range.
 * `show` makes a text of a value. Throws PathError.
 */
export async function template(text: string, show: (value: unknown) => string): Promise<Template> {
	const pieces = await new TemplateParser(text).pieces();
	return (record) => {
		const write = (from: readonly Piece[], current: unknown): string => from.map((piece) => written(piece, current)).join("");
		const written = (piece: Piece, current: unknown): string => {
			if (piece.kind === "text") return piece.text;
			const values = piece.values(record, current);
			return piece.kind === "path" ? values.map(show).join(" ") : values.map((value) => write(piece.body, value)).join("");
		};
		return write(pieces, record);
	};
}

class TemplateParser {
	readonly #text: string;
	readonly #tokens: Token[];

	constructor(text: string) {
		this.#text = text;
		this.#tokens = [...this.#tokenized()];
	}

	async pieces(): Promise<Piece[]> {
		return await this.#until(undefined);
	}

	/** Pieces up to the `{end}` of a range that began there, or to the end. */
	async #until(range: number | undefined): Promise<Piece[]> {
		const pieces: Piece[] = [];
		for (let token = this.#tokens.shift(); token; token = this.#tokens.shift()) {
			if (token.isCode && token.text === "end") {
				if (range === undefined) throw this.#error(token.at, "{end} without a {range …}");
				return pieces;
			}
			pieces.push(await this.#piece(token));
		}
		if (range !== undefined) throw this.#error(range, "{range …} without its {end}");
		return pieces;
	}

	async #piece({ isCode, text, at }: Token): Promise<Piece> {
		if (!isCode) return { kind: "text", text };
		if (STRING.test(text)) return { kind: "text", text: unquoted(text) };
		const range = RANGE.exec(text);
		if (!range) return { kind: "path", values: await this.#values(text, at) };
		const path = text.slice(range[0].length);
		const values = await this.#values(path.trim(), at + text.length - path.trimStart().length);
		return { kind: "range", values, body: await this.#until(at) };
	}

	async #values(path: string, at: number): Promise<Values> {
		const selected = await selectWithin(this.#text, path, at);
		return path.startsWith("$") ? (record) => selected(record) : (_record, current) => selected(current);
	}

	*#tokenized(): Generator<Token> {
		for (let at = 0; at < this.#text.length; ) {
			const open = this.#text.indexOf("{", at);
			if (open !== at) yield { isCode: false, text: this.#text.slice(at, open < 0 ? undefined : open), at };
			if (open < 0) return;
			const length = CODE.exec(this.#text.slice(open))?.[0].length;
			if (length === undefined) throw this.#error(open, "a brace without its other half");
			const inner = this.#text.slice(open + 1, open + length - 1);
			yield { isCode: true, text: inner.trim(), at: open + 1 + inner.length - inner.trimStart().length };
			at = open + length;
		}
	}

	#error(at: number, why: string, hint = EXAMPLE): PathError {
		return new PathError(this.#text, why, hint, at);
	}
}

const EXAMPLE = "for example '{.verb} {.objectRef.name}', '{range .user.groups[*]}{@}{\"\\n\"}{end}'";

/** What stands between braces: a brace in quotes ends nothing. */
const CODE = /^\{(?:[^{}"']|"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*')*\}/;

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r" };

const unquoted = (text: string): string =>
	text.slice(1, -1).replaceAll(/\\([\s\S])/g, (_all, character: string) => ESCAPES[character] ?? character);

/** A value as kubectl prints it: a text as it is, anything else as JSON. */
export const plainText = (value: unknown): string => (typeof value === "string" ? value : (JSON.stringify(value) ?? ""));
