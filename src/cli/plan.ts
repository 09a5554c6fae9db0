import type { AroundOptions } from "../around.ts";
import { pairingLimits } from "../audit/pair.ts";
import { DEFAULT_MAX_LINE } from "../decode/gate.ts";
import type { GrepSpec } from "../query/grep.ts";
import { every, not } from "../query/predicate.ts";
import { compileQuery, type QuerySpec } from "../query/query.ts";
import type { Job } from "../run.ts";
import type { Args } from "./args.ts";
import { UsageError } from "./exit.ts";
import type { MainIO } from "./io.ts";
import { nowOf } from "./log-end.ts";
import { byteCount, optional, tailCount, wholeNumber } from "./number.ts";
import { chooseOutput, renderFacts } from "./output.ts";
import { type Chosen, chooseSources } from "./sources.ts";
import { openState, unknownLogs } from "./state.ts";

/** Calls of the past that `-f` begins with, as tail does with lines. */
const DEFAULT_TAIL = 10;
const ALL = Number.POSITIVE_INFINITY;

/** Decides everything before a byte is read; `asked` is another query than was typed. Throws UsageError and QueryError for values that cannot be right. */
export async function plan(args: Args, io: MainIO, asked: QuerySpec = queryOf(args)): Promise<Job> {
	const limits = readLimits(args);
	const { matches, needles, remarks, bodies, ...query } = await compileQuery(asked, await nowOf(args, io));
	const notes: string[] = [];
	const state = await openState(args, (message) => notes.push(message));
	const sources = await chooseSources(args, io, { since: query.since, places: state?.places });
	const { isFollowed, isSeveral, ...chosen } = sources;
	if (state && !isFollowed) throw new UsageError("--state keeps a place in files: stdin has none", "name the log's file");
	const logs = chosen.sources.map(({ origin }) => origin.log);
	const isResumed = logs.some((log) => state?.places.has(log));
	const defaultTail = isFollowed && args.since === undefined ? DEFAULT_TAIL : ALL;
	const tail = isResumed ? ALL : (limits.tail ?? defaultTail);
	const around = aroundOf(args, tail);
	const output = await chooseOutput(args, { facts: { ...renderFacts(args, io, isSeveral), remarks }, around });
	return {
		...limits,
		...output,
		...chosen,
		notes: [...args.settings.notes, ...notes, ...unknownLogs(state, logs), ...chosen.notes],
		state,
		around,
		tail,
		matches: chosen.isOwn ? every([not(chosen.isOwn), matches]) : matches,
		stages: args.stages,
		bodies,
		needles: maySift(args, sources) && !around ? needles : [],
	};
}

/**
 * True where lines that cannot match may be left out, because nothing tells of them: not an account, not the times by which logs are
 * merged, not where a live stream was left, not a state, which may be gone on from with another query.
 */
const maySift = ({ sieve, stats, state }: Args, { live, isFollowed, merge }: Pick<Chosen, "live" | "isFollowed" | "merge">): boolean =>
	sieve && stats === undefined && !merge && (!live || (isFollowed && state === undefined));

/** What was asked, as typed. Throws UsageError. */
export function queryOf(args: Args): QuerySpec {
	const { repeated, presets, since, until, invert } = args;
	const { jsonpath = [], where = [] } = repeated;
	const zone = args.time === "local" ? "local" : "utc";
	const { own, notOwn, settings } = args;
	const asked = { fields: repeated, presets, own, notOwn, machines: settings.machines, jsonpath, where, grep: grepOf(args) };
	return { ...asked, since, until, zone, invert };
}

/** What is to be searched for. Throws UsageError for flags of a search without one. */
function grepOf({ repeated: { grep: patterns }, ignoreCase, fixed, origins }: Args): GrepSpec | undefined {
	if (patterns) return { patterns, ignoreCase, fixed };
	const isTyped = (name: string): boolean => !origins.has(name);
	if ((ignoreCase && isTyped("ignore-case")) || (fixed && isTyped("fixed-strings")))
		throw new UsageError(
			`-${ignoreCase ? "i" : "F"} says how -g PATTERN searches`,
			"values of other flags are exact: * stands for anything",
		);
	return undefined;
}

/** What is to be shown around a match; undefined for nothing. Throws UsageError. */
function aroundOf({ afterContext, beforeContext, around, contextBy, maxCount }: Args, tail: number): AroundOptions | undefined {
	const both = optional(around, wholeNumber("around"));
	const after = optional(afterContext, wholeNumber("after-context")) ?? both;
	const before = optional(beforeContext, wholeNumber("before-context")) ?? both;
	if (after === undefined && before === undefined) {
		if (contextBy === undefined) return undefined;
		throw new UsageError("--context-by says of what -A, -B and -C show more", "for example -C 3 --context-by object");
	}
	return {
		after: after ?? 0,
		before: before ?? 0,
		by: (contextBy ?? "actor") as AroundOptions["by"],
		max: tail === ALL ? optional(maxCount, wholeNumber("max-count")) : undefined,
	};
}

/** The numbers that flags were given. */
function readLimits({ maxCount, tail, maxLine, maxOpen }: Args) {
	return {
		max: optional(maxCount, wholeNumber("max-count")),
		tail: optional(tail, tailCount),
		maxLine: optional(maxLine, byteCount("max-line")) ?? DEFAULT_MAX_LINE,
		pairing: { ...pairingLimits, maxOpen: optional(maxOpen, wholeNumber("max-open")) ?? pairingLimits.maxOpen },
	};
}
