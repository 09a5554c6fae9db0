import { SourceError } from "../source.ts";
import type { CommandError } from "../stream/child.ts";

/** What went wrong between kubectl and its cluster. */
export class ClusterError extends SourceError {
	/** True for what will not go away by itself. */
	readonly isFinal: boolean;

	constructor(message: string, hint: string, { cause, isFinal = false }: { cause: unknown; isFinal?: boolean | undefined }) {
		super(message, hint, { cause });
		this.isFinal = isFinal;
	}
}

/** What kubectl says when the cluster cannot be asked, and the way out; the parts of what it says fill the hint's places. */
const troubles: readonly { readonly says: RegExp; readonly hint: (...parts: string[]) => string; readonly isFinal?: boolean }[] = [
	{
		says: /cannot (\w+) resource "([^"]+)" in API group "[^"]*" in the namespace "([^"]+)"/,
		hint: (verb, resource, namespace) =>
			`somebody with more rights can give them: kubectl create role auditail -n ${namespace} --verb=get,list --resource=pods,pods/log, then kubectl create rolebinding auditail -n ${namespace} --role=auditail --user=YOU (missing: ${verb} ${resource} in ${namespace})`,
		isFinal: true,
	},
	{
		says: /context "?[^"]*"? does not exist|no context exists with the name/,
		hint: () => "kubectl config get-contexts lists those that there are",
	},
	{
		says: /no configuration has been provided|connection to the server localhost:8080 was refused|stat .*: no such file or directory/,
		hint: () => "kubectl knows no cluster: set KUBECONFIG, or name the file with --kubeconfig FILE",
	},
	{
		says: /x509:/,
		hint: () => "kubectl does not trust the server: its certificate-authority in the kubeconfig is of another cluster",
	},
	{
		says: /was refused|Unable to connect|no such host|i\/o timeout|TLS handshake timeout|no route to host|network is unreachable/,
		hint: () => "kubectl cannot reach the cluster: kubectl cluster-info tells more; --context NAME chooses another one",
	},
	{
		says: /must be logged in|Unauthorized|getting credentials/,
		hint: () => "kubectl is not logged in: kubectl auth whoami tells as whom; --context NAME chooses another cluster",
	},
];

/** What went wrong between kubectl and its cluster, in kubectl's words, with the way out. */
export function clusterError(error: CommandError, program: string): ClusterError {
	if (error.isUnknown) {
		const hint =
			"auditail logs asks the cluster through kubectl: install it (kubernetes.io/docs/tasks/tools), or name it with --kubectl PATH";
		return new ClusterError(error.message, hint, { cause: error, isFinal: true });
	}
	const last = error.said.at(-1)?.replace(/^error: |^Error from server (?:\(\w+\): )?/i, "");
	const message = last ?? error.message.replace(program, "kubectl");
	const all = error.said.join("\n");
	for (const { says, hint, isFinal } of troubles) {
		const found = says.exec(all);
		if (found) return new ClusterError(message, hint(...found.slice(1)), { cause: error, isFinal });
	}
	return new ClusterError(message, "", { cause: error });
}
