import type { JSONObject } from "../audit/json.ts";
import type { Piece } from "./pieces.ts";
import type { Raw } from "./raw.ts";

/** What something that is wrapped around a line tells of it. */
interface Facts {
	/** Where it says that the line came from: a pod, a host, a log stream. */
	readonly from?: string | undefined;
	readonly piece?: Piece | undefined;
}

/** A prefix that stands there. */
interface Prefixed extends Facts {
	/** How much of the line it takes, in characters. */
	readonly length: number;
}

/** Knows what one tool puts in front of a line; another prefix may stand behind it. Undefined where there is none of its kind. */
export type Prefix = (line: string) => Prefixed | undefined;

/** What was wrapped. */
export interface Wrapped extends Facts {
	/** A line as it was before it was wrapped, or a piece of one. */
	readonly raw: Raw;
	/** Set where the line was left out: who did that, and why. */
	readonly lost?: string | undefined;
}

/** Takes out what a collector put into a JSON object, which was parsed from `raw`. Undefined where the object is none of its kind. */
export type Envelope = (value: JSONObject, raw: Raw) => readonly Wrapped[] | undefined;
