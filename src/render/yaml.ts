import { stringify } from "yaml";
import { recordOf } from "./record.ts";
import type { Renderer, RenderFacts } from "./renderer.ts";
import { safe } from "./safe.ts";

/** A value as YAML that readers of 1.1 and of 1.2 take for the same. */
export const yamlOf = (value: unknown): string => stringify(value, { version: "1.1", lineWidth: 0, aliasDuplicateObjects: false });

/** A document a call, `---` before each: what `-o json` has, as kubectl shows objects. A terminal gets it made safe. */
export function yaml(facts: RenderFacts): Renderer {
	return (call, isContext) => {
		const text = yamlOf(recordOf(call, isContext, facts));
		return `---\n${facts.terminal ? text.split("\n").map(safe).join("\n") : text}`;
	};
}
