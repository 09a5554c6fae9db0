import { distance } from "fastest-levenshtein";
import yargs from "yargs";
import type { OutputName } from "../render/renderers.ts";
import { type CommandName, commands, isCommand } from "./commands.ts";
import { UsageError } from "./exit.ts";
import { type Flag, flags, groups } from "./flags.ts";

/** What was typed, each value still a text. */
export interface Args {
	/** The command line itself. */
	readonly typed: readonly string[];
	/** What to read that is no file. */
	readonly command: CommandName | undefined;
	/** Files, or what the command is told: pods, a profile, a host, a command line. */
	readonly files: readonly string[];
	/** Arguments of the flags that repeat: every field, its `not-…`, and `jsonpath`. */
	readonly repeated: Readonly<Record<string, readonly string[] | undefined>>;
	readonly follow: boolean;
	readonly poll: boolean;
	readonly context: string | undefined;
	readonly kubeconfig: string | undefined;
	readonly podNamespace: string | undefined;
	readonly selector: string | undefined;
	readonly kubectl: string | undefined;
	readonly self: boolean;
	readonly state: string | undefined;
	readonly tail: string | undefined;
	readonly since: string | undefined;
	readonly until: string | undefined;
	readonly invert: boolean;
	readonly output: OutputName;
	/** Undefined where neither flag was given. */
	readonly merge: boolean | undefined;
	readonly stages: boolean;
	readonly count: boolean;
	readonly quiet: boolean;
	readonly maxCount: string | undefined;
	readonly stats: "text" | "json" | undefined;
	readonly color: string;
	readonly maxLine: string | undefined;
	readonly maxOpen: string | undefined;
	readonly sieve: boolean;
}

/** A short flag with its value behind it. */
const ATTACHED = new RegExp(`^(-[${flags.flatMap(({ short, placeholder }) => (placeholder && short) || []).join("")}])([^=].*)$`, "s");

/** yargs drops a positional `-` in silence, so it travels under a name that no shell can pass. */
const STDIN = "\0stdin";

/** Parses a command line (without node and script). Throws UsageError, with the nearest right flag for a wrong one. */
export async function parseArgs(argv: readonly string[]): Promise<Args> {
	const { command, values } = await understood(argv);
	const text = (name: string): string | undefined => [values.get(name)].flat().at(-1) as string | undefined;
	const isSet = (name: string): boolean => [values.get(name)].flat().at(-1) === true;
	for (const flag of flags) requireChoice(flag, text(flag.name));
	return {
		typed: argv,
		command,
		files: [...wordsOf(values.get("files")).slice(command ? 1 : 0), ...wordsOf(values.get("--"))],
		repeated: Object.fromEntries(
			flags.filter(({ repeats }) => repeats).map(({ name }) => [name, values.get(name) as string[] | undefined]),
		),
		follow: isSet("follow") || (command !== undefined && commands[command].follows && !isSet("no-follow")),
		poll: isSet("poll"),
		context: text("context"),
		kubeconfig: text("kubeconfig"),
		podNamespace: text("pod-namespace"),
		selector: text("selector"),
		kubectl: text("kubectl"),
		self: isSet("self"),
		state: text("state"),
		tail: text("tail"),
		since: text("since"),
		until: text("until"),
		invert: isSet("invert-match"),
		output: (text("output") ?? "pretty") as OutputName,
		merge: isSet("no-merge") ? false : isSet("merge") || undefined,
		stages: isSet("stages"),
		count: isSet("count"),
		quiet: isSet("quiet"),
		maxCount: text("max-count"),
		stats: text("stats") as Args["stats"],
		color: text("color") ?? "auto",
		maxLine: text("max-line"),
		maxOpen: text("max-open"),
		sieve: !isSet("no-sieve"),
	};
}

/** The command, if there is one, and what was given for each flag. */
async function understood(argv: readonly string[]): Promise<{ command: CommandName | undefined; values: ReadonlyMap<string, unknown> }> {
	const usual = await given(argv);
	const [word] = wordsOf(usual.get("files"));
	const command = isCommand(word) ? word : undefined;
	const values = command === "logs" ? await given(argv, { "pod-namespace": "n" }) : usual; // -n as kubectl means it
	for (const flag of flags) if (values.has(flag.name)) requireCommand(flag, command);
	return { command, values };
}

