import { randomUUID } from "node:crypto";
import type { Predicate } from "../query/predicate.ts";
import { Kubectl } from "../source/cluster/kubectl.ts";
import { clusterLogs } from "../source/cluster/logs.ts";
import type { PodChoice } from "../source/cluster/pods.ts";
import { SourceError } from "../source/source.ts";
import type { Persistence } from "../source/stream/restarted.ts";
import type { Args } from "./args.ts";
import { UsageError } from "./exit.ts";
import type { Chosen } from "./sources.ts";

/** Where the pods of the API servers are, and how they are labelled, by kubeadm and those that use it. */
const API_SERVERS = { namespace: "kube-system", selector: "component=kube-apiserver" };

/** What else is known of a reading. */
interface Around extends Persistence {
	readonly signal: AbortSignal;
	/** The time from which on calls are wanted, in milliseconds since 1970. */
	readonly since: number | undefined;
}

/** What `auditail logs` reads. A cluster that cannot be asked, or shows no API server, is a failure. */
export async function chooseLogs(args: Args, around: Around): Promise<Chosen> {
	const { follow } = args;
	const mark = randomUUID();
	const chosen = { live: follow, isFollowed: follow, isOwn: args.self ? undefined : isMarked(mark), failures: [], notes: [] };
	const pods = podsIn(args);
	try {
		const found = await clusterLogs({ kubectl: kubectlIn(args, mark), pods, follow, ...around });
		return {
			...chosen,
			sources: found.sources,
			notes: found.silent.map(({ message, hint }) => `${message}; ${hint}`),
			isSeveral: found.isSeveral,
			merge: found.isSeveral() && args.merge !== false,
			...(follow && pods.names.length === 0 ? { arrivals: found.arrivals } : {}),
		};
	} catch (error) {
		if (!(error instanceof SourceError)) throw error;
		const failures = around.signal.aborted ? [] : [error]; // it was not let finish
		return { ...chosen, sources: [], failures, isSeveral: () => false, merge: false };
	}
}

function kubectlIn({ kubectl: program = "kubectl", context, kubeconfig }: Args, mark: string): Kubectl {
	const flags = Object.entries({ "--context": context, "--kubeconfig": kubeconfig });
	return new Kubectl({ program, mark, flags: flags.flatMap(([flag, value]) => (value === undefined ? [] : [flag, value])) });
}

function podsIn({ podNamespace, selector, files }: Args): PodChoice {
	const names = files.map((name) => name.replace(/^pods?\//, ""));
	if (names.includes("")) throw new UsageError('logs "": names no pod');
	return { namespace: podNamespace ?? API_SERVERS.namespace, selector: selector ?? API_SERVERS.selector, names };
}

/** The requests that hold the mark in their URI, if they only ask: who has read the mark in the log can hide no more behind it. */
const isMarked =
	(mark: string): Predicate =>
	({ event: { requestURI, verb } }) =>
		(verb === "get" || verb === "list") && requestURI?.includes(mark) === true;
