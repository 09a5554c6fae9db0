import { fields } from "../query/fields.ts";
import { presets } from "../query/presets.ts";
import { clocks } from "../render/clock.ts";
import { formats, type OutputFormat } from "../render/renderers.ts";
import type { CommandName } from "./commands.ts";

/** A flag: how it is typed, and its line in the help. */
export interface Flag {
	readonly name: string;
	readonly short?: string;
	/** Other names, of other tools: they work, but are not shown in the help. */
	readonly aliases?: readonly string[];
	/** What stands for the value in the help; a flag without one takes no value. */
	readonly placeholder?: string;
	readonly describe: string;
	readonly group: string;
	/** May be given more than once; the values add up. Other flags take one value, the last. */
	readonly repeats?: boolean;
	/** What its values usually are, for shells to complete. */
	readonly words?: readonly string[];
	/** The field of which shells complete what the logs have. */
	readonly sampled?: string;
	/** What looks so behind the flag is its value, which may be left out. */
	readonly optional?: RegExp;
	/** The only values there are; one that ends in `=` takes more behind it. */
	readonly choices?: readonly string[];
	/** Works, but is not shown in the help. */
	readonly hidden?: boolean;
	/** The commands that it goes with; without it, all of them, and files. */
	readonly commands?: readonly CommandName[];
}

/** The parts of the help, by their headings. */
export const groups = {
	follow: "Following:",
	cluster: "The cluster (auditail logs):",
	query: `Which calls. Commas, or a flag again: or. Different flags: and. * stands for anything,
re:REGEX searches, !VALUE or --not-FLAG excludes, \\ takes the next character as it is:`,
	presets: "Calls that many ask for. Several: all must hold; --not-NAME turns one round:",
	output: "Output:",
	limits: "Limits:",
	/** Answered, or needed, before a command line is parsed. */
	about: "About:",
} as const;

const outputs: Readonly<Record<string, OutputFormat>> = formats;

const formatList = [
	"how to print a call:",
	...Object.entries(outputs).map(
		([name, { describe, argument }]) => `  ${(argument ? `${name}=${argument}` : name).padEnd(21)}${describe}`,
	),
].join("\n");

const logs = { group: groups.cluster, commands: ["logs"] } as const;

/** What `auditail logs` is told of the cluster, as kubectl is told it. */
const cluster: readonly Flag[] = [
	{ ...logs, name: "context", placeholder: "NAME", describe: "the cluster, by its name in the kubeconfig" },
	{ ...logs, name: "kubeconfig", placeholder: "FILE", describe: "another kubeconfig" },
	{ ...logs, name: "pod-namespace", placeholder: "NS", describe: "the API servers' namespace, in logs also -n NS (default kube-system)" },
	{ ...logs, name: "selector", short: "l", placeholder: "LABELS", describe: "the API servers' pods (default component=kube-apiserver)" },
	{ ...logs, name: "kubectl", placeholder: "PATH", describe: "the kubectl to use" },
	{ ...logs, name: "self", describe: "show auditail's own requests, too" },
];

/** What OpenShift's `kubectl dev_tool audit` calls some of them: it works, but is not in the help. */
export const aliases: Readonly<Record<string, readonly string[]>> = {
	code: ["http-status-code"],
	failed: ["failed-only"],
	since: ["after"],
	until: ["before"],
};

