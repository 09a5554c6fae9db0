import { ownCommands } from "../commands.ts";
import type { CompletedFlag, Context } from "./grammar.ts";

/** A script for fish. */
export const fishScript = (contexts: readonly Context[]): string => `# auditail's completion for fish: auditail completion fish | source
${contexts.flatMap(linesOf).join("\n")}
`;

const OWN = Object.keys(ownCommands).join(" ");

/** True where what was typed stands in that context, as fish asks it. */
function condition({ words }: Context): string {
	if (words.length === 0) return `not __fish_seen_subcommand_from ${OWN}`;
	return words.map((word) => `__fish_seen_subcommand_from ${word}`).join("; and ");
}

const linesOf = (context: Context): string[] => [
	...(context.next.length > 0
		? [`complete -c auditail -n ${quoted(beginning(context))}${context.words.length > 0 ? " -f" : ""} -a ${quoted(context.next.join(" "))}`]
		: []),
	...context.flags.map((flag) => flagLine(flag, condition(context))),
];

/** A word that names a command comes first. */
const beginning = (context: Context): string =>
	context.words.length === 0
		? "test (count (commandline -opc)) -eq 1"
		: `${condition(context)}; and test (count (commandline -opc)) -eq ${context.words.length + 1}`;

function flagLine({ names: [long, short], describe, value }: CompletedFlag, when: string): string {
	return `complete -c auditail -n ${quoted(when)} -l ${long.slice(2)}${short ? ` -s ${short.slice(1)}` : ""}${takes(value)} -d ${quoted(describe)}`;
}

function takes(value: CompletedFlag["value"]): string {
	const options = { none: "", any: " -x", file: " -r" };
	if (typeof value === "string") return options[value];
	return ` -x -a ${quoted("sampled" in value ? `(auditail completion values ${value.sampled} (commandline -opc) 2>/dev/null)` : value.join(" "))}`;
}

const quoted = (text: string): string => `'${text.replaceAll(/['\\\\]/g, String.raw`\$&`)}'`;
