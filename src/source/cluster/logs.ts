import type { Origin } from "../../audit/call.ts";
import { asText, type JSONObject } from "../../audit/json.ts";
import { type Notice, type Source, SourceError } from "../source.ts";
import { type Persistence, restarted, streamedOnce } from "../stream/restarted.ts";
import type { EverySecond } from "../watched.ts";
import { whyNoAudit } from "./auditing.ts";
import { ClusterError } from "./cluster-error.ts";
import type { Kubectl } from "./kubectl.ts";
import { elsewhere } from "./managed.ts";
import { podLog } from "./pod-log.ts";
import { type Pod, type PodChoice, podsOf } from "./pods.ts";

/** How often is looked for pods that are new, in seconds. */
const LOOK_SECONDS = 30;

/** What is read of a cluster. */
export interface ClusterOptions extends Persistence {
	readonly kubectl: Kubectl;
	readonly pods: PodChoice;
	readonly follow: boolean;
	/** From that time on, in milliseconds since 1970; without it, from the beginning of what is kept. */
	readonly since: number | undefined;
	readonly signal: AbortSignal;
}

/** The API servers' logs of a cluster. */
export interface ClusterLogs {
	/** One a pod. */
	readonly sources: readonly Source[];
	/** API servers that write no audit log to their stdout, and what to do. */
	readonly silent: readonly Notice[];
	/** True once there is more than one to read. */
	readonly isSeveral: () => boolean;
	/** The logs of pods that come later. */
	readonly arrivals: (signal: AbortSignal) => AsyncIterable<Source>;
}

/** Finds the API servers of a cluster. Throws SourceError where the cluster cannot be asked, and where none of them can be read, with what to do instead. */
export async function clusterLogs(options: ClusterOptions): Promise<ClusterLogs> {
	const { kubectl, pods: choice, signal } = options;
	const pods = await podsOf(kubectl, choice, signal);
	const version = await serverVersion(kubectl, signal);
	if (pods.length === 0) throw noPods(choice, asText(version.gitVersion));
	const silent = pods.flatMap((pod) => whyNoAudit(pod) ?? []);
	const [first] = silent;
	if (first && silent.length === pods.length) throw new SourceError(silent.map(({ message }) => message).join("; "), first.hint);
	const canSplit = Number(version.major) >= 1 && Number.parseInt(String(version.minor), 10) >= 32; // clouds write 34+
	const sourcesOf = (pods: readonly Pod[]) => pods.filter((pod) => !whyNoAudit(pod)).map((pod) => sourceOfPod(pod, canSplit, options));
	const hopeless = new AbortController();
	const sources = untilAllFail(sourcesOf(pods), () => hopeless.abort());
	let count = sources.length;
	return {
		silent,
		sources,
		isSeveral: () => count > 1,
		arrivals: async function* (signal) {
			const known = new Set(pods.map(({ name }) => name));
			for await (const found of looks(options, AbortSignal.any([signal, hopeless.signal]))) {
				const arrived = sourcesOf(found.filter(({ name }) => !known.has(name)));
				for (const { name } of found) known.add(name);
				count += arrived.length;
				yield* arrived;
			}
		},
	};
}

/** The same sources; calls back once none of them can be read: others could not be either. */
function untilAllFail(sources: readonly Source[], onFailure: () => void): Source[] {
	let left = sources.length;
	return sources.map((source) => ({
		...source,
		async *read(options) {
			try {
				yield* source.read(options);
			} catch (error) {
				left -= 1;
				if (left === 0) onFailure();
				throw error;
			}
		},
	}));
}

/** The pods, looked for again and again: where the cluster cannot be asked, its logs cannot be read either, which is told there. */
async function* looks({ kubectl, pods, everySecond }: ClusterOptions, signal: AbortSignal): AsyncGenerator<Pod[]> {
	for (;;) {
		await passing(LOOK_SECONDS, everySecond, signal);
		if (signal.aborted) return;
		yield await podsOf(kubectl, pods, signal).catch(() => []);
	}
}

/** Waits for so many seconds, or the signal. */
const passing = (seconds: number, everySecond: EverySecond, signal: AbortSignal): Promise<void> =>
	new Promise((resolve) => {
		let left = seconds;
		const end = everySecond(() => {
			left -= 1;
			if (left === 0) done();
		});
		const done = (): void => {
			end();
			resolve();
		};
		if (signal.aborted) done();
		else signal.addEventListener("abort", done, { once: true });
	});

function sourceOfPod(pod: Pod, canSplit: boolean, options: ClusterOptions): Source {
	const { kubectl, pods: choice, follow, since } = options;
	const log = `${pod.namespace}/${pod.name}`;
	const origin: Origin = { name: pod.node, log };
	const look = async (signal: AbortSignal): Promise<Pod> => {
		const now = (await podsOf(kubectl, choice, signal)).find(({ name }) => name === pod.name);
		if (!now) throw new SourceError(`there is no pod ${log} any more`);
		return now;
	};
	const open = podLog(pod, { kubectl, follow, canSplit, look, since: since === undefined ? undefined : wholeSecond(since) });
	return follow ? restarted(origin, open, { ...options, isFinal }) : streamedOnce(origin, open);
}

/** A node may be away for a while. */
const isFinal = (error: SourceError): boolean => error instanceof ClusterError && error.isFinal;

/** What the server says of itself (`version.Info` of k8s.io/apimachinery), which anybody may ask; nothing where it does not say it. */
const serverVersion = (kubectl: Kubectl, signal: AbortSignal): Promise<JSONObject> =>
	kubectl.object({ path: "/version" }, signal).catch(() => ({}));

const noPods = ({ namespace, selector }: PodChoice, version: string | undefined): SourceError =>
	new SourceError(
		`no API server is to be seen: there is no pod with ${selector} in ${namespace}`,
		`-l LABELS and -n NAMESPACE look for others (calls in a namespace: --namespace); ${elsewhere(version)}`,
	);

const wholeSecond = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
