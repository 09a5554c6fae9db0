import type { Tally } from "../audit/tally.ts";
import { type Job, type Outcome, type RunIO, run } from "../run.ts";
import type { Notice } from "../source/source.ts";
import type { Args } from "./args.ts";
import { counted } from "./counted.ts";
import { type ExitCode, exitCodeOf } from "./exit.ts";
import type { MainIO } from "./io.ts";
import { answerWhenAsked } from "./open/answer.ts";
import { progressOf } from "./progress.ts";
import { reportNotes, reportOutcome, say } from "./report.ts";
import { unusualValues } from "./unusual.ts";

/** What came of a job that was told of. */
export interface Performed {
	readonly exitCode: ExitCode;
	readonly tally: Tally;
}

/** Does a job, and tells on stderr what there is to tell of it: before, meanwhile, and at its end. */
export async function perform(job: Job, args: Args, io: MainIO, onStart?: RunIO["onStart"]): Promise<Performed> {
	let noMore = (): void => {};
	const progress = await progressOf(job, args, io);
	const notify = (message: string, hint?: string): void => {
		progress?.erase();
		say(io.stderr, message, hint);
	};
	reportNotes(job.notes, args, io.stderr);
	const outcome = await run(progress ? { ...job, sources: job.sources.map((source) => progress.of(source)) } : job, {
		...{ stdout: io.stdout, signal: io.signal, notify },
		beforeWrite: progress && (() => progress.erase()),
		onStart: (flight) => {
			noMore = answerWhenAsked(flight, { live: job.live, args, io });
			onStart?.(flight);
		},
	}).finally(() => {
		noMore();
		progress?.end();
	});
	if (io.signal.aborted && !outcome.isWhole) notify("interrupted: what came after was not read");
	if (!args.quiet) for (const [message, hint] of await asides(job, outcome, args, io)) notify(message, hint);
	reportOutcome({ ...outcome, live: job.live, notes: job.notes, farewells: farewellsOf(job, io) }, args, io.stderr);
	return { exitCode: exitCodeOf(outcome, args, io.signal), tally: outcome.tally };
}

/** What is worth knowing of the result: what it cannot have, what it hides, what was perhaps meant. */
async function asides(job: Job, { tally }: Outcome, args: Args, { stderr }: MainIO): Promise<[message: string, hint?: string][]> {
	const bodies = hasNoBodies(tally) ? job.bodies : undefined;
	const hidden = stderr.isTTY ? (job.hidden?.() ?? 0) : 0;
	return [
		...(bodies ? [[`--${bodies} looks at bodies, and this log has none`, HOW_TO_RECORD] as [string, string]] : []),
		...(hidden > 0 ? [[`secret values in ${counted(hidden, "call")} are not shown`, "--show-secrets shows them"] as [string, string]] : []),
		...(tally.matched === 0 ? await unusualValues(args) : []).map((hint): [string] => [`no call matched; ${hint}`]),
	];
}

const HOW_TO_RECORD = "a policy records them at level Request: auditail policy --help";

/** True for a log whose events all are of levels without bodies. */
const hasNoBodies = ({ events, levels }: Tally): boolean =>
	events > 0 && [...levels.keys()].every((level) => level === "" || level === "None" || level === "Metadata");

/** Ctrl-C ends a pipe's writer, too. */
const farewellsOf = ({ sources }: Job, { signal }: MainIO): Notice[] =>
	signal.aborted ? [] : sources.flatMap(({ farewell }) => farewell?.() ?? []);
