import { isOwnCommand } from "./commands.ts";
import { isFollowing, resumedLogs } from "./kubectl-logs.ts";
import { commandLine } from "./shell.ts";
import { has, without } from "./words.ts";

/** How a stream was written, and by what it can be had again. */
export interface Resumption {
	/** `kubectl`, some other command, or nobody knows. */
	readonly writer: "kubectl" | "other" | "unknown";
	/** True where the writer itself was told to go on. */
	readonly isFollowing: boolean;
	/** What to type. */
	readonly command: string;
}

/**
 * How to go on from the last event of a stream on stdin: `writers` are the command lines that may have written it, `typed` is auditail's
 * own, `latest` the event's time.
 */
export function resumption(writers: readonly (readonly string[])[], typed: readonly string[], latest: string | undefined): Resumption {
	const since = latest && wholeSecond(latest);
	const logs = writers.find((words) => resumedLogs(words, since));
	const writer = logs ?? writers.find((words) => !isBareShell(words));
	const kind = logs ? "kubectl" : writer ? "other" : "unknown";
	const again = (logs && resumedLogs(logs, since)) ?? writer ?? ["kubectl", "logs", ...fromAnyPod(since)];
	const own = ["auditail", ...ownFlags(typed, since, kind === "other")];
	return { writer: kind, isFollowing: logs !== undefined && isFollowing(logs), command: `${commandLine(again)} | ${commandLine(own)}` };
}

/** The beginning of a time's second: kubectl takes whole ones, and what came before would be lost. */
const wholeSecond = (timestamp: string): string => `${timestamp.slice(0, 19)}Z`;

const fromAnyPod = (since: string | undefined): string[] => ["-f", "-n", "kube-system", "POD", ...(since ? [`--since-time=${since}`] : [])];

/** A window that was asked for begins anew at the last event, and `--tail` would hide some of what was missed. */
function ownFlags(typed: readonly string[], since: string | undefined, isReplayed: boolean): string[] {
	if (!since) return [...typed];
	const begin = isReplayed || has(["--since"], typed) ? [`--since=${since}`] : [];
	const flags = without(["--since", "--tail"], typed);
	const first = isOwnCommand(flags[0]) ? flags.splice(0, 1) : []; // which stands first, or is a file
	return [...first, ...begin, ...flags];
}

/** A shell without a script runs something, but does not say what. */
const isBareShell = (words: readonly string[]): boolean => words.length === 1 && /(?:^-|^|\/)(?:(?:ba|da|fi|k|z)?sh)$/.test(words[0] ?? "");
