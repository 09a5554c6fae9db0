import type { Count, Lookalike, SkipKind, Tally } from "../audit/tally.ts";
import type { TypedPlace } from "../query/query-error.ts";
import { safe, safeJson } from "../render/safe.ts";
import type { Outcome } from "../run.ts";
import type { Args } from "./args.ts";
import { counted, number } from "./counted.ts";
import { isFailure } from "./exit.ts";
import type { Output } from "./io.ts";
import { type Account, statistics } from "./statistics.ts";

/** A terminal may have written ^C before the summary, in columns. */
const CTRL_C = 2;

/** A message on stderr: what happened, the place of it in what was typed, and on a line of its own the way out, where there is one. */
export function say(stderr: Output, message: string, hint = "", place?: TypedPlace): void {
	const hints = hint ? `hint: ${hint}`.split("\n") : [];
	stderr.write([`auditail: ${message}`, ...(place ? pointedAt(place) : []), ...hints].map((line) => `${safe(line)}\n`).join("")); // names of files come from anywhere
}

/** How many characters of a long line are shown on either side of a place. */
const AROUND = 60;

/** A line that was typed, and under it a caret. */
function pointedAt({ line, column }: TypedPlace): string[] {
	const from = Math.max(0, column - AROUND);
	const shown = `  ${safe(line.slice(from, column))}`;
	return [`${shown}${safe(line.slice(column, column + AROUND))}`, `${" ".repeat(shown.length)}^`];
}

/** What there is to tell before anything is read; as JSON it stands in the account. */
export function reportNotes(notes: readonly string[], { quiet, stats }: Pick<Args, "quiet" | "stats">, stderr: Output): void {
	if (!quiet && stats !== "json") for (const note of notes) say(stderr, note);
}

/** What there is to tell at the end: what failed; what was lost; and a summary, at a terminal, on request, or of a live stream that has ended. `quiet` leaves the failures. */
export function reportOutcome(outcome: Account, { quiet, stats }: Pick<Args, "quiet" | "stats">, stderr: Output): void {
	const { tally, farewells } = outcome;
	if (stats === "json") {
		stderr.write(`${safeJson(JSON.stringify(statistics(outcome)))}\n`);
		return;
	}
	reportFailures(outcome, stderr);
	if (quiet) return;
	reportLosses(tally, stderr);
	if (tally.isEmpty) reportLookalike(outcome, stderr);
	for (const { message, hint } of farewells) say(stderr, message, hint);
	if (stats || farewells.length > 0 || isSeen(outcome, stderr)) reportSummary(outcome, stderr);
	if (stats) stderr.write(`  Levels: ${listed(tally.levels)}. Stages: ${listed(tally.stages)}.\n`);
}

/** What failed and was not told when it did. */
function reportFailures({ failures, live, outputError }: Account, stderr: Output): void {
	if (!live) for (const { message, hint } of failures) say(stderr, message, hint);
	if (isFailure(outputError)) say(stderr, `cannot write: ${outputError.message}`);
}

/** True where somebody sits at a terminal who would miss the summary. */
const isSeen = ({ tally, failures }: Outcome, { isTTY }: Output): boolean => isTTY === true && (tally.lines > 0 || failures.length === 0);

/** What was skipped, dropped and given up: a line for each kind, with the place of the first. */
function reportLosses(tally: Tally, stderr: Output): void {
	for (const [kind, { count, first, what }] of tally.skipped)
		say(stderr, `${skipped[kind](count)} (first: ${[`${first.file}:${first.line}`, what].filter(Boolean).join(", ")})`, hints[kind]);
	if (tally.repeats > 0)
		say(
			stderr,
			`dropped ${counted(tally.repeats, "event")} of a stage that had been read before, or of a call that had ended`,
			tally.isBackwards ? "the log ends before it begins: if the newest events come first, turn it round: tac FILE | auditail" : "",
		);
	if (tally.unanswered.count > 0)
		say(
			stderr,
			`could not ask ${counted(tally.unanswered.count, "call")}: not shown (first: ${tally.unanswered.first}, ${tally.unanswered.why})`,
			"dyn values have the types of JSON; has(…), type(…) == string, and int(…) help",
		);
	if (tally.forgotten > 0)
		say(
			stderr,
			`gave up ${counted(tally.forgotten, "call")} that may be missing before a match: more than 64 MB of them, or 10,000 actors`,
		);
	if (tally.evicted > 0)
		say(
			stderr,
			`gave up ${counted(tally.evicted, "call")} without an end before the log ended: more than --max-open, or 256 MB of them, were open at once`,
		);
}

