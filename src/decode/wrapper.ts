import { memberText } from "./json-text.ts";
import type { Piece } from "./pieces.ts";
import type { Raw } from "./raw.ts";

/** What a wrapper held. */
export interface Wrapped {
	/** A line as it was before it was wrapped, or a piece of one; bytes, where they may be no UTF-8. */
	readonly text: string | Buffer;
	/** Where the wrapper says that it came from: a pod, a host, a log stream. */
	readonly from?: string | undefined;
	readonly piece?: Piece | undefined;
	/** Set where the line was left out: who did that, and why. */
	readonly lost?: string | undefined;
}

/** What stands behind a prefix. */
interface Prefixed extends Wrapped {
	readonly text: string;
}

/** Takes what a tool put in front of a line off again: one prefix, another may stand behind it. Undefined where there is none of its kind. */
export type Prefix = (line: string) => Prefixed | undefined;

/** A JSON object that may be an envelope, its fields not looked at yet. */
export type JSONObject = Readonly<Record<string, unknown>>;

/** Takes out what a collector put into a JSON object, which was parsed from `raw`. Undefined where the object is none of its kind. */
export type Envelope = (value: JSONObject, raw: Raw) => readonly Wrapped[] | undefined;

/** True for a JSON object. */
export const isObject = (value: unknown): value is JSONObject => typeof value === "object" && value !== null && !Array.isArray(value);

/** A text, or undefined for anything else. */
export const asText = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

/** The text of a member of an object, as it stands in the object's. */
export const memberOf = (raw: Raw, key: string): Raw => ({ ...raw, chars: memberText(raw.chars, key) ?? "" });

/** RFC 3339, with any fraction, and with or without a zone, as a pattern's source. */
export const TIMESTAMP = String.raw`\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?`;
