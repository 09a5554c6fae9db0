import type { Call } from "../audit/call.ts";
import { timeOf } from "../audit/meaning.ts";
import { micros, timestampOf } from "../audit/time.ts";
import type { Clause } from "./clause.ts";
import { clausesOf } from "./clauses.ts";
import type { GrepSpec } from "./grep.ts";
import { instant, type Zone } from "./instant.ts";
import type { OwnPreset } from "./own-preset.ts";
import { every, not, type Predicate } from "./predicate.ts";
import { QueryError } from "./query-error.ts";

/** What the user asked for, as typed: field flags without dashes (`verb`, `not-verb`, …) and the rest of the query. */
export interface QuerySpec {
	/** The arguments of each field's flag, in the order given. */
	readonly fields: Readonly<Record<string, readonly string[] | undefined>>;
	/** The names of presets, `not-` before those that must not hold. */
	readonly presets?: readonly string[];
	/** Presets of the user's own. */
	readonly own?: readonly OwnPreset[];
	/** Those of them that must not hold. */
	readonly notOwn?: readonly OwnPreset[];
	/** Names, as `--actor` has them, of actors that are no humans, whatever they look like. */
	readonly machines?: readonly string[];
	readonly jsonpath?: readonly string[];
	/** Expressions in CEL. */
	readonly where?: readonly string[];
	readonly grep?: GrepSpec | undefined;
	readonly since?: string | undefined;
	readonly until?: string | undefined;
	/** The zone of times that are given without one: UTC, if nothing else is said. */
	readonly zone?: Zone;
	/** Keep what the query does not match; the window in time stays as it is. */
	readonly invert?: boolean;
}

/** A query, compiled. */
export interface Query {
	/** What a call is asked. Throws Unanswerable where an expression has no answer to it. */
	readonly matches: Predicate;
	/** The conditions that this consists of, and the window in time that it is asked in, if it has one. */
	readonly clauses: readonly Clause[];
	readonly window: Clause | undefined;
	/** Texts, in groups: every line of a call that matches holds one of each group, if it is as the API server writes it. */
	readonly needles: readonly (readonly string[])[];
	/** The flag that looks at bodies, without dashes; undefined where none does. */
	readonly bodies: string | undefined;
	/** What is to be said of a call that is not sure to match. */
	readonly remarks: (call: Call) => readonly string[];
	/** No call that matches is of an earlier time, in milliseconds since 1970. */
	readonly since: number | undefined;
}

/**
 * Compiles a query into one predicate over a call. Values of one flag are alternatives, different flags must all hold;
 * a call is compared whole, never stage by stage. `now` is in milliseconds since 1970.
 * Throws QueryError for a value that cannot be right.
 */
export async function compileQuery(spec: QuerySpec, now: number): Promise<Query> {
	const clauses = await clausesOf(spec);
	const asked = every(clauses.map(({ matches }) => matches));
	const matches = spec.invert ? not(asked) : asked;
	const { from, window } = windowOf(spec, now);
	return {
		clauses,
		window,
		bodies: clauses.find(looksAtBodies)?.flag,
		remarks: (call) => (spec.invert ? [] : clauses.flatMap(({ remark }) => remark?.(call) ?? [])),
		since: from === undefined ? undefined : Math.floor(from / 1000),
		matches: every([...(window ? [window.matches] : []), ...(clauses.length > 0 || spec.invert ? [matches] : [])]),
		needles: spec.invert ? [] : clauses.flatMap(needlesOf),
	};
}

const looksAtBodies = (clause: Clause): boolean => clause.looksAtBodies === true || (clause.parts ?? []).some(looksAtBodies);

const needlesOf = ({ needles, parts = [] }: Clause): (readonly string[])[] => [...(needles ? [needles] : []), ...parts.flatMap(needlesOf)];

/** A call's time is its last stage's, or, where that is not recorded, when it was received; one without a time is outside every window. */
function windowOf({ since, until, zone }: QuerySpec, now: number): { from: number | undefined; window: Clause | undefined } {
	const from = since === undefined ? undefined : instant("since", since, now, zone);
	const to = until === undefined ? undefined : instant("until", until, now, zone);
	if (from === undefined && to === undefined) return { from, window: undefined };
	if (from !== undefined && to !== undefined && from > to)
		throw new QueryError("since", since ?? "", `is later than --until ${JSON.stringify(until)}`);
	const matches: Predicate = ({ event }) => {
		const at = micros(timeOf(event));
		return at !== undefined && at >= (from ?? at) && at <= (to ?? at);
	};
	const ends = [...(from === undefined ? [] : [`since ${timestampOf(from)}`]), ...(to === undefined ? [] : [`until ${timestampOf(to)}`])];
	return { from, window: { flag: "since", says: ends.join(", "), matches, texts: ({ event }) => [timeOf(event) ?? "no time"] } };
}