/** What can be done about some of them. */
const hints: Readonly<Partial<Record<SkipKind, string>>> = {
	overlong: "--max-line takes up to 256Mi; of an array, jq -c '.[]' makes lines",
};

const lines = (what: string) => (count: number) => `skipped ${counted(count, "line")}: ${what}`;

/** What is said of each kind of loss. */
const skipped: Readonly<Record<SkipKind, (count: number) => string>> = {
	notJSON: lines("not JSON"),
	notAudit: lines("JSON, but not an audit event"),
	damaged: (count) => `${lines("damaged event")(count)}${count === 1 ? "" : "s"}`,
	overlong: lines("over --max-line"),
	blank: lines("blank"),
	headless: lines("the end of an event that began before this log"),
	dropped: (count) => `the API server says that it dropped ${counted(count, "event")}, which this log does not hold`,
};

const EVENT = 'an event has "kind":"Event" and "apiVersion":"audit.k8s.io/v1"';
/** What an input without an event looks like whose lines are mostly of that kind, and of no other that is known. */
const unknown: Readonly<Partial<Record<SkipKind, Pick<Lookalike, "what" | "hint">>>> = {
	notAudit: { what: "JSON without an audit event in it", hint: EVENT },
	notJSON: { what: "text without an audit event in it", hint: EVENT },
};

/** For an input without a single event: what most of it looks like, and what to try. */
function reportLookalike({ tally, failures }: Outcome, stderr: Output): void {
	const [most] = [...tally.skipped].sort(([, a], [, b]) => b.count - a.count);
	const lookalike = tally.lookalike ?? (most && unknown[most[0]]);
	if (lookalike) say(stderr, `no audit event was read: this looks like ${lookalike.what}`, lookalike.hint);
	else if (tally.lines === 0 && failures.length === 0 && stderr.isTTY)
		say(stderr, "the log is empty", "its policy may record nothing (level: None), or has not yet");
}

/** One summary of the run, for a terminal: what was read, from when to when, and what stands out. */
function reportSummary(outcome: Outcome, stderr: Output): void {
	const { tally } = outcome;
	const { events, calls, matched, first, last } = tally;
	const read = calls > 0 ? `${counted(events, "event")} = ${counted(calls, "call")}` : counted(events, "event");
	const window =
		first && last ? `, ${moment(first)} to ${first.slice(0, 10) === last.slice(0, 10) ? moment(last).slice(11) : moment(last)}` : "";
	const shown = matched === calls || calls === 0 ? "" : ` ${number(matched)} of them shown.`;
	const what = `${number(tally.unauthenticated)} unauthenticated, ${number(tally.forbidden)} got 403, ${number(tally.panicked)} panicked, ${number(tally.noEnd)} without an end.`;
	stderr.write(
		`${wrapped(`auditail: ${read}${window}.${calls > 0 ? ` ${what}` : ""}${shown} ${account(outcome)}`, (stderr.columns || 80) - CTRL_C)}\n`,
	);
}

/** How much of what was there was read. */
function account({ tally, failures, isWhole }: Outcome): string {
	const skipped = [...tally.skipped].reduce((sum, [kind, { count }]) => sum + (kind === "dropped" ? 0 : count), 0);
	if (failures.length > 0) return `${counted(failures.length, "source")} could not be read, see above.`;
	if (tally.unparsed > 0 && isWhole) return `${counted(tally.unparsed, "more line")} cannot match: not parsed (--no-sieve parses them).`;
	if (skipped > 0) return `${counted(skipped, "line")} skipped, see above.`;
	if (tally.lossy || tally.repeats > 0) return "Every line was read; for what is not shown, see above.";
	return isWhole ? "Every line was read: 0 skipped, 0 lost." : "What came after was not read.";
}

const listed = (counts: ReadonlyMap<string, Count>): string =>
	[...counts].map(([word, { count }]) => `${safe(word) || "none"} ${number(count)}`).join(", ") || "none";

const moment = (timestamp: string): string => `${timestamp.slice(0, 10)} ${timestamp.slice(11, 19)}Z`;

/** Lines of at most `width` characters, the second and later ones indented. */
function wrapped(text: string, width: number): string {
	const lines: string[] = [];
	for (const word of text.split(" ")) {
		const line = lines.at(-1);
		if (line !== undefined && line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
		else lines.push(line === undefined ? word : `  ${word}`);
	}
	return lines.join("\n");
}