/** Every flag, in the order of the help. The fields of the query bring their own. */
export const flags: readonly Flag[] = [
	{ group: groups.follow, name: "follow", short: "f", describe: "go on with what is written from now on, through rotation, like tail -F" },
	{
		group: groups.follow,
		name: "tail",
		placeholder: "NUM",
		describe: "only the last NUM of the calls so far; -1 is all (with -f: 10, without: all)",
	},
	{
		group: groups.follow,
		name: "state",
		placeholder: "FILE",
		describe: "keep the place in FILE, and go on from there when started again (with -f)",
	},
	{
		group: groups.follow,
		name: "no-follow",
		describe: "what is there, then end: run, minikube and ssh follow",
		commands: ["run", "minikube", "ssh"],
	},
	{ group: groups.follow, name: "poll", describe: "look for changes by the clock, on mounts without inotify (9p, NFS)" },
	...cluster,
	...fields.flatMap(({ flag: name, short, placeholder, describe, words = [], isSampled }): Flag[] => {
		const field = { group: groups.query, placeholder, words, repeats: true, ...(isSampled ? { sampled: name } : {}) };
		return [
			{ ...field, name, ...(short ? { short } : {}), describe },
			{ ...field, name: `not-${name}`, describe: `not: ${describe}`, hidden: true },
		];
	}),
	...presets.flatMap(({ name, describe }): Flag[] => [
		{ group: groups.presets, name, describe },
		{ group: groups.presets, name: `not-${name}`, describe: `not: ${describe}`, hidden: true },
	]),
	{
		group: groups.query,
		name: "since",
		placeholder: "TIME",
		describe: "calls since 5m, 2h, 1d, 10:15, 'yesterday 14:00', 2026-11-23T10:15:00Z (UTC)",
	},
	{ group: groups.query, name: "until", placeholder: "TIME", describe: "calls until then" },
	{ group: groups.query, name: "since-end", describe: "--since and --until count from the last event of the files, not from now" },
	{
		group: groups.query,
		name: "jsonpath",
		placeholder: "PATH",
		describe: "where this selects something, such as '{.impersonatedUser}'",
		repeats: true,
	},
	{
		group: groups.query,
		name: "where",
		placeholder: "EXPR",
		describe: "where this holds, in CEL: 'responseStatus.code / 100 == 5' (auditail help where)",
		repeats: true,
	},
	{
		group: groups.query,
		name: "grep",
		short: "g",
		placeholder: "PATTERN",
		describe: "where the last event, as it was written, has this regular expression (RE2) in it",
		repeats: true,
	},
	{ group: groups.query, name: "ignore-case", short: "i", describe: "-g in any case" },
	{ group: groups.query, name: "fixed-strings", short: "F", describe: "-g takes texts, not regular expressions" },
	{ group: groups.query, name: "invert-match", short: "v", describe: "the calls that do not match (in the same time)" },
	{
		group: groups.output,
		name: "output",
		short: "o",
		placeholder: "FORMAT",
		describe: formatList,
		choices: Object.entries(outputs).map(([name, { argument }]) => (argument ? `${name}=` : name)),
	},
	{
		group: groups.output,
		name: "merge",
		describe: "files of different logs in the order of time, each call with its source\n(the default for up to 64 logs)",
	},
	{ group: groups.output, name: "no-merge", describe: "one log after the other" },
	{ group: groups.output, name: "no-headers", describe: "no line with the names of columns, in csv and custom-columns" },
	{ group: groups.output, name: "stages", describe: "every event by itself, not joined to calls" },
	{
		group: groups.output,
		name: "collapse",
		describe: "one row, ×37, for calls that follow each other, alike in who, verb, resource, code",
	},
	{ group: groups.output, name: "after-context", short: "A", placeholder: "NUM", describe: "also NUM calls of the same actor after each" },
	{
		group: groups.output,
		name: "before-context",
		short: "B",
		placeholder: "NUM",
		describe: "also NUM calls of the same actor before each",
	},
	{ group: groups.output, name: "around", short: "C", placeholder: "NUM", describe: "both: what matches is marked with >" },
	{
		group: groups.output,
		name: "context-by",
		placeholder: "WHAT",
		describe: "before and after among those of the actor (default), about the object, or all",
		choices: ["actor", "object", "all"],
	},
	{ group: groups.output, name: "count", short: "c", describe: "only the number of calls" },
	{ group: groups.output, name: "quiet", short: "q", describe: "nothing; end with 0 at the first call" },
	{ group: groups.output, name: "max-count", short: "m", placeholder: "NUM", describe: "end after NUM calls" },
	{
		group: groups.output,
		name: "stats",
		placeholder: "FORMAT",
		describe: "the account on stderr, at a terminal or not: text, or json, as one object",
		choices: ["text", "json"],
	},
	{
		group: groups.output,
		name: "explain",
		placeholder: "[AUDIT-ID]",
		describe: "the query in words; or, condition by condition, why that call matches or does not",
		optional: /^[0-9a-f]{8}[0-9a-f-]*$/i,
	},
	{
		group: groups.output,
		name: "time",
		placeholder: "CLOCK",
		describe: "utc (default), local (--since 10:15 is then local, too), relative to now, or none",
		choices: Object.keys(clocks),
	},
	{ group: groups.output, name: "show-managed-fields", describe: "in -o detail, as kubectl has it" },
	{ group: groups.output, name: "show-secrets", describe: "values of Secrets, tokens, environments: without it, people see (redacted)" },
	{ group: groups.output, name: "redact", describe: "the same in json, raw, csv and jsonpath to a pipe; commands of exec, too" },
	{ group: groups.output, name: "color", placeholder: "WHEN", describe: "auto, always or never", choices: ["auto", "always", "never"] },
	{ group: groups.limits, name: "max-line", placeholder: "BYTES", describe: "skip longer lines (default 64Mi)" },
	{
		group: groups.limits,
		name: "max-open",
		placeholder: "NUM",
		describe: "calls without an end to remember (default 1000000, or 256 MB of them)",
	},
	{ group: groups.limits, name: "no-sieve", describe: "parse every line, also those that cannot match" },
	{ group: groups.about, name: "config", placeholder: "FILE", describe: "settings, in place of ~/.config/auditail/config.yaml" },
	{ group: groups.about, name: "no-config", describe: "no settings; AUDITAIL_… variables still count" },
	{ group: groups.about, name: "help", short: "h", describe: "this text" },
	{ group: groups.about, name: "version", describe: "the version" },
];
