import type { Call } from "../../audit/call.ts";
import { Redactor } from "../../render/redact/redact.ts";
import { SlidingTop } from "../../top/sliding-top.ts";
import { MOST_KEYS, Top, type TopRow } from "../../top/top.ts";
import { UsageError } from "../exit.ts";
import { optional, wholeNumber } from "../number.ts";
import type { Given } from "../parser.ts";
import type { ViewCommand } from "../view/command.ts";
import { windowOf } from "../view/flags.ts";
import { DEFAULT_LIMIT, DEFAULT_WINDOW, readers, SORTS, topFlags } from "./flags.ts";
import { asJSON, asText } from "./table.ts";

/** `auditail top`: counts calls by what they are alike in. */
export const top: ViewCommand = {
	name: "top",
	flags: topFlags,
	about: `Counts calls by what they are alike in: how many, how many a second, how many failed, and how long half of
them, and 99% of them, took at most.`,
	examples: `  auditail top audit.log                                  who does what most
  auditail top -f audit.log                               the same of the last minute, as it goes on
  auditail top --by user-agent,user audit.log             which clients hammer the API
  auditail top --by object --verb update,patch audit.log  a controller that fights another one: see ERRORS
  auditail top --by resource --sort p99 --not-verb watch audit.log
                                                          what is slow
  auditail top --by user --code 429 --since 1h audit.log  who is throttled`,

	async make(given, args, io) {
		const { by, sort, limit } = choices(given);
		const window = windowOf(given, DEFAULT_WINDOW);
		const isJSON = given.text("output") === "json";
		const keysOf = keysBy(by, args.showSecrets || (isJSON && !io.stdout.isTTY));
		const counter = args.follow ? new SlidingTop(keysOf, { window: 1000 * window.ms, now: io.now }) : new Top(keysOf, MOST_KEYS);
		return {
			every: window.ms,
			view: {
				isForPeople: !isJSON,
				add: (call) => counter.add(call),
				text: (room) => {
					const { table } = counter;
					const rows = table.rows.toSorted(orders(by, sort)).slice(0, Math.min(limit, room?.lines ?? limit));
					return isJSON ? asJSON(by, rows) : asText(rows, table, { by, room, window: args.follow ? window.text : undefined });
				},
			},
		};
	},
};

/** What calls say of these fields; `isWhole` where secrets in it are to be seen. */
function keysBy(by: readonly string[], isWhole: boolean): (call: Call) => string[] {
	const redactor = isWhole ? undefined : new Redactor({ bodies: false, lines: false, commands: false });
	return (call) => {
		const shown = redactor?.redacted(call) ?? call;
		return by.map((name) => readers[name]?.(shown).join(",") ?? "");
	};
}

function choices(given: Given): { by: readonly string[]; sort: string; limit: number } {
	const by = (given.text("by") ?? "user,verb,resource").split(",").map((name) => name.trim());
	const strange = by.find((name) => !Object.hasOwn(readers, name));
	if (strange !== undefined)
		throw new UsageError(`--by ${JSON.stringify(strange)}: is none of ${Object.keys(readers).join(", ")}`, "see auditail top --help");
	const sort = given.text("sort") ?? "calls";
	if (!SORTS.includes(sort) && !by.includes(sort))
		throw new UsageError(`--sort ${sort}: is none of ${[...SORTS, ...by].join(", ")}`, "it sorts by a column that there is");
	const limit = optional(given.text("limit"), wholeNumber("limit")) ?? DEFAULT_LIMIT;
	return { by, sort, limit: limit === 0 ? Number.POSITIVE_INFINITY : limit };
}

/** The most first; names in their order. What is equal is in the order of its names. */
function orders(by: readonly string[], sort: string): (a: TopRow, b: TopRow) => number {
	const names = (a: TopRow, b: TopRow): number => compare(JSON.stringify(a.keys), JSON.stringify(b.keys));
	const at = by.indexOf(sort);
	if (at >= 0) return (a, b) => compare(a.keys[at] ?? "", b.keys[at] ?? "") || b.calls - a.calls || names(a, b);
	const column = sort as "calls" | "errors" | "p50" | "p99";
	return (a, b) => (b[column] ?? -1) - (a[column] ?? -1) || b.calls - a.calls || names(a, b);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
