/** A word in the place of the first file: what to read then, and how that is typed. */
interface Command {
	readonly usage: string;
	readonly describe: string;
	/** True for one that goes on unless it is told not to. */
	readonly follows: boolean;
}

/** Every command. A file of that name is `./logs`. */
export const commands = {
	logs: { usage: "logs [POD…]", describe: "the API servers of a cluster that log to stdout, through kubectl", follows: false },
	minikube: { usage: "minikube [PROFILE]", describe: "/tmp/audit.log on minikube, through minikube ssh", follows: true },
	ssh: { usage: "ssh HOST[:PATH]", describe: "a log on another machine (/tmp/audit.log), through ssh and sudo tail", follows: true },
	run: { usage: "run -- COMMAND…", describe: "what a command writes; started again when it ends", follows: true },
} as const satisfies Readonly<Record<string, Command>>;

/** The name of a command. */
export type CommandName = keyof typeof commands;

/** True for a word that is one. */
export const isCommand = (word: string | undefined): word is CommandName => word !== undefined && Object.hasOwn(commands, word);

/** Words that stand first, and have flags of their own. */
export const ownCommands = {
	top: { usage: "top [FLAG…] FILE…", describe: "who does what most, and what is slow: see auditail top --help" },
	histogram: { usage: "histogram [FLAG…] FILE…", describe: "calls over time, and what came of them: see auditail histogram --help" },
	open: { usage: "open [FLAG…] FILE…", describe: "the calls that have not ended, and for how long: see auditail open --help" },
	policy: { usage: "policy check|explain|try …", describe: "what an audit policy records: see auditail policy --help" },
	show: { usage: "show AUDIT-ID FILE…", describe: "one call in full; the beginning of its audit ID is enough" },
	help: { usage: "help fields|presets|where", describe: "what can be asked for, in full" },
	completion: { usage: "completion bash|zsh|fish", describe: "completes flags, their values and commands in a shell" },
} as const;

/** The name of such a command. */
export type OwnCommandName = keyof typeof ownCommands;

/** True for a word that is one. */
export const isOwnCommand = (word: string | undefined): word is OwnCommandName => word !== undefined && Object.hasOwn(ownCommands, word);
