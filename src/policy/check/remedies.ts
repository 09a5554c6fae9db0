import { levels, stages } from "../../audit/event.ts";
import { nearest } from "../../audit/nearest.ts";

/** What to do about what the API server says, by its words. */
const remedies: readonly (readonly [RegExp, string | ((word: string) => string | undefined)])[] = [
	[/mapping values are not allowed/, "a colon too many, or an indent: is `rules:` missing above the list?"],
	[/max depth|excessive aliasing/, "no policy needs that"],
	[
		/yaml: .*(?:did not find expected (?:key|'-')|could not find expected)/,
		"what belongs together is indented alike; a key ends with a colon and a blank",
	],
	[/yaml: .*(?:unexpected end of stream|expected ',' or)/, "a quote or a bracket is not closed"],
	[/cannot start any token/, "YAML is indented with spaces, and texts that begin with @, ` or % are quoted"],
	[/cannot unmarshal array into Go value/, "a policy begins with apiVersion and kind; its list stands under `rules:`"],
	[/cannot unmarshal \w+ into Go value/, "a policy begins with apiVersion: audit.k8s.io/v1"],
	[/json parse error: json: cannot unmarshal/, "a policy has apiVersion: audit.k8s.io/v1 and kind: Policy"],
	[/json parse error/, "a file that begins with { is read as JSON: names and texts stand in quotes"],
	[/with 0 rules/, "a policy needs a rule: `rules: [{level: Metadata}]` records everything, without bodies"],
	[/unknown group version field/, "write apiVersion: audit.k8s.io/v1"],
	[
		/is registered for version "audit\.k8s\.io\/v1(?:alpha|beta)1"/,
		"write apiVersion: audit.k8s.io/v1, the only one since Kubernetes 1.24",
	],
	[/is registered for/, "write apiVersion: audit.k8s.io/v1 and kind: Policy"],
	[/unknown conversion/, "write kind: Policy"],
	[/of type \[\]/, "write a list: [one, two]"],
	[/of type bool/, "write true or false, without quotes"],
	[
		/cannot unmarshal (?:bool|number) .* of type (?:string|v1\.)/,
		"put it in quotes: YAML reads yes, no, on, off and digits as something else",
	],
	[/cannot unmarshal array .* of type string/, "write one text; for several groups, an entry for each"],
	[/Unsupported value: "([^"]*)"/, (word) => near(word, levels)],
	[/\.level: Required/, `one of ${levels.join(", ")}`],
	[/Invalid value: "([^"]*)": allowed stages/, (word) => near(word, stages)],
	[/Invalid value: "\*": a lowercase RFC 1123/, 'Kubernetes 1.36 and later take group: "*": --kubernetes 1.36; before, name each group'],
	[/Invalid value: "([^"]*)\/[^"]*": a lowercase RFC 1123/, (word) => `a group has no version: group: "${word}"`],
	[/rules cannot apply to both/, "make two rules of it"],
];

/** What to do about it; undefined where the server's own words say that. */
export function remedyFor(message: string): string | undefined {
	for (const [pattern, remedy] of remedies) {
		const found = pattern.exec(message);
		if (found) return typeof remedy === "string" ? remedy : remedy(found[1] ?? "");
	}
	return undefined;
}

function near(word: string, known: readonly string[]): string | undefined {
	const right = known.find((one) => one.toLowerCase() === word.toLowerCase()) ?? nearest(word, known);
	return right && `did you mean ${right}?`;
}
