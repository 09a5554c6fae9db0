import { prettyFactory } from "pino-pretty";
import type { Call } from "../audit/call.ts";
import { type Layout, lineLayout, type Part, terminalLayout } from "./layout.ts";
import type { Renderer, RenderFacts } from "./renderer.ts";
import { type Row, type RowOptions, rowOf } from "./row.ts";
import { actTone, outcomeTone, type Tone } from "./tone.ts";

/** pino-pretty's colours: it asks the environment on its own, so it is always told. */
type Colors = Parameters<Exclude<NonNullable<Parameters<typeof prettyFactory>[0]["messageFormat"]>, string | false>>[3]["colors"];

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
export function pretty(facts: RenderFacts): Renderer {
	return prettyRenderer(facts, (call) => rowOf(call, rowOptions(facts)));
}

/** How rows read at a terminal, and elsewhere. */
export const rowOptions = ({ terminal, stages }: RenderFacts): RowOptions => ({ shortAccounts: terminal !== undefined, stages });

/** The same for rows that are made in another way. */
export function prettyRenderer(facts: RenderFacts, row: (call: Call) => Row): Renderer {
	const layout: Layout = facts.terminal ? terminalLayout(facts.terminal.width, facts.today) : lineLayout;
	const format = prettyFactory({
		colorize: facts.color,
		hideObject: true,
		messageFormat: (log, _messageKey, _levelLabel, { colors }) => layout(row(log.call as Call), painter(log.call as Call, colors)),
	});
	return (call) => format({ call }) ?? "";
}

function painter(call: Call, colors: Colors): (part: Part, text: string) => string {
	const tones: Readonly<Record<Part, Tone>> = {
		time: actTone(call.event) === "dim" ? "dim" : "plain",
		outcome: outcomeTone(call),
		act: actTone(call.event),
		note: outcomeTone(call) === "broken" ? "refused" : outcomeTone(call),
	};
	return (part, text) => paints[tones[part]](colors, text);
}
