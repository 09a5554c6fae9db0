import { recordOf } from "./record.ts";
import type { Renderer, RenderFacts } from "./renderer.ts";
import { safe } from "./safe.ts";
import { plainText, template } from "./template.ts";

/** A template filled in for each call, a line each if it does not end its own. A terminal gets its values made safe. Throws PathError. */
export async function jsonpath(facts: RenderFacts, text: string): Promise<Renderer> {
	const fill = await template(text, (value) => (facts.terminal ? safe(plainText(value)) : plainText(value)));
	return (call, isContext) => {
		const filled = fill(recordOf(call, isContext, facts));
		return filled.endsWith("\n") ? filled : `${filled}\n`;
	};
}
