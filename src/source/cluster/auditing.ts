import type { Notice } from "../source.ts";
import type { Pod } from "./pods.ts";

const HOW = "kubernetes.io/docs/tasks/debug/debug-cluster/audit";

/** Why an API server's stdout holds no audit log, by its own flags, and where to look instead; undefined where it does, or nobody knows. */
export function whyNoAudit({ node, commandLine }: Pod): Notice | undefined {
	if (!commandLine.some((word) => /(?:^|\/)kube-apiserver$/.test(word))) return undefined; // what is behind a script, or a config file, cannot be seen
	const path = flagOf(commandLine, "audit-log-path");
	if (path === "-" && flagOf(commandLine, "audit-policy-file") === undefined)
		return { message: `${node}: auditing is off: the API server has --audit-log-path=-, and no --audit-policy-file`, hint: HOW };
	if (path === "-") return undefined;
	if (path !== undefined)
		return {
			message: `${node}: the API server writes its audit log to a file (--audit-log-path=${path}), not to its stdout`,
			hint: `read it on the node: auditail ssh ${node}:${path}, or on minikube: auditail minikube, where it is at /tmp/audit.log`,
		};
	if (flagOf(commandLine, "audit-webhook-config-file") !== undefined)
		return {
			message: `${node}: the API server sends its audit events to a webhook alone (--audit-webhook-config-file)`,
			hint: "read what that writes, or add --audit-log-path=- to the API server's flags",
		};
	return {
		message: `${node}: auditing is off: the API server has no --audit-log-path`,
		hint: `with --audit-policy-file=FILE and --audit-log-path=- it writes its audit log to its stdout: ${HOW}`,
	};
}

/** A flag's value, as `--flag=value` or in the next word; the last one counts. */
function flagOf(words: readonly string[], flag: string): string | undefined {
	const at = words.findLastIndex((word) => word === `--${flag}` || word.startsWith(`--${flag}=`));
	if (at < 0) return undefined;
	const word = words[at] as string;
	return word.includes("=") ? word.slice(word.indexOf("=") + 1) : words[at + 1];
}
