import yargsParser from "yargs-parser";
import { nearest } from "../audit/nearest.ts";
import { type Setting, subjectOf } from "./config/settings.ts";
import { UsageError } from "./exit.ts";
import type { Flag } from "./flags.ts";

/** The flags of a command, as far as parsing them goes. */
export interface FlagSyntax extends Pick<Flag, "name" | "short" | "placeholder" | "repeats" | "choices" | "optional"> {
	/** Other long names of it. */
	readonly aliases?: readonly string[] | undefined;
}

/** Short flags by the names of the flags that have them. */
type Shorts = Readonly<Record<string, string>>;

/** What was typed: each value still a text. */
export class Given {
	readonly #values: ReadonlyMap<string, unknown>;
	/** Of what was not typed, where it was said, by the names of the flags. */
	readonly origins: ReadonlyMap<string, string>;

	constructor(values: ReadonlyMap<string, unknown>, origins: ReadonlyMap<string, string> = new Map()) {
		this.#values = values;
		this.origins = origins;
	}

	/** The same, with what was settled elsewhere of what was not typed. */
	with(defaults: ReadonlyMap<string, Setting>): Given {
		const typed = new Set([...this.#values.keys()].map(subjectOf));
		const added = [...defaults].filter(([name]) => !typed.has(subjectOf(name)));
		return new Given(
			new Map([...this.#values, ...added.map(([name, { value }]) => [name, value] as const)]),
			new Map(added.map(([name, { origin }]) => [name, origin])),
		);
	}

	/** True for a flag that was given. */
	has(name: string): boolean {
		return this.#values.has(name);
	}

	/** True for a flag without a value that was given. */
	isSet(name: string): boolean {
		return [this.#values.get(name)].flat().at(-1) === true;
	}

	/** The value of a flag: the last one. */
	text(name: string): string | undefined {
		return [this.#values.get(name)].flat().at(-1) as string | undefined;
	}

	/** The values of a flag that repeats. */
	texts(name: string): readonly string[] | undefined {
		return this.#values.get(name) as string[] | undefined;
	}

	/** The words that are no flags. */
	get words(): readonly string[] {
		return wordsOf(this.#values.get("_"));
	}

	/** The words behind `--`. */
	get behind(): readonly string[] {
		return wordsOf(this.#values.get("--"));
	}
}

/** How a command line is parsed: `shorts` are other short flags than the flags' own, `help` is where all of them are told. */
export interface Parsing {
	readonly shorts?: Shorts;
	readonly help?: string;
}

/**
 * Parses a command line (without node and script) that has these flags. Throws UsageError, with the nearest right flag for a wrong one.
 */
export async function parse(
	argv: readonly string[],
	flags: readonly FlagSyntax[],
	{ shorts = {}, help = "auditail --help" }: Parsing = {},
): Promise<Given> {
	const spelled = spelledOut(argv, flags);
	requireSwitches(spelled, flags);
	const { argv: parsed, error } = yargsParser.detailed(spelled, syntaxOf(flags, shorts));
	if (error) throw usageError(error.message, help);
	requireKnown(Object.keys(parsed), flags, help);
	const given = new Given(new Map(Object.entries(parsed)));
	for (const flag of flags) requireChoice(flag, given.text(flag.name), help);
	return given;
}

const wordsOf = (value: unknown): string[] => [value ?? []].flat() as string[];

/** `-ojson`, as kubectl takes it, as two arguments, and a value that was left out as an empty one; what stands behind `--` is left as it is. */
function spelledOut(argv: readonly string[], flags: readonly FlagSyntax[]): string[] {
	const shorts = flags.flatMap(({ short, placeholder }) => (placeholder && short) || []).join("");
	const attached = new RegExp(`^(-[${shorts}])([^=].*)$`, "s");
	const optional = new Map<string, RegExp>(flags.flatMap(({ name, optional: looks }) => (looks ? [[`--${name}`, looks]] : [])));
	const end = argv.includes("--") ? argv.indexOf("--") : argv.length;
	const spell = (argument: string, next: string): string[] => {
		const [, short, value = ""] = attached.exec(argument) ?? [];
		if (short) return [short, value];
		return optional.get(argument)?.test(next) === false ? [`${argument}=`] : [argument];
	};
	const before = argv.slice(0, end).flatMap((argument, at) => spell(argument, argv[at + 1] ?? ""));
	return [...before, ...argv.slice(end)];
}

/** Flags as yargs' parser knows them: `array` keeps all values of one, `narg` wants exactly one. */
function syntaxOf(flags: readonly FlagSyntax[], shorts: Shorts): yargsParser.Options {
	const taken = new Set(Object.values(shorts));
	const shortOf = ({ name, short }: FlagSyntax): string | undefined => shorts[name] ?? (short && taken.has(short) ? undefined : short);
	const othersOf = (flag: FlagSyntax): string[] => [...(shortOf(flag) ?? []), ...(flag.aliases ?? [])];
	const namesOf = (some: (flag: FlagSyntax) => boolean | undefined): string[] => flags.filter(some).map(({ name }) => name);
	return {
		alias: Object.fromEntries(flags.map((flag) => [flag.name, othersOf(flag)] as const).filter(([, others]) => others.length > 0)),
		boolean: namesOf(({ placeholder }) => !placeholder),
		string: namesOf(({ placeholder }) => placeholder !== undefined),
		array: namesOf(({ repeats }) => repeats),
		narg: Object.fromEntries(
			namesOf(({ placeholder, optional }) => placeholder !== undefined && !optional).map((name) => [name, Number.NaN]),
		),
		configuration: {
			"greedy-arrays": false,
			"boolean-negation": false,
			"camel-case-expansion": false,
			"dot-notation": false,
			"parse-numbers": false,
			"parse-positional-numbers": false,
			"populate--": true,
			"strip-aliased": true,
		},
	};
}

/** True for one of the values that there are. */
export const isChoice = (value: string, choices: readonly string[]): boolean =>
	choices.some((choice) => (choice.endsWith("=") ? value.startsWith(choice) && value !== choice : value === choice));

/** To the parser, what is not `true` is false. */
function requireSwitches(argv: readonly string[], flags: readonly FlagSyntax[]): void {
	const switches = new Set(flags.flatMap(({ name, placeholder, aliases = [] }) => (placeholder ? [] : [name, ...aliases])));
	for (const argument of argv.slice(0, argv.includes("--") ? argv.indexOf("--") : argv.length)) {
		const [, name = "", value = ""] = /^--([^=]+)=(.*)$/s.exec(argument) ?? [];
		if (switches.has(name) && value !== "true" && value !== "false")
			throw new UsageError(`--${name}=${value}: is neither true nor false`, `--${name} is enough; --${name}=false turns it off`);
	}
}

function requireChoice({ name, choices }: FlagSyntax, value: string | undefined, help: string): void {
	if (!choices || value === undefined || isChoice(value, choices)) return;
	throw new UsageError(
		`--${name} ${JSON.stringify(value)}: is none of ${choices.join(", ")}`,
		suggestion(value, choices, { dashes: "", help }),
	);
}

/** The parser takes any flag. */
function requireKnown(given: readonly string[], flags: readonly FlagSyntax[], help: string): void {
	const names = flags.map(({ name }) => name);
	const unknown = given.find((name) => ![...names, "_", "--"].includes(name));
	if (unknown !== undefined) throw new UsageError(`unknown flag ${dashed(unknown)}`, suggestion(unknown, names, { dashes: "--", help }));
}

/** The parser's complaint in our words. */
function usageError(message: string, help: string): UsageError {
	const [, incomplete] = /^Not enough arguments following: (.*)$/.exec(message) ?? [];
	return incomplete
		? new UsageError(
				`${dashed(incomplete)} needs a value`,
				`see ${help}; a value that begins with - stands behind =: ${dashed(incomplete)}=-…`,
			)
		: new UsageError(message, `see ${help}`);
}

function suggestion(typed: string, known: readonly string[], { dashes, help }: { dashes: string; help: string }): string {
	const right = nearest(typed, known);
	return right ? `did you mean ${dashes}${right}?` : `see ${help}`;
}

const dashed = (name: string): string => (name.length === 1 ? `-${name}` : `--${name}`);
