import { timeOf } from "../audit/meaning.ts";
import { micros } from "../audit/time.ts";
import type { Field } from "./field.ts";
import { fields } from "./fields.ts";
import { type GrepSpec, grep } from "./grep.ts";
import { instant } from "./instant.ts";
import { jsonpath } from "./jsonpath.ts";
import { type Alternatives, anyOf } from "./needle.ts";
import { every, not, type Predicate, some } from "./predicate.ts";
import { presets } from "./presets.ts";
import { QueryError } from "./query-error.ts";
import { parseValues, type Value } from "./value.ts";

/** What the user asked for, as typed: field flags without dashes (`verb`, `not-verb`, …) and the rest of the query. */
export interface QuerySpec {
	/** The arguments of each field's flag, in the order given. */
	readonly fields: Readonly<Record<string, readonly string[] | undefined>>;
	/** The names of presets. */
	readonly presets?: readonly string[];
	readonly jsonpath?: readonly string[];
	/** Expressions in CEL. */
	readonly where?: readonly string[];
	readonly grep?: GrepSpec | undefined;
	readonly since?: string | undefined;
	readonly until?: string | undefined;
	/** Keep what the query does not match; the window in time stays as it is. */
	readonly invert?: boolean;
}

/** A query, compiled. */
export interface Query {
	/** What a call is asked. */
	readonly matches: Predicate;
	/** Texts, in groups: every line of a call that matches holds one of each group, if it is as the API server writes it. */
	readonly needles: readonly (readonly string[])[];
	/** No call that matches is of an earlier time, in milliseconds since 1970. */
	readonly since: number | undefined;
}

/**
 * Compiles a query into one predicate over a call. Values of one flag are alternatives, different flags must all hold;
 * a call is compared whole, never stage by stage. `now` is in milliseconds since 1970.
 * Throws QueryError for a value that cannot be right.
 */
export async function compileQuery(spec: QuerySpec, now: number): Promise<Query> {
	const asked = await Promise.all(fields.map((field) => askField(field, spec)));
	const conditions = [
		...asked.flatMap(({ conditions }) => conditions),
		...presetPredicates(spec),
		...(await jsonpathPredicate(spec)),
		...(spec.grep ? [await grep(spec.grep)] : []),
		...(await wherePredicate(spec)),
	];
	const matches = spec.invert ? not(every(conditions)) : every(conditions);
	const { from, predicates } = windowOf(spec, now);
	return {
		since: from === undefined ? undefined : Math.floor(from / 1000),
		matches: every([...predicates, ...(conditions.length > 0 || spec.invert ? [matches] : [])]),
		needles: spec.invert ? [] : asked.flatMap(({ needles }) => (needles ? [needles] : [])),
	};
}

async function askField(field: Field, spec: QuerySpec): Promise<{ conditions: Predicate[]; needles: Alternatives }> {
	const values = await valuesOf(field.flag, spec);
	const excluded = await valuesOf(`not-${field.flag}`, spec);
	const wanted = values.filter(({ negated }) => !negated);
	const isOneOf = wanted.map(field.test);
	const isNot = [...values.filter(({ negated }) => negated), ...excluded].map((value) => not(field.test(value)));
	return {
		conditions: [...(isOneOf.length > 0 ? [some(isOneOf)] : []), ...isNot],
		needles: wanted.length > 0 ? anyOf(wanted.map((value) => field.needle?.(value))) : undefined,
	};
}

async function valuesOf(flag: string, spec: QuerySpec): Promise<Value[]> {
	const parsed = await Promise.all((spec.fields[flag] ?? []).map((argument) => parseValues(flag, argument)));
	return parsed.flat();
}

const presetPredicates = ({ presets: names = [] }: QuerySpec): Predicate[] =>
	presets.filter(({ name }) => names.includes(name)).map(({ test }) => test);

async function jsonpathPredicate({ jsonpath: expressions = [] }: QuerySpec): Promise<Predicate[]> {
	if (expressions.length === 0) return [];
	return [some(await Promise.all(expressions.map((expression) => jsonpath("jsonpath", expression))))];
}

async function wherePredicate({ where: expressions = [] }: QuerySpec): Promise<Predicate[]> {
	if (expressions.length === 0) return [];
	const { where } = await import("./where/where.ts");
	return [some(await Promise.all(expressions.map(where)))];
}

/** A call's time is its last stage's, or, where that is not recorded, when it was received; one without a time is outside every window. */
function windowOf({ since, until }: QuerySpec, now: number): { from: number | undefined; predicates: Predicate[] } {
	const from = since === undefined ? undefined : instant("since", since, now);
	const to = until === undefined ? undefined : instant("until", until, now);
	if (from === undefined && to === undefined) return { from, predicates: [] };
	if (from !== undefined && to !== undefined && from > to)
		throw new QueryError("since", since ?? "", `is later than --until ${JSON.stringify(until)}`);
	const isInside: Predicate = ({ event }) => {
		const at = micros(timeOf(event));
		return at !== undefined && at >= (from ?? at) && at <= (to ?? at);
	};
	return { from, predicates: [isInside] };
}
