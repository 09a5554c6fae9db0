import { readFileSync } from "node:fs";
import type { Job } from "../run.ts";
import type { Notice } from "../source/source.ts";
import { ExitCode, exitCodeOf, UsageError } from "./exit.ts";
import type { MainIO } from "./io.ts";

/** The program: command line in, exit code out. Nothing but `io` is read or written; never exits by itself. */
export async function main(argv: readonly string[], io: MainIO): Promise<ExitCode> {
	// A reader that has seen enough and gone is no error; what else befalls stdout, the sink tells.
	for (const output of [io.stdout, io.stderr]) output.on("error", () => {});
	if (wants(argv, "--version")) return show(`${version()}\n`, io);
	// What a command does not need is not loaded: yargs alone costs more than starting Node.
	const isPolicy = argv[0] === "policy";
	if (!isPolicy && (wants(argv, "--help") || wants(argv, "-h"))) return show((await import("./help.ts")).helpText(), io);
	try {
		return isPolicy ? await (await import("./policy/main.ts")).policyMain(argv.slice(1), io) : await readCalls(argv, io);
	} catch (error) {
		const { QueryError } = await import("../query/query-error.ts");
		const { StateError } = await import("../state-file.ts");
		if (!(error instanceof UsageError || error instanceof QueryError || error instanceof StateError)) throw error;
		const { say } = await import("./report.ts");
		say(io.stderr, error.message, error.hint);
		return ExitCode.Trouble;
	}
}

/** The main job, from the command line on. */
async function readCalls(argv: readonly string[], io: MainIO): Promise<ExitCode> {
	const { parseArgs } = await import("./args.ts");
	const { reportNotes, reportOutcome, say } = await import("./report.ts");
	const args = await parseArgs(argv);
	const [{ plan }, { run }] = await Promise.all([import("./plan.ts"), import("../run.ts")]);
	const job = await plan(args, io);
	reportNotes(job.notes, args, io.stderr);
	const outcome = await run(job, { stdout: io.stdout, signal: io.signal, notify: (message, hint) => say(io.stderr, message, hint) });
	if (io.signal.aborted && !outcome.isWhole) say(io.stderr, "interrupted: what came after was not read");
	reportOutcome({ ...outcome, live: job.live, notes: job.notes, farewells: farewellsOf(job, io) }, args, io.stderr);
	return exitCodeOf(outcome, args, io.signal);
}

/** Ctrl-C ends a pipe's writer, too. */
const farewellsOf = ({ sources }: Job, { signal }: MainIO): Notice[] =>
	signal.aborted ? [] : sources.flatMap(({ farewell }) => farewell?.() ?? []);

/** True when the flag is there before a `--`, which ends the flags. */
const wants = (argv: readonly string[], flag: string): boolean =>
	argv.slice(0, argv.includes("--") ? argv.indexOf("--") : argv.length).includes(flag);

function show(text: string, { stdout }: MainIO): ExitCode {
	stdout.write(text);
	return ExitCode.Matched;
}

/** The version in package.json, which lies two folders up from here in the source and in the package. */
const version = (): string =>
	(JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string }).version;
