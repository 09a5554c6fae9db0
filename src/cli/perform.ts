import type { Tally } from "../audit/tally.ts";
import { type Job, run } from "../run.ts";
import type { Notice } from "../source/source.ts";
import type { Args } from "./args.ts";
import { type ExitCode, exitCodeOf } from "./exit.ts";
import type { MainIO } from "./io.ts";
import { reportNotes, reportOutcome, say } from "./report.ts";
import { unusualValues } from "./unusual.ts";

/** What came of a job that was told of. */
export interface Performed {
	readonly exitCode: ExitCode;
	readonly tally: Tally;
}

/** Does a job, and tells on stderr what there is to tell of it: before, meanwhile, and at its end. */
export async function perform(job: Job, args: Args, io: MainIO): Promise<Performed> {
	const notify = (message: string, hint?: string): void => say(io.stderr, message, hint);
	reportNotes(job.notes, args, io.stderr);
	const outcome = await run(job, { stdout: io.stdout, signal: io.signal, notify });
	if (io.signal.aborted && !outcome.isWhole) notify("interrupted: what came after was not read");
	if (job.bodies !== undefined && !args.quiet && hasNoBodies(outcome.tally))
		notify(
			`--${job.bodies.replace(/^--/, "")} looks at bodies, and this log has none`,
			"a policy records them at level Request: auditail policy --help",
		);
	if (outcome.tally.matched === 0 && !args.quiet) for (const hint of await unusualValues(args)) notify(`no call matched; ${hint}`);
	reportOutcome({ ...outcome, live: job.live, notes: job.notes, farewells: farewellsOf(job, io) }, args, io.stderr);
	return { exitCode: exitCodeOf(outcome, args, io.signal), tally: outcome.tally };
}

/** True for a log whose events all are of levels without bodies. */
const hasNoBodies = ({ events, levels }: Tally): boolean =>
	events > 0 && [...levels.keys()].every((level) => level === "" || level === "None" || level === "Metadata");

/** Ctrl-C ends a pipe's writer, too. */
const farewellsOf = ({ sources }: Job, { signal }: MainIO): Notice[] =>
	signal.aborted ? [] : sources.flatMap(({ farewell }) => farewell?.() ?? []);
