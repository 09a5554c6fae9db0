import type { OwnPreset } from "../query/own-preset.ts";
import type { ClockName } from "../render/clock.ts";
import { type CommandName, commands, isCommand, isOwnCommand, ownCommands } from "./commands.ts";
import { noSettings, type Settings } from "./config/settings.ts";
import { UsageError } from "./exit.ts";
import { aliases, type Flag, flags, groups } from "./flags.ts";
import { type FlagSyntax, type Given, parse } from "./parser.ts";

/** What was typed, each value still a text. */
export interface Args {
	/** The command line itself. */
	readonly typed: readonly string[];
	/** What to read that is no file. */
	readonly command: CommandName | undefined;
	/** Files, or what the command is told: pods, a profile, a host, a command line. */
	readonly files: readonly string[];
	/** Arguments of the flags that repeat: every field, its `not-…`, `jsonpath` and `grep`. */
	readonly repeated: Readonly<Record<string, readonly string[] | undefined>>;
	/** The names of the presets that were asked for, `not-` before those that must not hold. */
	readonly presets: readonly string[];
	/** The user's own presets that were asked for, and those that must not hold. */
	readonly own: readonly OwnPreset[];
	readonly notOwn: readonly OwnPreset[];
	/** What is settled for all runs, and where that was said of which flags. */
	readonly settings: Settings;
	readonly origins: ReadonlyMap<string, string>;
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
	readonly sinceEnd: boolean;
	readonly invert: boolean;
	readonly ignoreCase: boolean;
	readonly fixed: boolean;
	/** A format, and behind `=` what it takes. */
	readonly output: string;
	readonly headers: boolean;
	/** Undefined where neither flag was given. */
	readonly merge: boolean | undefined;
	readonly stages: boolean;
	readonly collapse: boolean;
	/** An audit ID, or its beginning, or nothing: explain the query. */
	readonly explain: string | undefined;
	readonly afterContext: string | undefined;
	readonly beforeContext: string | undefined;
	readonly around: string | undefined;
	readonly contextBy: string | undefined;
	readonly count: boolean;
	readonly quiet: boolean;
	readonly maxCount: string | undefined;
	readonly stats: "text" | "json" | undefined;
	readonly managedFields: boolean;
	readonly showSecrets: boolean;
	readonly redact: boolean;
	readonly time: ClockName;
	readonly color: string;
	readonly maxLine: string | undefined;
	readonly maxOpen: string | undefined;
	readonly sieve: boolean;
}

/** What is answered before a command line is parsed is no part of it; what is needed before it is passed over. */
const parsed = flags
	.filter(({ group, name }) => group !== groups.about || name.endsWith("config"))
	.map((flag) => ({ ...flag, aliases: aliases[flag.name] }));

/** Parses a command line (without node and script). Throws UsageError, with the nearest right flag for a wrong one. */
export async function parseArgs(argv: readonly string[], settings: Settings = noSettings): Promise<Args> {
	const { command, given } = await understood(argv, settings);
	return argsOf(argv, given.with(settings.defaults), { command, settings });
}

/** What was given, by name. */
export function argsOf(
	argv: readonly string[],
	given: Given,
	{ command, settings = noSettings }: { command?: CommandName | undefined; settings?: Settings } = {},
): Args {
	return {
		typed: argv,
		command,
		files: [...given.words.slice(command ? 1 : 0), ...given.behind],
		repeated: Object.fromEntries(flags.filter(({ repeats }) => repeats).map(({ name }) => [name, given.texts(name)])),
		presets: flags.filter(({ group, name }) => group === groups.presets && given.isSet(name)).map(({ name }) => name),
		own: settings.presets.filter(({ name }) => given.isSet(name)),
		notOwn: settings.presets.filter(({ name }) => given.isSet(`not-${name}`)),
		settings,
		origins: given.origins,
		follow: given.isSet("follow") || (command !== undefined && commands[command].follows && !given.isSet("no-follow")),
		poll: given.isSet("poll"),
		context: given.text("context"),
		kubeconfig: given.text("kubeconfig"),
		podNamespace: given.text("pod-namespace"),
		selector: given.text("selector"),
		kubectl: given.text("kubectl"),
		self: given.isSet("self"),
		state: given.text("state"),
		tail: given.text("tail"),
		since: given.text("since"),
		until: given.text("until"),
		sinceEnd: given.isSet("since-end"),
		invert: given.isSet("invert-match"),
		ignoreCase: given.isSet("ignore-case"),
		fixed: given.isSet("fixed-strings"),
		output: given.text("output") ?? "pretty",
		headers: !given.isSet("no-headers"),
		merge: given.isSet("no-merge") ? false : given.isSet("merge") || undefined,
		stages: given.isSet("stages"),
		collapse: given.isSet("collapse"),
		explain: given.text("explain"),
		afterContext: given.text("after-context"),
		beforeContext: given.text("before-context"),
		around: given.text("around"),
		contextBy: given.text("context-by"),
		count: given.isSet("count"),
		quiet: given.isSet("quiet"),
		maxCount: given.text("max-count"),
		stats: given.text("stats") as Args["stats"],
		...looks(given),
		maxLine: given.text("max-line"),
		maxOpen: given.text("max-open"),
		sieve: !given.isSet("no-sieve"),
	};
}

/** How what is printed looks. */
const looks = (given: Given): Pick<Args, "managedFields" | "showSecrets" | "redact" | "time" | "color"> => ({
	managedFields: given.isSet("show-managed-fields"),
	showSecrets: given.isSet("show-secrets"),
	redact: given.isSet("redact"),
	time: (given.text("time") ?? "utc") as ClockName,
	color: given.text("color") ?? "auto",
});

/** The flags that presets of the user's own are, as far as parsing them goes. */
export const flagsOfPresets = (presets: readonly OwnPreset[]): FlagSyntax[] =>
	presets.flatMap(({ name }) => [{ name }, { name: `not-${name}` }]);

/** The command, if there is one, and what was given. */
async function understood(argv: readonly string[], { presets }: Settings): Promise<{ command: CommandName | undefined; given: Given }> {
	const known = [...parsed, ...flagsOfPresets(presets)];
	const usual = await parse(argv, known);
	const [word] = usual.words;
	if (isOwnCommand(word))
		throw new UsageError(`${word} comes first: auditail ${ownCommands[word].usage}`, `a file of that name is ./${word}`);
	const command = isCommand(word) ? word : undefined;
	const given = command === "logs" ? await parse(argv, known, { shorts: { "pod-namespace": "n" } }) : usual; // -n as kubectl means it
	for (const flag of flags) if (given.has(flag.name)) requireCommand(flag, command);
	return { command, given };
}

function requireCommand({ name, commands: own }: Flag, command: CommandName | undefined): void {
	if (!own || (command && own.includes(command))) return;
	throw new UsageError(`--${name} goes with ${own.map((one) => `auditail ${one}`).join(", ")}`);
}
