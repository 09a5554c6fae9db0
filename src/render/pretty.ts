import { colorizerFactory, prettyFactory } from "pino-pretty";
import type { Call } from "../audit/call.ts";
import { type Layout, lineLayout, type Paint } from "./layout.ts";
import { type ColorName, palette } from "./palette.ts";
import type { Renderer, RenderFacts } from "./renderer.ts";
import { type Row, type RowOptions, rowOf } from "./row.ts";
import { type Tone, tonesOf } from "./tone.ts";

/** The colours of pino-pretty's colorizer, which its types leave out; they do nothing where there are none. */
type Colorizer = Readonly<Record<ColorName, (text: string) => string>>;

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
	const paint = tonePaint(facts);
	const format = prettyFactory({
		colorize: false, // its own colours: cyan for a whole message
		hideObject: true,
		ignore: "", // by default it copies each record, deep, to leave pid and hostname out
		messageFormat: (log) => layout(row(log.call as Call), painter(log.call as Call, paint)),
	});
	return (call) => format({ call }) ?? "";
}

/** Colours a text for how much it asks to be seen. */
export type TonePaint = (tone: Tone, text: string) => string;

/** The colours of tones, as pino-pretty has them; none where none are wanted. */
export function tonePaint({ color, colors: others }: Pick<RenderFacts, "color" | "colors">): TonePaint {
	const { colors } = colorizerFactory(color) as unknown as { colors: Colorizer };
	const tones = { ...palette, ...others };
	return (tone, text) => tones[tone].reduce((painted, name) => colors[name](painted), text);
}

function painter(call: Call, paint: TonePaint): Paint {
	const tones = tonesOf(call);
	return (part, text) => paint(tones[part], text);
}
