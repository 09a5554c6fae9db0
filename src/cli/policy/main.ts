import { ExitCode as Code, type ExitCode, UsageError } from "../exit.ts";
import type { MainIO } from "../io.ts";
import { type Given, parse } from "../parser.ts";
import { check } from "./check.ts";
import { explain } from "./explain.ts";
import { checkFlags, explainFlags, type PolicyFlag, tryFlags } from "./flags.ts";
import { policyHelp } from "./help.ts";
import { tryOut } from "./try.ts";

/** One of the commands about policies. */
export interface PolicyCommand {
	readonly usage: string;
	readonly describe: string;
	readonly flags: readonly PolicyFlag[];
	readonly run: (given: Given, io: MainIO) => Promise<ExitCode>;
}

/** Every command about policies. */
export const policyCommands: Readonly<Record<string, PolicyCommand>> = {
	check: {
		usage: "check FILE…",
		describe: "would the API server start with it, and does it mean what it says?",
		flags: checkFlags,
		run: check,
	},
	explain: {
		usage: "explain FILE [LOG…]",
		describe: "what is recorded of a request, by which rule, and why",
		flags: explainFlags,
		run: explain,
	},
	try: { usage: "try FILE LOG…", describe: "what that policy would have made of a log", flags: tryFlags, run: tryOut },
};

/** `auditail policy …`, without those two words. Throws UsageError. */
export async function policyMain([name, ...argv]: readonly string[], io: MainIO): Promise<ExitCode> {
	const help = policyHelp(policyCommands);
	if (name === undefined || [name, ...argv].some((word) => word === "--help" || word === "-h")) {
		(name === undefined ? io.stderr : io.stdout).write(help);
		return name === undefined ? Code.Trouble : Code.Matched;
	}
	const command = Object.hasOwn(policyCommands, name) ? policyCommands[name] : undefined;
	if (!command)
		throw new UsageError(
			`policy ${JSON.stringify(name)}: is none of ${Object.keys(policyCommands).join(", ")}`,
			"see auditail policy --help",
		);
	return await command.run(await parse(argv, command.flags, { help: "auditail policy --help" }), io);
}
