import type { Count } from "../audit/tally.ts";
import type { Outcome } from "../run.ts";
import type { Notice } from "../source/source.ts";
import { isFailure } from "./exit.ts";

/** What is told of a run. */
export interface Account extends Outcome {
	/** True where failures were told when they happened. */
	readonly live: boolean;
	/** What was not read, and why. */
	readonly notes: readonly string[];
	/** What there is to say of sources that should have gone on and have ended by themselves. */
	readonly farewells: readonly Notice[];
}

/** The account of a run as one JSON object, for `--stats json`. Its keys are public interface. */
export function statistics({ tally, failures, farewells, notes, isWhole, outputError }: Account) {
	const { lines, events, calls, matched, first = null, last = null, noEnd, truncated, repeats, evicted, gaps, unanswered } = tally;
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
		levels: numbers(tally.levels),
		stages: numbers(tally.stages),
		noEnd,
		truncated,
		skipped: Object.fromEntries(skipped),
		repeats,
		evicted,
		gaps,
		unanswered: unanswered.count === 0 ? null : unanswered,
		isWhole: isWhole && failures.length === 0,
		notes: [...notes, ...farewells.map(({ message, hint }) => `${message} ${hint}`)],
		failures: [...failures.map(({ message }) => message), ...(isFailure(outputError) ? [`cannot write: ${outputError.message}`] : [])],
	};
}

const numbers = (counts: ReadonlyMap<string, Count>): Record<string, number> =>
	Object.fromEntries([...counts].map(([word, { count }]) => [word, count]));
