import type { Call } from "../audit/call.ts";
import type { Clause } from "./clause.ts";
import type { Field } from "./field.ts";
import { fields } from "./fields.ts";
import { grep } from "./grep.ts";
import { jsonpath } from "./jsonpath.ts";
import { anyOf } from "./needle.ts";
import type { OwnPreset } from "./own-preset.ts";
import { every, not, type Predicate, some } from "./predicate.ts";
import { presets } from "./presets.ts";
import type { QuerySpec } from "./query.ts";
import { QueryError } from "./query-error.ts";
import { parseValues, type Value } from "./value.ts";

/** The conditions of a query, all of which must hold; the window in time is not among them. Throws QueryError for a value that cannot be right. */
export async function clausesOf(spec: QuerySpec): Promise<Clause[]> {
	const clauses = await Promise.all([
		...fields.map((field) => fieldClauses(field, spec)),
		presetClauses(spec),
		...(spec.own ?? []).map((preset) => ownClauses(preset, spec)),
		...(spec.notOwn ?? []).map(async (preset) => (await ownClauses(preset, spec)).map(negated)),
		jsonpathClauses(spec),
		grepClauses(spec),
		whereClauses(spec),
	]);
	return clauses.flat();
}

/** A preset of the user's own is one condition, of several. A mistake in it names it, and where it was written. */
async function ownClauses({ name, describe, query, origin }: OwnPreset, { machines = [] }: QuerySpec): Promise<Clause[]> {
	try {
		const parts = await clausesOf({ ...query, machines });
		return [{ flag: name, preset: name, says: `--${name}: ${describe}`, matches: every(parts.map(({ matches }) => matches)), parts }];
	} catch (error) {
		if (error instanceof QueryError) error.message = `${origin}: in the preset ${name}: ${error.message}`;
		throw error;
	}
}

async function fieldClauses({ flag, test, texts, needle, remark }: Field, spec: QuerySpec): Promise<Clause[]> {
	const values = await valuesOf(flag, spec);
	const wanted = values.filter(({ negated }) => !negated);
	const unwanted = [...values.filter(({ negated }) => negated), ...(await valuesOf(`not-${flag}`, spec))];
	const isOneOf: Clause = {
		flag,
		says: `${flag}: ${wanted.map(typed).join(" or ")}`,
		matches: some(wanted.map(test)),
		needles: anyOf(wanted.map((value) => needle?.(value))),
		texts,
		...(remark ? { remark: surest(wanted.map(remark)) } : {}),
	};
	return [
		...(wanted.length > 0 ? [isOneOf] : []),
		...unwanted.map((value) => ({ flag: `not-${flag}`, says: `${flag}: not ${typed(value)}`, matches: not(test(value)), texts })),
	];
}

/** Nothing where one of them has nothing to say. */
const surest =
	(remarks: readonly ((call: Call) => string | undefined)[]): NonNullable<Clause["remark"]> =>
	(call) =>
		remarks.map((remark) => remark(call)).find((said) => said !== undefined);

const typed = ({ text }: Value): string => (text === "" ? '""' : text);

async function valuesOf(flag: string, spec: QuerySpec): Promise<Value[]> {
	const parsed = await Promise.all((spec.fields[flag] ?? []).map((argument) => parseValues(flag, argument)));
	return parsed.flat();
}

async function presetClauses({ presets: names = [], machines = [] }: QuerySpec): Promise<Clause[]> {
	const isMachine = some(await actorTests(machines));
	return presets.flatMap(({ name, describe, test, level }) => {
		const clause: Clause = {
			flag: name,
			preset: name,
			says: `--${name}: ${describe}`,
			looksAtBodies: level !== "Metadata",
			matches: name === "humans" ? every([test, not(isMachine)]) : test,
		};
		return [...(names.includes(name) ? [clause] : []), ...(names.includes(`not-${name}`) ? [negated(clause)] : [])];
	});
}

/** What names of actors ask, as the flag `actor` has them. */
async function actorTests(names: readonly string[]): Promise<Predicate[]> {
	const values = await Promise.all(names.map((name) => parseValues("machines", name)));
	const field = fields.find(({ flag }) => flag === "actor");
	return values.flat().flatMap((value) => field?.test(value) ?? []);
}

/** The same of a preset that must not hold: no line of a call must hold anything for that. */
const negated = ({ needles: _none, flag, says, matches, parts, ...clause }: Clause): Clause => ({
	...clause,
	flag: `not-${flag}`,
	says: says.replace("--", "--not-").replace(": ", ": not "),
	matches: not(matches),
	...(parts ? { parts: parts.map(({ needles: _neither, ...part }) => part) } : {}),
});

/** Paths of which one must select something. */
async function jsonpathClauses({ jsonpath: paths = [] }: QuerySpec): Promise<Clause[]> {
	if (paths.length === 0) return [];
	const selects = await Promise.all(paths.map((path) => jsonpath("jsonpath", path)));
	return [{ flag: "jsonpath", says: `jsonpath: ${paths.join(" or ")}`, matches: some(selects) }];
}

async function whereClauses({ where: texts = [] }: QuerySpec): Promise<Clause[]> {
	if (texts.length === 0) return [];
	const { where } = await import("./where/where.ts");
	const asked = await Promise.all(texts.map(where));
	const looksAtBodies = asked.every((one) => one.looksAtBodies);
	return [
		{ flag: "where", says: `where: ${texts.join(" or ")}`, matches: someAnswered(asked.map(({ matches }) => matches)), looksAtBodies },
	];
}

/** True where at least one is, whether or not another has an answer. Throws Unanswerable where none is true and one has none. */
const someAnswered =
	(predicates: readonly Predicate[]): Predicate =>
	(call) => {
		let unanswered: unknown;
		for (const matches of predicates) {
			try {
				if (matches(call)) return true;
			} catch (error) {
				unanswered ??= error;
			}
		}
		if (unanswered !== undefined) throw unanswered;
		return false;
	};

const grepClauses = async ({ grep: search }: QuerySpec): Promise<Clause[]> =>
	search ? [{ flag: "grep", says: `grep: ${search.patterns.join(" or ")}`, matches: await grep(search) }] : [];
