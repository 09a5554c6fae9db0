import type { OwnPreset } from "../query/own-preset.ts";
import { safe } from "../render/safe.ts";
import { commands, ownCommands } from "./commands.ts";
import { type Flag, flags, groups } from "./flags.ts";

const HEAD = `auditail [FLAG…] [FILE…]
${Object.values(commands)
	.map(({ usage, describe }) => `auditail [FLAG…] ${usage.padEnd(20)}${describe}`)
	.join("\n")}
${Object.values(ownCommands)
	.map(({ usage, describe }) => `auditail ${usage.padEnd(28)}${describe}`)
	.join("\n")}

tail -f for Kubernetes audit logs: one line per API call.
No FILE: a pipe on stdin, else follow /tmp/audit.log (or $AUDITAIL_FILE). A FILE of - is stdin.
A file or folder that is called as a command is: ./logs.`;

const EXAMPLES = `Examples:
  auditail -f /var/log/kubernetes/audit/audit.log            what happens now
  auditail audit.log --verb delete --not-user 'system:*'     who deleted something
  auditail audit.log --resource secrets -n prod -o json      who read secrets there, as data
  auditail audit.log --code 403 --since 2h -o wide           what was refused, and whence it came
  auditail audit.log --audit-id 1b4e28ba                     one call, by the beginning of its Audit-Id
  auditail logs -f --verb delete                             the same of a cluster, through kubectl
  kubectl logs -n kube-system kube-apiserver-minikube | auditail --user alice`;

const EXIT = `Exit code: 0 something matched, 1 nothing did, 2 trouble (or a match may have been lost).`;

/** Where descriptions begin. */
const COLUMN = 28;

/** The text of `--help`, with presets of the user's own. */
export function helpText(own: readonly Pick<OwnPreset, "name" | "describe">[] = []): string {
	const sections = Object.values(groups).map((group) => [
		group,
		...flags.filter((flag) => flag.group === group && !flag.hidden).map(flagLine),
		...(group === groups.presets ? own.map(({ name, describe }) => flagLine({ name, describe: safe(describe) })) : []),
	]);
	return `${[HEAD, ...sections.map((lines) => lines.join("\n")), EXAMPLES, EXIT].join("\n\n")}\n`;
}

/** A flag's line in the help. */
export function flagLine({ name, short, placeholder, describe }: Pick<Flag, "name" | "short" | "placeholder" | "describe">): string {
	const flag = `  ${short ? `-${short}, ` : "    "}--${name}${placeholder ? ` ${placeholder}` : ""}`;
	const start = flag.length < COLUMN - 1 ? flag.padEnd(COLUMN) : `${flag}\n${" ".repeat(COLUMN)}`;
	return start + describe.replaceAll("\n", `\n${" ".repeat(COLUMN)}`);
}
