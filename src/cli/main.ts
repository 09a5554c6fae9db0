import { createRequire } from "node:module";
import type { Args } from "./args.ts";
import { isOwnCommand, type OwnCommandName } from "./commands.ts";
import { blaming } from "./config/blame.ts";
import { ExitCode, UsageError } from "./exit.ts";
import type { MainIO } from "./io.ts";
import type { ViewCommand } from "./view/command.ts";

/** The program: command line in, exit code out. Nothing but `io` is read or written; never exits by itself. */
export async function main(argv: readonly string[], io: MainIO): Promise<ExitCode> {
	// A reader that has seen enough and gone is no error; what else befalls stdout, the sink tells.
	for (const output of [io.stdout, io.stderr]) output.on("error", () => {});
	if (wants(argv, "--version")) return show(`${version()}\n`, io);
	// What a command does not need is not loaded: yargs alone costs more than starting Node.
	const [word, ...rest] = argv;
	const own = isOwnCommand(word) ? word : undefined;
	if (!own && wantsHelp(argv)) return await showHelp(argv, io);
	try {
		return own ? await (await ownCommands[own]())(rest, io) : await readCalls(argv, io);
	} catch (error) {
		return await tellMistake(error, io);
	}
}

/** Tells what is wrong with what was typed; any other error is a bug, and keeps its stack. */
async function tellMistake(error: unknown, { stderr }: MainIO): Promise<ExitCode> {
	const { QueryError } = await import("../query/query-error.ts");
	const { StateError } = await import("../state-file.ts");
	if (!(error instanceof UsageError || error instanceof QueryError || error instanceof StateError)) throw error;
	const { say } = await import("./report.ts");
	say(stderr, error.message, error.hint, error instanceof StateError ? undefined : error.place);
	return ExitCode.Trouble;
}

/** What a command that stands first does with the words behind it. */
type Command = (argv: readonly string[], io: MainIO) => Promise<ExitCode>;

/** Commands that show something else than calls. */
const ownCommands: Readonly<Record<OwnCommandName, () => Promise<Command>>> = {
	completion: async () => (await import("./completion/main.ts")).completion,
	help: async () => (await import("./help/topics.ts")).help,
	open: async () => view((await import("./open/open.ts")).open),
	policy: async () => (await import("./policy/main.ts")).policyMain,
	show: async () => (await import("./show.ts")).show,
	histogram: async () => view((await import("./histogram/histogram.ts")).histogram),
	top: async () => view((await import("./top/top.ts")).top),
};

/** What shows many calls together. */
async function view(command: ViewCommand): Promise<Command> {
	const { runView } = await import("./view/command.ts");
	return (argv, io) => runView(command, argv, io);
}

/** The main job, from the command line on. */
async function readCalls(argv: readonly string[], io: MainIO): Promise<ExitCode> {
	const [{ parseArgs }, { loadSettings }] = await Promise.all([import("./args.ts"), import("./config/load.ts")]);
	const args = await parseArgs(argv, await loadSettings(argv, io));
	return await blaming(args.origins, () => readAs(args, io));
}

async function readAs(args: Args, io: MainIO): Promise<ExitCode> {
	if (args.explain !== undefined) return (await import("./explain.ts")).explain(args, io);
	const [{ plan }, { perform }] = await Promise.all([import("./plan.ts"), import("./perform.ts")]);
	return (await perform(await plan(args, io), args, io)).exitCode;
}

/** True when the flag is there before a `--`, which ends the flags. */
const wants = (argv: readonly string[], flag: string): boolean =>
	argv.slice(0, argv.includes("--") ? argv.indexOf("--") : argv.length).includes(flag);

const wantsHelp = (argv: readonly string[]): boolean => wants(argv, "--help") || wants(argv, "-h");

async function showHelp(argv: readonly string[], io: MainIO): Promise<ExitCode> {
	const [{ helpText }, { ownPresets }] = await Promise.all([import("./help/text.ts"), import("./config/load.ts")]);
	return show(helpText(await ownPresets(argv, io)), io);
}

function show(text: string, { stdout }: MainIO): ExitCode {
	stdout.write(text);
	return ExitCode.Matched;
}

/** The version of this package, which Node finds from anywhere in it by its own name. */
const version = (): string => (createRequire(import.meta.url)("auditail/package.json") as { version: string }).version;
