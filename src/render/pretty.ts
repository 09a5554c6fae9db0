import { colorizerFactory, prettyFactory } from "pino-pretty";
import type { Call } from "../audit/call.ts";
import { type Layout, lineLayout, type Paint } from "./layout.ts";
import type { Renderer, RenderFacts } from "./renderer.ts";
import { type Row, type RowOptions, rowOf } from "./row.ts";
import { type Tone, tonesOf } from "./tone.ts";

/** The colours of pino-pretty's colorizer (lib/colors.js), which its types leave out; they do nothing where there are none. */
type Colors = Readonly<Record<"dim" | "bold" | "red" | "yellow" | "magenta" | "whiteBright" | "bgRed", (text: string) => string>>;

const paints: Readonly<Record<Tone, (colors: Colors, text: string) => string>> = {
	dim: (colors, text) => colors.dim(text),
	plain: (_colors, text) => text,
	bold: (colors, text) => colors.bold(text),
	sensitive: (colors, text) => colors.bold(colors.magenta(text)),
	refused: (colors, text) => colors.red(text),
	failed: (colors, text) => colors.yellow(text),
	broken: (colors, text) => colors.bgRed(colors.whiteBright(text)),
};

/** A row a call, by pino-pretty: columns at a terminal, one whole line in a pipe. */
export async function pretty(facts: RenderFacts): Promise<Renderer> {
	return prettyRenderer(facts, await layoutFor(facts, { isDated: false }), (call) => rowOf(call, rowOptions(facts)));
}

/** The layout for where the text goes. A pipe does not pay for the tables of character widths. */
export async function layoutFor({ terminal, today, clock }: RenderFacts, { isDated }: { isDated: boolean }): Promise<Layout> {
	return terminal
		? (await import("./terminal-layout.ts")).terminalLayout({ width: terminal.width, today, clock, isDated })
		: lineLayout(clock);
}

/** How rows read at a terminal, and elsewhere. */
export const rowOptions = ({ terminal, sources, stages, remarks }: RenderFacts): RowOptions => ({
	shortAccounts: terminal !== undefined,
	sources,
	stages,
	remarks,
});

/** The same for other rows and layouts. */
export function prettyRenderer(facts: RenderFacts, layout: Layout, row: (call: Call) => Row): Renderer {
	const { colors } = colorizerFactory(facts.color) as unknown as { colors: Colors };
	const format = prettyFactory({
		colorize: false, // its own colours: cyan for a whole message
		hideObject: true,
		ignore: "", // by default it copies each record, deep, to leave pid and hostname out
		messageFormat: (log) => layout(row(log.call as Call), painter(log.call as Call, colors)),
	});
	return (call) => format({ call }) ?? "";
}

function painter(call: Call, colors: Colors): Paint {
	const tones = tonesOf(call);
	return (part, text) => paints[tones[part]](colors, text);
}
