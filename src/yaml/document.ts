import { Composer, type Document, isCollection, Parser, type YAMLError } from "yaml";
import { tooDeep, yamlError } from "./mistake.ts";
import { placeIn } from "./place.ts";
import { TextError } from "./text-error.ts";
import { type Tree, treeOf } from "./tree.ts";

/** A file in YAML or JSON, read as far as its values. */
export interface YAMLText {
	readonly tree: Tree;
	readonly isJSON: boolean;
	/** Where what stands behind the first document begins, which the API server never sees. */
	readonly next: number | undefined;
}

/** Reads a file as the API server reads its policy: as JSON where it begins with a brace, else the first document of YAML 1.1. Throws TextError. */
export function readYAML(text: string): YAMLText {
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
	if (explicit && version !== "1.1") throw new TextError(0, "yaml: found incompatible YAML document");
	return { tree: treeOf(document, text), isJSON: false, next: isBehind ? error?.pos[0] : second?.range[0] };
}

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
		throw tooDeep(0);
	}
}

/** The control characters, which YAML does not allow. */
const UNPRINTABLE = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

function requirePrintable(text: string): void {
	const at = text.search(UNPRINTABLE);
	if (at >= 0) throw new TextError(at, "yaml: control characters are not allowed");
}

function requireJSON(text: string): void {
	try {
		JSON.parse(text);
	} catch (error) {
		if (!(error instanceof SyntaxError)) throw error;
		const [, at = "0"] = /at position (\d+)/.exec(error.message) ?? [];
		throw new TextError(Number(at), `couldn't get version/kind; json parse error: ${error.message}`);
	}
}
