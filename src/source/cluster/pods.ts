import { asObject, asText, isObject, type JSONObject } from "../../audit/json.ts";
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
		return Promise.all(names.map(async (name) => podOf(await kubectl.object({ path: `${path}/${encodeURIComponent(name)}` }, signal))));
	const { items } = await kubectl.object({ path, query: { labelSelector: selector } }, signal);
	return objects(items)
		.map(podOf)
		.sort((a, b) => (a.name < b.name ? -1 : 1));
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
function podOf({ metadata, spec, status }: JSONObject): Pod {
	const { name, namespace } = asObject(metadata);
	const { nodeName, containers } = asObject(spec);
	const container = byName(objects(containers), "kube-apiserver") ?? objects(containers)[0] ?? {};
	const state = byName(objects(asObject(status).containerStatuses), container.name) ?? {};
	return {
		name: asText(name) ?? "",
		namespace: asText(namespace) ?? "",
		node: asText(nodeName) || (asText(name) ?? ""),
		container: asText(container.name) ?? "",
		containerID: asText(state.containerID) ?? "",
		restarts: Number(state.restartCount ?? 0),
		commandLine: [...texts(container.command), ...texts(container.args)],
	};
}

const byName = (all: readonly JSONObject[], name: unknown): JSONObject | undefined => all.find((one) => one.name === name);
const objects = (value: unknown): JSONObject[] => (Array.isArray(value) ? value.filter(isObject) : []);
const texts = (value: unknown): string[] => (Array.isArray(value) ? value.filter((one) => typeof one === "string") : []);
