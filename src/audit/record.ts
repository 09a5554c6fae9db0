import { type Call, durationMillis } from "./call.ts";

/** What auditail knows of a call beyond its last event: the `call` key of a record. */
export interface CallFacts {
	readonly state: Call["state"];
	/** Each stage that was read, with its stageTimestamp. */
	readonly stages: Readonly<Record<string, string | null>>;
	/** From requestReceivedTimestamp to the last stage, in milliseconds to the microsecond; absent without an end. */
	readonly durationMs?: number;
	/** The file the last stage was read from, `-` for stdin, or the pod, host or log stream that a prefix names. */
	readonly source: string;
	/** What the event was read from, where that was no `audit.k8s.io` Event. */
	readonly format?: Call["format"];
	/** True for a call that does not match, but is shown before or after one that does. */
	readonly context?: true;
	/** Why it is not sure that it matches. */
	readonly remark?: string;
}

/** The `call` key of a record. */
export function callFacts(call: Call, shown: Pick<CallFacts, "context" | "remark"> = {}): CallFacts {
	const duration = durationMillis(call);
	return {
		state: call.state,
		stages: Object.fromEntries(call.stages.map(({ stage, at }) => [stage, at])),
		...(duration === undefined ? {} : { durationMs: duration }),
		source: call.origin.name,
		...(call.format === undefined ? {} : { format: call.format }),
		...shown,
	};
}