/** What was given for each flag, by its name, and for `files` and `--`. `shorts` are other short flags than usual. */
async function given(argv: readonly string[], shorts: Shorts = {}): Promise<Map<string, unknown>> {
	const parsed = await parser(shorts).parseAsync(spelledOut(argv));
	return new Map(Object.entries(parsed).map(([name, value]) => [name, fromStdin(value)]));
}

/** Short flags by the names of the flags that have them. */
type Shorts = Readonly<Record<string, string>>;

const wordsOf = (value: unknown): string[] => [value ?? []].flat() as string[];

/** `-` under its other name, and `-ojson`, as kubectl takes it, as two arguments; what stands behind `--` is left as it is. */
function spelledOut(argv: readonly string[]): string[] {
	const end = argv.includes("--") ? argv.indexOf("--") : argv.length;
	return argv.flatMap((argument, at) => {
		const [, short, value = ""] = (at < end && ATTACHED.exec(argument)) || [];
		return short ? [short, value] : [argument === "-" ? STDIN : argument];
	});
}

function parser(shorts: Shorts) {
	const shortOf = ({ name, short }: Flag): string | undefined =>
		shorts[name] ?? (short && Object.values(shorts).includes(short) ? undefined : short);
	const parsed = flags.filter(({ group }) => group !== groups.about);
	const options = Object.fromEntries(parsed.map((flag) => [flag.name, yargsOption(flag, shortOf(flag))]));
	return yargs([])
		.scriptName("auditail")
		.exitProcess(false)
		.showHelpOnFail(false)
		.locale("en")
		.fail((message: string | null, error?: Error) => {
			throw usageError(message ?? error?.message ?? "the command line cannot be understood");
		})
		.parserConfiguration({
			"greedy-arrays": false,
			"boolean-negation": false,
			"camel-case-expansion": false,
			"dot-notation": false,
			"parse-numbers": false,
			"parse-positional-numbers": false,
			"populate--": true,
		})
		.command("$0 [files..]", false, (y) => y.positional("files", { type: "string", array: true }))
		.options(options)
		.strict()
		.version(false)
		.help(false);
}

function yargsOption({ placeholder, repeats }: Flag, short: string | undefined) {
	return {
		...(short ? { alias: short } : {}),
		type: placeholder ? ("string" as const) : ("boolean" as const),
		...(placeholder ? { requiresArg: true } : {}),
		...(repeats ? { array: true } : {}),
	};
}

function requireCommand({ name, commands: own }: Flag, command: CommandName | undefined): void {
	if (!own || (command && own.includes(command))) return;
	throw new UsageError(`--${name} goes with ${own.map((one) => `auditail ${one}`).join(", ")}`);
}

/** yargs' own `choices` is not asked when a flag is given twice. */
function requireChoice({ name, choices }: Flag, value: string | undefined): void {
	if (!choices || value === undefined || choices.includes(value)) return;
	throw new UsageError(`--${name} ${JSON.stringify(value)}: is none of ${choices.join(", ")}`, suggestion(value, choices, ""));
}

/** yargs' complaint in our words, with the nearest right flag for a wrong one. */
function usageError(message: string): UsageError {
	const [, unknown] = /^Unknown arguments?: ([^,]*)/.exec(message) ?? [];
	if (unknown)
		return new UsageError(
			`unknown flag ${dashed(unknown)}`,
			suggestion(
				unknown,
				flags.map(({ name }) => name),
				"--",
			),
		);
	const [, incomplete] = /^Not enough arguments following: (.*)$/.exec(message) ?? [];
	return new UsageError(incomplete ? `${dashed(incomplete)} needs a value` : message);
}

function suggestion(typed: string, known: readonly string[], dashes: string): string {
	const [nearest = ""] = [...known].sort((a, b) => distance(typed, a) - distance(typed, b));
	return distance(typed, nearest) <= Math.max(1, typed.length / 3) ? `did you mean ${dashes}${nearest}?` : "see auditail --help";
}

const dashed = (name: string): string => (name.length === 1 ? `-${name}` : `--${name}`);
const fromStdin = (value: unknown): unknown => (Array.isArray(value) ? value.map(fromStdin) : value === STDIN ? "-" : value);
