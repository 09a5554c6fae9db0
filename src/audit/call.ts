import type { AuditEvent } from "./event.ts";
import { micros } from "./time.ts";

/**
 * `complete`: ended with an answer. `panic`: the API server's handler panicked. `open`: still running, as far as a live
 * stream knows. `noEnd`: the log ended, or the end was lost, and no end is recorded.
 */
export type State = "complete" | "panic" | "open" | "noEnd";

/** A line of input: its text, or its bytes where they are not valid UTF-8 and a text would not give them back. */
export type Line = string | Buffer;

/** Where events come from: `log` is what calls are joined within, `name` is what users see. */
export interface Origin {
	/** A path as the user gave it, `-` for stdin, or what a prefix names: a pod, a host, a log stream. */
	readonly name: string;
	/** Files of one rotated set share a log; a call may begin in one file and end in the next. */
	readonly log: string;
	/** True where a prefix or an envelope names it, so that it is not known from the command line. */
	readonly isNamed?: boolean;
	/** The log that the bodies of an audit webhook (EventList) belong to, which are often kept one a file in one folder. */
	readonly webhookLog?: string;
}

/**
 * What an event was read from, where that is not an `audit.k8s.io` Event: `legacy` is a line of `--audit-log-format=legacy`
 * (no level, no time of the stage), `gke` a LogEntry of Google Cloud (no stage, no level, no HTTP code).
 */
export type Format = "legacy" | "gke";

/** One event as it was read: parsed, with its own text, and whose log it is. */
export interface Reading {
	readonly event: AuditEvent;
	readonly line: Line;
	readonly origin: Origin;
	readonly format?: Format | undefined;
}

/** One API call: all the events that share a key, joined. A live call changes until it has ended. */
export interface Call {
	readonly state: State;
	/** The last stage's event, which is the fullest: later stages repeat what earlier ones said, and add to it. */
	readonly event: AuditEvent;
	/** The stages that were read, in the order in which they came, with their stageTimestamp. */
	readonly stages: readonly StageSeen[];
	/** The lines of the events in `stages`; only the last stage's where the earlier ones were not kept. */
	readonly lines: readonly Line[];
	readonly origin: Origin;
	readonly format?: Format | undefined;
	/** Set where it is shown for several that are alike. */
	readonly alike?: Alike;
	/** What it takes in memory, in bytes, by estimate; a call of one event by itself does not say. */
	readonly bytes?: number;
}

/** What is known of calls that follow each other and are alike. */
export interface Alike {
	readonly count: number;
	/** The time of the last one. */
	readonly until: string | undefined;
	/** How long the longest of them took, in microseconds. */
	readonly longest: number;
	/** How many objects they are about. */
	readonly objects: number;
}

/** A stage of a call that was read: its stageTimestamp, and the code that had been sent by then. */
export interface StageSeen {
	readonly stage: string;
	readonly at: string | null;
	readonly code?: number | undefined;
}

/** The stage that an event tells of; undefined for a format that knows no stages. */
export const stageSeen = ({ event, format }: Reading): StageSeen | undefined =>
	format === "gke" ? undefined : { stage: event.stage, at: event.stageTimestamp ?? null, code: event.responseStatus?.code };

/** True when the call has that stage. */
export const hasStage = (call: Call, stage: string): boolean => call.stages.some((seen) => seen.stage === stage);

/** True while no end is known: neither an answer nor a panic. */
export const isUnended = (call: Call): boolean => call.state === "open" || call.state === "noEnd";

/** How long an ended call took, in microseconds from requestReceivedTimestamp to its last stage, 0 where the clock went back; undefined without an end. */
export function durationMicros(call: Call): number | undefined {
	const elapsed = elapsedMicros(call);
	return elapsed === undefined ? undefined : Math.max(0, elapsed);
}

/** The same in milliseconds. */
export function durationMillis(call: Call): number | undefined {
	const took = durationMicros(call);
	return took === undefined ? undefined : took / 1000;
}

/** How long it took by the server's clock alone, which may have been set back in between. */
export function elapsedMicros(call: Call): number | undefined {
	if (isUnended(call)) return undefined;
	const from = micros(call.event.requestReceivedTimestamp);
	const to = micros(call.event.stageTimestamp);
	return from === undefined || to === undefined ? undefined : to - from;
}

/** An event by itself, as a call of one stage. */
export function callOfStage(reading: Reading): Call {
	const { event, line, origin, format } = reading;
	const seen = stageSeen(reading);
	const state = event.stage === "Panic" ? "panic" : event.stage === "ResponseComplete" ? "complete" : "open";
	return { state, event, stages: seen ? [seen] : [], lines: [line], origin, format };
}
