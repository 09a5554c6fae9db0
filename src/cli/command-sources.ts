import { basename } from "node:path";
import type { Source } from "../source/source.ts";
import { patience } from "../source/stream/backoff.ts";
import { type Command, outputOf } from "../source/stream/child.ts";
import { type Open, type Persistence, restarted, streamedOnce } from "../source/stream/restarted.ts";
import type { Args } from "./args.ts";
import type { CommandName } from "./commands.ts";
import { UsageError } from "./exit.ts";
import type { MainIO } from "./io.ts";
import { chooseLogs } from "./logs.ts";
import { commandLine } from "./shell.ts";
import type { Chosen } from "./sources.ts";

/** Where the tutorials have the log, on the node. */
const DEFAULT_PATH = "/tmp/audit.log";

/** What a command reads. `since` is the time from which on calls are wanted, in milliseconds since 1970. */
export async function chooseByCommand(command: CommandName, args: Args, io: MainIO, since: number | undefined): Promise<Chosen> {
	if (command === "logs") return await chooseLogs(args, { since, signal: io.signal, ...persistenceOf(io) });
	const { follow } = args;
	const source = commandSource(commandOf[command](args), follow, persistenceOf(io));
	return { sources: [source], failures: [], notes: [], live: follow, isFollowed: follow, isSeveral: () => false, merge: false };
}

/** The command whose output is read, and what it is called. */
type Named = Command & { readonly name: string };

const commandOf: Readonly<Record<Exclude<CommandName, "logs">, (args: Args) => Named>> = {
	run({ files: [program, ...args] }) {
		if (program === undefined)
			throw new UsageError("run needs a command", "auditail run -- COMMAND…, such as: auditail run -- journalctl -fu k3s -o cat");
		return { name: basename(program), program, args, input: "ignore" };
	},
	minikube({ files, follow }) {
		const [profile] = onlyOne("minikube", "PROFILE", files);
		const args = ["ssh", ...(profile ? ["-p", profile] : []), "--", ...reader(follow), DEFAULT_PATH];
		return { name: profile ?? "minikube", program: "minikube", args, input: "ignore" }; // with a terminal, it would take Ctrl-C for itself
	},
	ssh({ files, follow }) {
		const [target] = onlyOne("ssh", "HOST[:PATH]", files);
		if (!target)
			throw new UsageError("ssh needs a host", "auditail ssh HOST:PATH, such as: auditail ssh cp-1:/var/log/kubernetes/audit/audit.log");
		const [host, path] = hostAndPath(target);
		// ssh hands the words on as one line, to a shell on the other side
		return { name: target, program: "ssh", args: ["--", host, commandLine([...reader(follow), path])], input: "ignore" };
	},
};

/** What reads a log on the machine where it is: from its beginning, as root. */
const reader = (follow: boolean): string[] => (follow ? ["sudo", "tail", "-F", "-n", "+1"] : ["sudo", "cat"]);

function onlyOne(command: CommandName, what: string, words: readonly string[]): readonly string[] {
	if (words.length > 1) throw new UsageError(`${command} takes one ${what}: what is ${JSON.stringify(words[1])}?`);
	return words;
}

/** `HOST:PATH`, as scp writes it; an IPv6 address stands in brackets. */
function hostAndPath(target: string): [host: string, path: string] {
	const [, bracketed, plain, path = DEFAULT_PATH] = /^(?:(.*?\[[^\]]*\])|([^:]*))(?::(.+))?$/.exec(target) ?? [];
	const host = bracketed?.replace(/[[\]]/g, "") ?? plain;
	if (!host) throw new UsageError(`ssh ${JSON.stringify(target)}: names no host`, "auditail ssh HOST:PATH; an IPv6 address in brackets");
	return [host, path];
}

/** What the command says on stderr is told, line by line, as it says it. */
function commandSource({ name, ...command }: Named, follow: boolean, persistence: Persistence): Source {
	const origin = { name, log: commandLine([command.program, ...command.args]) };
	const open: Open = ({ signal, notify }) => outputOf(command, { signal, onMessage: (line) => notify(`${name}: ${line}`) });
	return follow ? restarted(origin, open, persistence) : streamedOnce(origin, open);
}

const persistenceOf = ({ stdin: { everySecond = never } }: MainIO): Persistence => ({ patience, everySecond });

const never = () => () => {};
