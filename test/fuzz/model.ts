import type { SkipKind } from "../../src/audit/tally.ts";

/** Bytes as text, one character a byte, so that they can be cut anywhere, also inside of a UTF-8 character. */
export type Bytes = string;

/** What bytes say, with U+FFFD for what is no UTF-8. */
export const textOf = (bytes: Bytes): string => Buffer.from(bytes, "latin1").toString();
/** A text in UTF-8. */
export const bytesOf = (text: string): Bytes => Buffer.from(text).toString("latin1");

/** What an event is known by in these tests. */
export interface Identity {
	readonly id: string;
	readonly stage: string;
}

/** A line that an API server wrote: an event, or something that is none. */
export interface Content {
	readonly bytes: Bytes;
	readonly event?: Identity | undefined;
	/** All that it may count as, if it is no event. */
	readonly kinds: readonly SkipKind[];
}

/** Lines that are written in one go. */
export interface Message {
	readonly lines: readonly Content[];
	readonly stream: "stdout" | "stderr";
	/** `drop` tells of dropped events in the legacy format, which `legacy` events must not come in between of. */
	readonly what: "json" | "legacy" | "klog" | "drop" | "noise";
	/** Audit IDs that it holds without being an event that has them. */
	readonly lures: readonly string[];
}

/** An event as it should be read. */
export interface Read extends Identity {
	/** The name of its origin. */
	readonly from: string;
	/** Its own bytes. */
	readonly own: Bytes;
}

/** What should be counted. */
export interface Skip {
	readonly kinds: readonly SkipKind[];
	/** False where formats.md does not say whether it counts: what is left of a line counts with it. */
	readonly isCertain: boolean;
}

/** A line of the input, without its newline, and what should be known when it has been read. */
export interface Step {
	readonly bytes: Bytes;
	readonly reads: readonly Read[];
	readonly skips: readonly Skip[];
}

/** Lines of the input that belong together, in their order. */
export interface Chain {
	readonly steps: readonly Step[];
	/** What it occupies from its first line to its last: chains that occupy the same do not come in between. */
	readonly lanes: readonly string[];
	/** Nothing at all comes in between. */
	readonly isSolid: boolean;
	readonly lures: readonly string[];
	/** True where it tells of dropped events, or has events, in the legacy format. */
	readonly hasDrops: boolean;
	readonly hasLegacy: boolean;
}

/** What a tool makes of messages: queues of chains, each in order, side by side. */
export interface Wrapper {
	readonly name: string;
	readonly wrap: (messages: readonly Message[]) => readonly (readonly Chain[])[];
}
