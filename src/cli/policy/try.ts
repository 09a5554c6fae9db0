import { type Call, callOfStage, type Line } from "../../audit/call.ts";
import { isAuditEvent } from "../../audit/event.ts";
import { memberText, parseJSON } from "../../decode/json-text.ts";
import { placeOf } from "../../policy/load.ts";
import { type Answer, type Question, type RuleVolume, type Specimen, Trial, type TrialResult, type Volume } from "../../policy/trial.ts";
import { presets } from "../../query/presets.ts";
import { safe } from "../../render/safe.ts";
import { placeIn } from "../../yaml/place.ts";
import { parseArgs } from "../args.ts";
import { number } from "../counted.ts";
import { type ExitCode, UsageError } from "../exit.ts";
import type { MainIO } from "../io.ts";
import type { Given } from "../parser.ts";
import { perform } from "../perform.ts";
import { plan } from "../plan.ts";
import { aligned } from "../tables.ts";
import { loadPolicyFile, type PolicyFile, readRelease } from "./file.ts";

/** The presets, asked of an event as of a call that it is all of. */
const questions: readonly Question[] = presets.map(({ name, level, test }) => ({
	name,
	level,
	test: (event) => test(callOfStage({ event, line: "", origin: NOWHERE })),
}));

const NOWHERE = { name: "", log: "" };

/** `auditail policy try`. */
export async function tryOut(given: Given, io: MainIO): Promise<ExitCode> {
	const [path, ...logs] = given.words;
	if (path === undefined || logs.length === 0) throw new UsageError("policy try needs a policy and a log", "auditail policy try FILE LOG…");
	const loaded = await loadPolicyFile(path, readRelease(given.text("kubernetes")), io);
	const trial = new Trial(loaded.policy, questions);
	const args = await parseArgs(["--no-merge", "--", ...logs]);
	const output = (call: Call): string => {
		trial.add(specimen(call));
		return "";
	};
	const { exitCode } = await perform({ ...(await plan(args, io)), output, keepLines: "all" }, args, io);
	const { result } = trial;
	io.stdout.write(given.text("output") === "json" ? `${JSON.stringify(result)}\n` : told(loaded, result));
	return exitCode;
}

const specimen = ({ event, stages, lines }: Call): Specimen => ({
	event,
	events: lines.map((line, at) => ({
		stage: stages[at]?.stage ?? event.stage,
		bytes: Buffer.byteLength(line),
		bodyBytes: (body) => {
			const value = memberText(jsonOf(line), body);
			return value === undefined ? 0 : Buffer.byteLength(`,"${body}":${value}`);
		},
		parsed: () => {
			const value = parseJSON(jsonOf(line));
			return isAuditEvent(value) ? value : undefined;
		},
	})),
});

/** A line may have more in front of its event. */
const jsonOf = (line: Line): string => {
	const text = line.toString();
	return text.slice(text.indexOf("{"));
};

/** The table, and what it cannot say. */
function told(loaded: PolicyFile, result: TrialResult): string {
	const { rules, there, kept } = result;
	const rows = [
		["", "LEVEL", "EVENTS", "BYTES", "KEPT", "BYTES KEPT", ""],
		...rules.map((rule) => row(nameOf(loaded, rule), rule.level, rule.there, rule.kept)),
		row("all", "", there, kept),
		...Object.entries(result.levels)
			.filter(([, { events }]) => events > 0)
			.map(([level, volume]) => ["", level, "", "", number(volume.events), bytes(volume.bytes), share(volume, kept)]),
	];
	return [...aligned(rows, (column) => column < 2), "", ...unsaid(result)].map((line) => `${safe(line)}\n`).join("");
}

const nameOf = ({ path, source, text: { tree } }: PolicyFile, { rule }: RuleVolume): string =>
	rule === null ? "no rule" : `rules[${rule}] ${path}:${placeIn(source, placeOf(tree, ["rules", rule])).line}`;

const row = (name: string, level: string, there: Volume, kept: Volume): string[] => [
	name,
	level,
	number(there.events),
	bytes(there.bytes),
	number(kept.events),
	bytes(kept.bytes),
	share(kept, there),
];

/** What is lost for those who ask, and what this log cannot tell. */
function unsaid({ answers, deeper, levelless, unreceived }: TrialResult): string[] {
	return [
		...answers.filter(({ there, kept }) => kept < there).map(missed),
		...(deeper > 0 ? [`${number(deeper)} of the events kept would have bodies that this log does not have: they would be larger.`] : []),
		...(levelless > 0
			? [`${number(levelless)} events are of a format without levels: they would be of another size as audit events.`]
			: []),
		...(unreceived > 0 ? [`${number(unreceived)} calls have no RequestReceived in this log: the policy would record one of each.`] : []),
		"What the policy of this log left out cannot be seen here: other requests and stages may come on top.",
	];
}

const missed = ({ name, there, kept }: Answer): string =>
	kept === 0
		? `--${name} would find nothing: none of its ${number(there)} calls would be recorded${name === "privileged" ? " with their bodies" : ""}.`
		: `--${name} would miss ${number(there - kept)} of its ${number(there)} calls.`;

const UNITS = ["B", "kB", "MB", "GB", "TB"];

/** Three digits, in powers of 1000. */
function bytes(count: number): string {
	const unit = count === 0 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(count) / 3));
	return `${unit === 0 ? count : (count / 1000 ** unit).toPrecision(3)} ${UNITS[unit]}`;
}

const share = ({ bytes: part }: Volume, { bytes: whole }: Volume): string => (whole === 0 ? "" : `${((100 * part) / whole).toFixed(1)}%`);
