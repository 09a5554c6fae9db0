import type { JSONObject } from "../../src/audit/json.ts";
import { lineOf, rawText } from "../../src/decode/raw.ts";
import type { Envelope, Prefix } from "../../src/decode/wrapper.ts";

/** What a prefix leaves of a line as `text`, beside what it says; undefined where there is none of its kind. */
export function behind(prefix: Prefix, line: string) {
	const { length, ...facts } = prefix(line) ?? {};
	return length === undefined ? undefined : { text: line.slice(length), ...facts };
}

/** What an envelope holds, each with its `text`, and without what it does not say; undefined where it is none of its kind. */
export const inside = (envelope: Envelope, value: JSONObject, text = JSON.stringify(value)) =>
	envelope(value, rawText(text))?.map(({ raw, ...facts }) => ({ text: lineOf(raw), ...facts }));
