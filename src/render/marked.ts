import type { Renderer, RenderFacts } from "./renderer.ts";

/** How rows begin: of a call that matches, and of one that stands around it. */
const MARKS = { match: "> ", context: "  " } as const;

/** Rows that show by their first column which calls match, and which stand around those. */
export async function marked(load: (facts: RenderFacts) => Promise<Renderer>, facts: RenderFacts): Promise<Renderer> {
	const { terminal } = facts;
	const width = MARKS.match.length;
	const render = await load({ ...facts, terminal: terminal && { width: () => Math.max(1, terminal.width() - width) } });
	return (call, isContext) => {
		const [first = "", ...more] = render(call).toString().trimEnd().split("\n");
		const mark = isContext ? MARKS.context : MARKS.match;
		return [`${mark}${first}`, ...more.map((line) => `${MARKS.context}${line}`)].map((line) => `${line}\n`).join("");
	};
}
