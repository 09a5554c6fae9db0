import type { OwnPreset } from "../../query/own-preset.ts";
import { safe } from "../../render/safe.ts";
import { commands, ownCommands } from "../commands.ts";
import { type Flag, flags, groups } from "../flags.ts";
import { examples, exits } from "./words.ts";

/** Where descriptions begin. */
const COLUMN = 28;

const HEAD = `auditail [FLAG…] [FILE…]: tail -f for Kubernetes audit logs, one line per API call.

No FILE: a pipe on stdin, else follow /tmp/audit.log (or $AUDITAIL_FILE). A FILE of - is stdin.`;

const EXAMPLES = ["Examples:", ...examples.map(({ command, what }) => `  ${command.padEnd(60)} ${what}`)].join("\n");

const COMMANDS = [
	"What is read in place of files:",
	...Object.values(commands).map(({ usage, describe }) => `  ${usage.padEnd(COLUMN - 2)}${describe}`),
	"",
	"Commands, which stand first (a file or folder that is called so is ./top):",
	...Object.values(ownCommands).map(({ usage, describe }) => `  ${usage.padEnd(COLUMN - 2)}${describe}`),
].join("\n");

const EXIT = `Exit code: ${exits.map(({ code, what }) => `${code} ${what}`).join(", ")}.`;

/** The text of `--help`, with presets of the user's own. */
export function helpText(own: readonly Pick<OwnPreset, "name" | "describe">[] = []): string {
	const sections = Object.values(groups).map((group) => [
		group,
		...flags.filter((flag) => flag.group === group && !flag.hidden).map(flagLine),
		...(group === groups.presets ? own.map(({ name, describe }) => flagLine({ name, describe: safe(describe) })) : []),
	]);
	return `${[HEAD, EXAMPLES, COMMANDS, ...sections.map((lines) => lines.join("\n")), EXIT].join("\n\n")}\n`;
}

/** A flag's line in the help. */
export function flagLine({ name, short, placeholder, describe }: Pick<Flag, "name" | "short" | "placeholder" | "describe">): string {
	const flag = `  ${short ? `-${short}, ` : "    "}--${name}${placeholder ? ` ${placeholder}` : ""}`;
	const start = flag.length < COLUMN - 1 ? flag.padEnd(COLUMN) : `${flag}\n${" ".repeat(COLUMN)}`;
	return start + describe.replaceAll("\n", `\n${" ".repeat(COLUMN)}`);
}
