import type { ServerResponse } from "node:http";

/** A line of a container's log, as the kubelet keeps it. */
interface Entry {
	/** When the container runtime noted it, in milliseconds since 1970. */
	readonly at: number;
	readonly stream: "stdout" | "stderr";
	readonly text: string;
}

/** How a log is asked for: the parameters of the request that a kubelet knows. */
export interface LogQuery {
	readonly follow: boolean;
	readonly previous: boolean;
	readonly since: number;
	readonly stdoutOnly: boolean;
}

/** Somebody who follows a log. */
interface Follower {
	readonly response: ServerResponse;
	readonly query: LogQuery;
	/** True once the file that it follows was rotated away: the kubelet does not tell it of the new one (kubernetes/kubernetes#126564). */
	isForgotten: boolean;
}

/** A pod with one container, and its log. */
export class FakePod {
	readonly name: string;
	readonly node: string;
	readonly flags: readonly string[];
	restarts = 0;
	#log: Entry[] = [];
	#previous: Entry[] | undefined;
	#followers = new Set<Follower>();

	constructor(name: string, node: string, flags: readonly string[]) {
		this.name = name;
		this.node = node;
		this.flags = flags;
	}

	/** How many follow its log, and hear of what comes. */
	get followers(): number {
		return [...this.#followers].filter(({ isForgotten }) => !isForgotten).length;
	}

	/** The container writes. */
	write(text: string, { stream = "stdout", at = Date.now() }: Partial<Pick<Entry, "stream" | "at">> = {}): void {
		const entry = { at, stream, text };
		this.#log.push(entry);
		for (const { response, query, isForgotten } of this.#followers) if (!isForgotten && isWanted(entry, query)) response.write(text);
	}

	/** The kubelet rotates the log: what was in it is not served any more, and who follows it hears nothing any more. */
	rotate(): void {
		this.#log = [];
		for (const follower of this.#followers) follower.isForgotten = true;
	}

	/** The container ends, and another one starts. */
	restart(): void {
		this.#previous = this.#log;
		this.#log = [];
		this.restarts += 1;
		for (const { response } of this.#followers) response.end();
		this.#followers.clear();
	}

	/** The connections of those who follow are cut, after some last bytes. */
	cut(after = ""): void {
		for (const { response } of this.#followers) response.write(after, () => response.destroy());
		this.#followers.clear();
	}

	/** True where a container ran before, whose log is kept. */
	get hasPrevious(): boolean {
		return this.#previous !== undefined;
	}

	/** Answers with the log. */
	serve(response: ServerResponse, query: LogQuery): void {
		response.writeHead(200, { "content-type": "text/plain" });
		response.flushHeaders();
		const entries = query.previous ? (this.#previous ?? []) : this.#log;
		for (const entry of entries) if (isWanted(entry, query)) response.write(entry.text);
		if (!query.follow) {
			response.end();
			return;
		}
		const follower = { response, query, isForgotten: false };
		this.#followers.add(follower);
		response.on("close", () => this.#followers.delete(follower));
	}

	/** It, as the API shows it. */
	get object(): object {
		return {
			metadata: { name: this.name, namespace: "kube-system", labels: { component: "kube-apiserver", tier: "control-plane" } },
			spec: { nodeName: this.node, containers: [{ name: "kube-apiserver", command: ["kube-apiserver", ...this.flags] }] },
			status: {
				phase: "Running",
				containerStatuses: [
					{ name: "kube-apiserver", containerID: `containerd://${this.name}-${this.restarts}`, restartCount: this.restarts },
				],
			},
		};
	}
}

const isWanted = ({ at, stream }: Entry, { since, stdoutOnly }: LogQuery): boolean => at >= since && !(stdoutOnly && stream === "stderr");
