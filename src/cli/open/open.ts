import type { Call } from "../../audit/call.ts";
import type { Flight } from "../../run.ts";
import { optional, wholeNumber } from "../number.ts";
import type { ViewCommand } from "../view/command.ts";
import { DEFAULT_LIMIT, openFlags } from "./flags.ts";
import { openTable } from "./table.ts";

/** How often the calls that are open are shown in a pipe, in milliseconds. */
const EVERY_MS = 60_000;
/** So many calls without an end are kept of a log that has ended; others are counted. */
const MOST_KEPT = 10_000;

/** `auditail open`: the calls that have not ended. */
export const open: ViewCommand = {
	name: "open",
	flags: openFlags,
	about: `Shows the calls that have not ended, the oldest first, and for how long they are open: what hangs in a webhook, execs
that were left, old watches. Of a log that has ended, those without an end, by the time of its last event.`,
	examples: `  auditail open audit.log                                 what had no end when the log ended
  auditail open -f audit.log                              what runs now, as it goes on
  auditail open --not-verb watch audit.log                what may hang
  auditail open --resource pods/exec -f audit.log         who is in which container`,

	async make(given, args, io) {
		const limit = optional(given.text("limit"), wholeNumber("limit")) ?? DEFAULT_LIMIT;
		const { asText, asJSON } = openTable({ limit: limit || Number.POSITIVE_INFINITY, live: args.follow, args, io });
		const isJSON = given.text("output") === "json";
		const kept: Call[] = [];
		let flight: Flight | undefined;
		return {
			every: EVERY_MS,
			view: {
				isForPeople: !isJSON,
				readsAll: true,
				onStart: (started) => {
					flight = started;
				},
				add: (call) => {
					if (call.state === "noEnd" && kept.length < MOST_KEPT) kept.push(call);
				},
				text: (room) => {
					const shown = { latest: () => flight?.latest(), calls: () => [...kept, ...(flight?.calls() ?? [])] };
					return isJSON ? asJSON(shown) : asText(shown, room);
				},
			},
		};
	},
};
