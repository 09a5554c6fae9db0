import { type Args, argsOf, flagsOfPresets } from "../args.ts";
import { blaming } from "../config/blame.ts";
import { settingsOf } from "../config/environment.ts";
import { loadSettings } from "../config/load.ts";
import { type ExitCode, UsageError } from "../exit.ts";
import { aliases } from "../flags.ts";
import { flagLine } from "../help/text.ts";
import type { MainIO } from "../io.ts";
import type { Given } from "../parser.ts";
import { parse } from "../parser.ts";
import { plan } from "../plan.ts";
import { type OwnFlag, sharedFlags } from "./flags.ts";
import { performView } from "./perform-view.ts";
import type { View } from "./view.ts";

/** A command that shows many calls together. */
export interface ViewCommand {
	readonly name: string;
	/** The flags that only it has; those that say which calls, all of them have. */
	readonly flags: readonly OwnFlag[];
	/** What it does, and what it is good for, as the help tells it. */
	readonly about: string;
	readonly examples: string;
	/** Makes the view, and says how often it is shown in a pipe, in milliseconds. Throws UsageError. */
	readonly make: (given: Given, args: Args, io: MainIO) => Promise<{ view: View; every: number }>;
}

/** Runs such a command, `argv` being what stands behind its name. Throws UsageError. */
export async function runView(command: ViewCommand, argv: readonly string[], io: MainIO): Promise<ExitCode> {
	if (argv.some((word) => word === "--help" || word === "-h")) {
		io.stdout.write(helpOf(command));
		return 0;
	}
	const { name, flags } = command;
	const known = [...flags, ...sharedFlags].map((flag) => ({ ...flag, aliases: aliases[flag.name] }));
	const settings = await loadSettings(argv, io);
	const own = flagsOfPresets(settings.presets);
	const typed = await parse(argv, [...known, ...own], { help: `auditail ${name} --help` });
	const settled = [...settings.defaults].filter(([flag]) => [...sharedFlags, ...own].some((shared) => shared.name === flag));
	const ofIt = settingsOf(
		io.env,
		flags.filter((flag) => !OF_RUNS.includes(flag.name)),
	);
	const given = typed.with(new Map([...settled, ...ofIt]));
	return await blaming(given.origins, async () => {
		const args = { ...argsOf([name, ...argv], given, { settings }), output: "pretty", merge: false } as const;
		if (args.files.length === 0 && !io.stdin.isPiped && !args.follow)
			throw new UsageError(`${name} needs a log`, `auditail ${name} FILE…, or a pipe on stdin`);
		const { view, every } = await command.make(given, args, io);
		return await performView(view, await plan(args, io), { args, io, every });
	});
}

/** Of these, a variable says something of runs, and nothing of views. */
const OF_RUNS: readonly string[] = ["output", "follow"];

/** What `--help` says of it. */
const helpOf = ({ name, flags, about, examples }: ViewCommand): string => `auditail ${name} [FLAG…] FILE…

${about}

${flags.map(flagLine).join("\n")}

Which calls are counted is said as for auditail itself: see auditail --help.

Examples:
${examples}

Exit code: as auditail's.
`;
