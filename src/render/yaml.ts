import { stringify } from "yaml";
import { recordOf } from "./record.ts";
import type { Renderer, RenderFacts } from "./renderer.ts";
import { safe } from "./safe.ts";

/** A document a call, `---` before each: what `-o json` has, as kubectl shows objects. A terminal gets it made safe. */
export function yaml(facts: RenderFacts): Renderer {
	return (call, isContext) => {
		const text = stringify(recordOf(call, isContext, facts), { version: "1.1", lineWidth: 0, aliasDuplicateObjects: false });
		return `---\n${facts.terminal ? text.split("\n").map(safe).join("\n") : text}`;
	};
}
