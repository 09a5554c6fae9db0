import type { Call } from "../../audit/call.ts";
import { Redactor } from "../../render/redact/redact.ts";
import { MOST_KEYS, Top, type TopRow } from "../../top/top.ts";
import { argsOf, flagsOfPresets } from "../args.ts";
import { blaming } from "../config/blame.ts";
import { settingsOf } from "../config/environment.ts";
import { loadSettings } from "../config/load.ts";
import type { Settings } from "../config/settings.ts";
import { type ExitCode, UsageError } from "../exit.ts";
import { aliases } from "../flags.ts";
import type { MainIO } from "../io.ts";
import { optional, wholeNumber } from "../number.ts";
import { type Given, parse } from "../parser.ts";
import { perform } from "../perform.ts";
import { plan } from "../plan.ts";
import { DEFAULT_LIMIT, readers, SORTS, sharedFlags, topFlags } from "./flags.ts";
import { topHelp } from "./help.ts";
import { asJSON, asText } from "./table.ts";

/** `auditail top`, without that word: counts calls by what they are alike in. Throws UsageError. */
export async function top(argv: readonly string[], io: MainIO): Promise<ExitCode> {
	if (argv.some((word) => word === "--help" || word === "-h")) {
		io.stdout.write(topHelp(topFlags));
		return 0;
	}
	const known = [...topFlags, ...sharedFlags].map((flag) => ({ ...flag, aliases: aliases[flag.name] }));
	const settings = await loadSettings(argv, io);
	const own = flagsOfPresets(settings.presets);
	const typed = await parse(argv, [...known, ...own], { help: "auditail top --help" });
	const settled = [...settings.defaults].filter(([name]) => [...sharedFlags, ...own].some((flag) => flag.name === name));
	const ofTop = settingsOf(
		io.env,
		topFlags.filter(({ name }) => name !== "output"),
	); // that of a run is another one
	const given = typed.with(new Map([...settled, ...ofTop]));
	return await blaming(given.origins, () => count(argv, given, settings, io));
}

async function count(argv: readonly string[], given: Given, settings: Settings, io: MainIO): Promise<ExitCode> {
	const { by, sort, limit } = choices(given);
	if (given.words.length === 0 && !io.stdin.isPiped) throw new UsageError("top needs a log", "auditail top FILE…, or a pipe on stdin");
	const args = { ...argsOf(argv, given, { settings }), output: "pretty", merge: false } as const;
	const isJSON = given.text("output") === "json";
	const isWhole = args.showSecrets || (isJSON && !io.stdout.isTTY);
	const redactor = isWhole ? undefined : new Redactor({ bodies: false, lines: false, commands: false });
	const table = new Top((call) => {
		const shown = redactor?.redacted(call) ?? call;
		return by.map((name) => readers[name]?.(shown).join(",") ?? "");
	}, MOST_KEYS);
	const output = (call: Call): string => {
		table.add(call);
		return "";
	};
	const { exitCode } = await perform({ ...(await plan(args, io)), live: false, output }, args, io);
	const rows = table.rows.sort(orders(by, sort)).slice(0, limit === 0 ? undefined : limit);
	io.stdout.write(isJSON ? asJSON(by, rows) : asText(by, rows, table));
	return exitCode;
}

function choices(given: Given): { by: readonly string[]; sort: string; limit: number } {
	const by = (given.text("by") ?? "user,verb,resource").split(",").map((name) => name.trim());
	const strange = by.find((name) => !Object.hasOwn(readers, name));
	if (strange !== undefined)
		throw new UsageError(`--by ${JSON.stringify(strange)}: is none of ${Object.keys(readers).join(", ")}`, "see auditail top --help");
	const sort = given.text("sort") ?? "calls";
	if (!SORTS.includes(sort) && !by.includes(sort))
		throw new UsageError(`--sort ${sort}: is none of ${[...SORTS, ...by].join(", ")}`, "it sorts by a column that there is");
	return { by, sort, limit: optional(given.text("limit"), wholeNumber("limit")) ?? DEFAULT_LIMIT };
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
