import type { Outcome } from "../run.ts";
import { isFailure } from "./exit.ts";

/** The account of a run as one JSON object, for `--stats json`. Its keys are public interface. */
export function statistics({ tally, failures, isWhole, outputError }: Outcome) {
	const { lines, events, calls, matched, first = null, last = null, noEnd, truncated, repeats, evicted } = tally;
	const skipped = [...tally.skipped].map(([kind, { count, first: place, what }]) => [
		kind,
		{ count, first: `${place.file}:${place.line}`, ...(what ? { what } : {}) },
	]);
	return {
		lines,
		events,
		calls,
		matched,
		first,
		last,
		levels: Object.fromEntries(tally.levels),
		stages: Object.fromEntries(tally.stages),
		noEnd,
		truncated,
		skipped: Object.fromEntries(skipped),
		repeats,
		evicted,
		isWhole,
		failures: [...failures.map(({ message }) => message), ...(isFailure(outputError) ? [`cannot write: ${outputError.message}`] : [])],
	};
}
