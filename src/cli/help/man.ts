import { commands, ownCommands } from "../commands.ts";
import { type Flag, flags, groups } from "../flags.ts";
import { policyCommands } from "../policy/main.ts";
import { views } from "../view/views.ts";
import { examples, exits } from "./words.ts";

const DESCRIPTION = `auditail follows the audit log of a Kubernetes API server, joins the stages of each API call into one row, keeps the
calls that were asked for, and prints them. It reads files, folders, rotated and compressed ones, stdin, and what commands write; each line says by
itself in which form it is. What is skipped, dropped or left without an end is counted, and told on stderr.`;

const ENVIRONMENT: readonly (readonly [string, string])[] = [
	["AUDITAIL_FILE", "The log that is followed where none is named, in place of /tmp/audit.log."],
	["AUDITAIL_CONFIG", "The file of settings; AUDITAIL_NO_CONFIG=1 does without one."],
	["AUDITAIL_…", "Every flag, by its name: AUDITAIL_OUTPUT=wide, AUDITAIL_NOT_USER='system:*'."],
	["NO_COLOR, FORCE_COLOR", "No colours, or colours in a pipe, too."],
];

/** The page for `man`, made of the tables that the program itself goes by (groff_man(7)). */
export function manPage(version: string): string {
	const own = Object.entries(views).map(([name, its]) => section(`auditail ${name}`, entries(its)));
	const policy = Object.entries(policyCommands).map(([name, command]) =>
		section(`auditail policy ${name}`, [text(command.describe), ...entries(command.flags)]),
	);
	return [
		`.TH AUDITAIL 1 "" "auditail ${escaped(version)}"`,
		section("Name", ["auditail \\- tail \\-f for Kubernetes audit logs"]),
		section("Synopsis", [text("auditail [FLAG…] [FILE…]"), ...usages().flatMap((usage) => [".br", text(`auditail ${usage}`)])]),
		section("Description", [text(DESCRIPTION)]),
		section(
			"Commands",
			Object.values({ ...commands, ...ownCommands }).flatMap(({ usage, describe }) => entry(usage, describe)),
		),
		...Object.values(groups).map((group) =>
			section(headingOf(group), [...explained(group), ...entries(flags.filter((flag) => flag.group === group && !flag.hidden))]),
		),
		...own,
		...policy,
		section(
			"Environment",
			ENVIRONMENT.flatMap(([name, what]) => entry(name, what)),
		),
		section("Files", entry("~/.config/auditail/config.yaml", "Settings: flags, presets, colours, machines.")),
		section(
			"Exit status",
			exits.flatMap(({ code, what }) => entry(String(code), what)),
		),
		section(
			"Examples",
			examples.flatMap(({ command, what }) => [".TP", text(what), ".B", text(command)]),
		),
	].join("\n");
}

const usages = (): string[] => Object.values({ ...commands, ...ownCommands }).map(({ usage }) => usage);

const section = (title: string, lines: readonly string[]): string => `${[`.SH ${escaped(title.toUpperCase())}`, ...lines].join("\n")}`;

/** The first words of a group are its heading; what is behind them explains it. */
const headingOf = (group: string): string => group.split(/[.:(]/, 1)[0]?.trim() ?? "";
const explained = (group: string): string[] => {
	const rest = group
		.slice(headingOf(group).length)
		.replace(/^[.: ]+/, "")
		.replace(/:$/, "");
	return rest ? [text(rest)] : [];
};

const entries = (some: readonly Omit<Flag, "group">[]): string[] => some.flatMap((flag) => entry(nameOf(flag), flag.describe));

const nameOf = ({ name, short, placeholder }: Omit<Flag, "group">): string =>
	`${short ? `-${short}, ` : ""}--${name}${placeholder ? ` ${placeholder}` : ""}`;

const entry = (term: string, what: string): string[] => [
	".TP",
	`.B ${text(term)}`,
	...what.split("\n").flatMap((line, at) => [...(at > 0 ? [".br"] : []), text(line)]),
];

/** Text in which nothing is a request or an escape. */
const text = (lines: string): string =>
	lines
		.split("\n")
		.map((line) => escaped(line).replace(/^\./, "\\&."))
		.join("\n");

/** What roff reads as something else, by the names that it has (groff_char(7)). */
const NAMED: Readonly<Record<string, string>> = {
	"\\": "\\e",
	"-": "\\-",
	'"': "\\(dq",
	"'": "\\(aq",
	"`": "\\(ga",
	"^": "\\(ha",
	"~": "\\(ti",
};

const escaped = (line: string): string => line.replaceAll(/[\\"'`^~-]/g, (character) => NAMED[character] ?? character);
