import type { Document, YAMLError } from "yaml";
import { placeIn } from "./place.ts";
import { TextError } from "./text-error.ts";

/** What Go's YAML reader says of what is nested too deep, or has no end; this one gives up before. */
export const tooDeep = (at: number): TextError => new TextError(at, `yaml: ${TOO_DEEP}`);

const TOO_DEEP = "exceeded max depth of 10000";
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

/** A mistake in a document, as Go would tell it, as far as that can be known. */
export function yamlError({ errors }: Document.Parsed, { code, message, pos: [begin] }: YAMLError, text: string): TextError {
	// a key over several lines is wrong where its colon stands
	const at = errors.find((error) => error.code === "MULTILINE_IMPLICIT_KEY" && error.pos[0] === begin)?.pos[1] ?? begin;
	const { line } = placeIn(text, at);
	const [, words = message] = goWords.find(([pattern]) => pattern.test(`${code} ${message}`)) ?? [];
	return new TextError(at, `yaml: ${line > 1 ? `line ${line}: ` : ""}${words}`);
}
