import type { TypedPlace } from "../query/query-error.ts";
import type { Outcome } from "../run.ts";

/** What the process exits with, as grep does. Scripts depend on these numbers: they are public interface. */
export const ExitCode = {
	/** Something matched. */
	Matched: 0,
	/** Everything that was there was read, and nothing matched. */
	NoMatch: 1,
	/** Usage, a source or an output that failed, or nothing matched where a match may have been lost. */
	Trouble: 2,
	/** Ctrl-C before anything was shown: 128 + 2. */
	Interrupted: 130,
	/** SIGTERM: 128 + 15. */
	Terminated: 143,
} as const;

/** One of the numbers above. */
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** A mistake on the command line: what, and the way out. */
export class UsageError extends Error {
	readonly hint: string;
	/** Where in what was typed it is, where that is known. */
	readonly place: TypedPlace | undefined;

	constructor(message: string, hint = "see auditail --help", place?: TypedPlace) {
		super(message);
		this.hint = hint;
		this.place = place;
	}
}

/** The exit code of a run, as the table above says. `quiet` is satisfied by a match, whatever else went wrong, as grep's is. */
export function exitCodeOf({ tally, failures, outputError }: Outcome, { quiet }: { quiet: boolean }, signal: AbortSignal): ExitCode {
	const hasMatched = tally.matched > 0;
	if (signal.aborted && signal.reason === "SIGTERM") return ExitCode.Terminated;
	if (quiet && hasMatched) return ExitCode.Matched;
	if (failures.length > 0 || isFailure(outputError)) return ExitCode.Trouble;
	if (hasMatched) return ExitCode.Matched;
	if (signal.aborted) return ExitCode.Interrupted;
	return tally.lossy ? ExitCode.Trouble : ExitCode.NoMatch;
}

/** True for an output that failed; a reader that has seen enough and gone is none. */
export const isFailure = (error: NodeJS.ErrnoException | undefined): error is NodeJS.ErrnoException =>
	error !== undefined && error.code !== "EPIPE";
