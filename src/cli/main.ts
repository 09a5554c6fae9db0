import { readFileSync } from "node:fs";
import type { Outcome } from "../run.ts";
import { ExitCode, UsageError } from "./exit.ts";
import type { MainIO } from "./io.ts";

/** The program: command line in, exit code out. Nothing but `io` is read or written; never exits by itself. */
export async function main(argv: readonly string[], io: MainIO): Promise<ExitCode> {
	if (wants(argv, "--version")) return show(`${version()}\n`, io);
	// What a command does not need is not loaded: yargs alone costs more than starting Node.
	const { helpText, parseArgs } = await import("./args.ts");
	if (wants(argv, "--help") || wants(argv, "-h")) return show(`${await helpText(Math.min(io.stdout.columns ?? 100, 120))}\n`, io);
	const { say } = await import("./report.ts");
	try {
		const args = await parseArgs(argv);
		const [{ plan }, { run }] = await Promise.all([import("./plan.ts"), import("../run.ts")]);
		const job = await plan(args, io);
		const outcome = await run(job, { stdout: io.stdout, signal: io.signal, notify: (message) => say(io.stderr, message) });
		return await conclude(outcome, { quiet: args.quiet }, io);
	} catch (error) {
		const { QueryError } = await import("../query/query-error.ts");
		if (!(error instanceof UsageError || error instanceof QueryError)) throw error;
		say(io.stderr, error.message, error.hint);
		return ExitCode.Trouble;
	}
}

/** Tells what there is to tell on stderr, and decides the exit code. */
async function conclude(outcome: Outcome, { quiet }: { quiet: boolean }, { stderr, signal }: MainIO): Promise<ExitCode> {
	const { reportLosses, reportSummary, say } = await import("./report.ts");
	const { tally, failures, outputError } = outcome;
	for (const { message, hint } of failures) say(stderr, message, hint);
	if (outputError && outputError.code !== "EPIPE") say(stderr, `cannot write: ${outputError.message}`);
	if (!quiet) reportLosses(tally, stderr);
	if (!quiet && stderr.isTTY) reportSummary(tally, stderr);
	if (signal.aborted && signal.reason === "SIGTERM") return ExitCode.Terminated;
	const { matched } = tally;
	if (quiet && matched > 0) return ExitCode.Matched;
	if (failures.length > 0 || (outputError && outputError.code !== "EPIPE")) return ExitCode.Trouble;
	if (matched > 0) return ExitCode.Matched;
	if (signal.aborted) return ExitCode.Interrupted;
	return tally.lossy ? ExitCode.Trouble : ExitCode.NoMatch;
}

/** True when the flag is there before a `--`, which ends the flags. */
const wants = (argv: readonly string[], flag: string): boolean => argv.slice(0, argv.includes("--") ? argv.indexOf("--") : argv.length).includes(flag);

function show(text: string, { stdout }: MainIO): ExitCode {
	stdout.write(text);
	return ExitCode.Matched;
}

/** The version in package.json, which lies two folders up from here in the source and in the package. */
const version = (): string => (JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string }).version;
