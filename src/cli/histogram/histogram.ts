import { timeOf } from "../../audit/meaning.ts";
import { micros, timestampOf } from "../../audit/time.ts";
import { clocks } from "../../render/clock.ts";
import { tonePaint } from "../../render/pretty.ts";
import { type Bins, Histogram } from "../../top/histogram.ts";
import { LogClock } from "../../top/log-clock.ts";
import type { Args } from "../args.ts";
import { counted } from "../counted.ts";
import type { MainIO } from "../io.ts";
import { optional } from "../number.ts";
import { usesColor } from "../output.ts";
import type { ViewCommand } from "../view/command.ts";
import { foldedSentence } from "../view/fitted.ts";
import { whileOf, windowOf } from "../view/flags.ts";
import type { Room } from "../view/view.ts";
import { type ChartFacts, chart, legend } from "./chart.ts";
import { DEFAULT_WINDOW, histogramFlags } from "./flags.ts";

/** So many lines a chart has where nobody says how long a line is of, and no terminal says how high it is. */
const USUAL_LINES = 24;
/** What stands above and below the bars, in lines. */
const FRAME_LINES = 5;
const USUAL_COLUMNS = 80;
/** What the sentence below takes more where there are fewer columns than that. */
const FOLDED_LINES = 3;

/** `auditail histogram`: calls over time. */
export const histogram: ViewCommand = {
	name: "histogram",
	flags: histogramFlags,
	about: `Shows calls over time as bars, and of what they are made: denied (by authentication, the authorizer or
admission), failed, allowed, panicked, without an end. A call counts where its last stage is.`,
	examples: `  auditail histogram audit.log                            when was it busy?
  auditail histogram --user alice --interval 1h audit.log when does alice work?
  auditail histogram --denied --since 1d audit.log        since when is it refused?
  auditail histogram -f audit.log                         the last ten minutes, as it goes on
  auditail histogram -o json audit.log                    for a plot`,

	async make(given, args, io) {
		const window = windowOf(given, DEFAULT_WINDOW);
		const length = 1000 * window.ms;
		const step = optional(given.text("interval"), (text) => 1000 * whileOf("interval", text, 1).ms);
		const bars = new Histogram({ step, window: args.follow ? length : undefined });
		const clock = new LogClock(io.now, length);
		const isJSON = given.text("output") === "json";
		return {
			every: window.ms,
			view: {
				isForPeople: !isJSON,
				add: (call) => {
					bars.add(call);
					const at = micros(timeOf(call.event));
					if (at !== undefined) clock.hear(at);
				},
				text: (room) => {
					const { lines, ...facts } = factsOf(args, io, room);
					const { time: now } = clock;
					const span = args.follow && now !== undefined ? { first: now - length, last: now } : undefined;
					const bins = bars.bins({ step, most: lines, span });
					if (isJSON) return asJSON(bins);
					const look = { ...facts, lines: room ? lines : Number.POSITIVE_INFINITY, isShort: step !== undefined };
					return asText(bins, look, bars.timeless);
				},
			},
		};
	},
};

/** How a chart looks, and how many bars there is room for. */
function factsOf({ time, color, settings }: Args, io: MainIO, room?: Room): Pick<ChartFacts, "clock" | "paint" | "width" | "lines"> {
	const { columns, lines } = room ?? { columns: io.stdout.columns || USUAL_COLUMNS, lines: io.stdout.rows || USUAL_LINES };
	return {
		clock: clocks[time](io.now),
		paint: tonePaint({ color: usesColor(color, io), colors: settings.colors }),
		width: columns,
		lines: Math.max(1, lines - FRAME_LINES - (columns < USUAL_COLUMNS ? FOLDED_LINES : 0)),
	};
}

function asText(bins: Bins, facts: ChartFacts, timeless: number): string {
	const below = timeless > 0 ? [`${counted(timeless, "call")} without a time ${timeless === 1 ? "is" : "are"} not in it`] : [];
	const sentences = [legend(bins, facts.paint), ...below].flatMap((line) => foldedSentence(line, facts.width));
	return [...chart(bins, facts), "", ...sentences].map((line) => `${line}\n`).join("");
}

/** An array of objects, one for each interval in which there were calls, for programs. */
function asJSON({ step, bins }: Bins): string {
	const objects = bins.map(({ from, counts }) => ({ from: timestampOf(from), seconds: step / 1_000_000, ...counts }));
	return `${JSON.stringify(objects)}\n`;
}
