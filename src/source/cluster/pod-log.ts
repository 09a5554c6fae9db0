import { firstEventTime } from "../event-time.ts";
import { SourceError } from "../source.ts";
import type { Open, OpenOptions } from "../stream/restarted.ts";
import type { Kubectl } from "./kubectl.ts";
import { logRequest, type Pod } from "./pods.ts";

/** No API server has nothing to log for that long, in milliseconds. */
const QUIET_MS = 60_000;

/** What is said to a request for stdout alone where the feature gate PodLogsQuerySplitStreams is off: by the API server, or by the kubelet. */
const REFUSED = /is invalid:.*\bstream\b|rejected our request/;

/** How a pod's log is read. */
export interface PodLogOptions {
	readonly kubectl: Kubectl;
	readonly follow: boolean;
	/** From that time on, in RFC 3339, whole seconds; without it, from its beginning. */
	readonly since: string | undefined;
	/** True where the server can leave out what a container writes to stderr (1.32 and later). */
	readonly canSplit: boolean;
	/** The pod as it is now. */
	readonly look: (signal: AbortSignal) => Promise<Pod>;
}

/**
 * The log of a pod's container, and before it what the one that ran before has left, where it was another one when the log was read
 * last: the kubelet keeps the logs of those two.
 */
export function podLog(pod: Pod, options: PodLogOptions): Open {
	let seen: Pod | undefined;
	let { canSplit } = options;
	const read = async function* (now: Pod, previous: boolean, { signal, since = options.since }: OpenOptions): AsyncGenerator<Buffer> {
		const request = { follow: options.follow && !previous, since, previous };
		try {
			yield* options.kubectl.stream(logRequest(now, { ...request, stdoutOnly: canSplit }), signal);
		} catch (error) {
			if (!(canSplit && error instanceof SourceError && REFUSED.test(error.message))) throw error;
			canSplit = false;
			yield* options.kubectl.stream(logRequest(now, { ...request, stdoutOnly: false }), signal);
		}
	};
	const all = async function* (open: OpenOptions): AsyncGenerator<Buffer> {
		const now = seen ? await options.look(open.signal) : pod;
		if (seen ? seen.containerID !== now.containerID : now.restarts > 0) yield* ofPrevious(read(now, true, open));
		seen = now;
		yield* read(now, false, open);
	};
	return (open) =>
		open.since === undefined && options.since !== undefined ? tellingBegin(all(open), options.since, pod.node, open) : all(open);
}

/** Says where the log begins, if that is later than it was asked for: the kubelet keeps the last few MiB. */
async function* tellingBegin(chunks: AsyncIterable<Buffer>, since: string, node: string, { notify }: OpenOptions): AsyncGenerator<Buffer> {
	let begin: string | undefined;
	for await (const chunk of chunks) {
		const first = begin === undefined ? firstEventTime(chunk) : undefined;
		begin ??= first;
		if (first && Date.parse(first) - Date.parse(since) > QUIET_MS)
			notify(`${node}: its log begins at ${first}: what there was between ${since} and then, the kubelet has not kept`);
		yield chunk;
	}
}

/** What the container before has left, if anything; its last line may lack its end. */
async function* ofPrevious(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
	let last = 10;
	try {
		for await (const chunk of chunks) {
			yield chunk;
			last = chunk.at(-1) ?? last;
		}
	} catch (error) {
		if (!(error instanceof SourceError)) throw error; // the kubelet has none any more: what is missing is seen by the times
	}
	if (last !== 10) yield Buffer.of(10);
}
