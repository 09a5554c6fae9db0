import { flagLine } from "../help/text.ts";
import type { PolicyCommand } from "./main.ts";

const HEAD = `auditail policy COMMAND FILE

What an audit policy (the file of the API server's --audit-policy-file) records.`;

const EXAMPLES = `Examples:
  auditail policy check policy.yaml
  auditail policy explain policy.yaml --user alice --group dev --verb get --resource secrets -n prod
  auditail policy explain policy.yaml --verb get --path /healthz      of a request that fails to authenticate
  auditail policy explain policy.yaml --event audit.log:12            why this was recorded
  auditail policy try policy.yaml audit.log                           how large the log would have been`;

const EXIT = "Exit code: 0 the API server starts with it, 1 check --strict found something, 2 it does not start, or trouble.";

/** The text of `auditail policy --help`. */
export function policyHelp(commands: Readonly<Record<string, PolicyCommand>>): string {
	const sections = Object.values(commands).map(({ usage, describe, flags }) =>
		[`auditail policy ${usage}`, `  ${describe}`, ...flags.map(flagLine)].join("\n"),
	);
	return `${[HEAD, ...sections, EXAMPLES, EXIT].join("\n\n")}\n`;
}
