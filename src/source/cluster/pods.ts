import type { Kubectl, Request } from "./kubectl.ts";

/** An API server's pod, as far as its log is concerned. */
export interface Pod {
	readonly name: string;
	readonly namespace: string;
	/** The node that it runs on; its own name where it has none. */
	readonly node: string;
	/** The container that is the API server. */
	readonly container: string;
	/** Another one each time the container starts. */
	readonly containerID: string;
	readonly restarts: number;
	/** The command line of the container. */
	readonly commandLine: readonly string[];
}

/** Which pods are API servers. */
export interface PodChoice {
	readonly namespace: string;
	/** By their labels. */
	readonly selector: string;
	/** By their names; those alone, where there are any. */
	readonly names: readonly string[];
}

/** The pods that were chosen, as they are now, in the order of their names. Throws SourceError where the cluster cannot be asked, or has no pod of a name. */
export async function podsOf(kubectl: Kubectl, { namespace, selector, names }: PodChoice, signal: AbortSignal): Promise<Pod[]> {
	const path = podsPath(namespace);
	if (names.length > 0)
		return Promise.all(names.map(async (name) => podOf(await kubectl.json<PodObject>({ path: `${path}/${name}` }, signal))));
	const { items = [] } = await kubectl.json<{ items?: PodObject[] }>({ path, query: { labelSelector: selector } }, signal);
	return items.map(podOf).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** How a pod's log is asked for. */
export interface LogRequest {
	readonly follow: boolean;
	/** From that time on, in RFC 3339, whole seconds. */
	readonly since: string | undefined;
	/** Without what the container writes to stderr. */
	readonly stdoutOnly: boolean;
	/** The log of the container that ran before. */
	readonly previous?: boolean;
}

/** The request for a pod's log (kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1, `read log of the specified Pod`). */
export const logRequest = ({ namespace, name, container }: Pod, { follow, since, stdoutOnly, previous }: LogRequest): Request => ({
	path: `${podsPath(namespace)}/${name}/log`,
	query: {
		container,
		follow: follow ? "true" : undefined,
		sinceTime: since,
		stream: stdoutOnly ? "Stdout" : undefined,
		previous: previous ? "true" : undefined,
	},
});

const podsPath = (namespace: string): string => `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods`;

/** What is read of a pod's object; a server may leave out any of it. */
interface PodObject {
	readonly metadata?: { readonly name?: string; readonly namespace?: string };
	readonly spec?: {
		readonly nodeName?: string;
		readonly containers?: readonly { readonly name: string; readonly command?: readonly string[]; readonly args?: readonly string[] }[];
	};
	readonly status?: {
		readonly containerStatuses?: readonly { readonly name: string; readonly containerID?: string; readonly restartCount?: number }[];
	};
}

function podOf({ metadata = {}, spec = {}, status = {} }: PodObject): Pod {
	const { name = "", namespace = "" } = metadata;
	const containers = spec.containers ?? [];
	const container = containers.find((one) => one.name === "kube-apiserver") ?? containers[0];
	const state = status.containerStatuses?.find((one) => one.name === container?.name);
	return {
		name,
		namespace,
		node: spec.nodeName || name,
		container: container?.name ?? "",
		containerID: state?.containerID ?? "",
		restarts: state?.restartCount ?? 0,
		commandLine: [...(container?.command ?? []), ...(container?.args ?? [])],
	};
}
