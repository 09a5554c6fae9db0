import { asText, isObject } from "../../audit/json.ts";
import { rawText } from "../raw.ts";
import type { Envelope } from "../wrapper.ts";

type Entry = readonly [nanoseconds: string, line: string];

/**
 * What Loki answers to `query_range` (grafana/loki `docs/sources/reference/loki-http-api.md`): streams, each with its labels and its
 * entries, the newest first unless the query says otherwise. They are put in the order in which they were written. Also a
 * line of `logcli -o jsonl`, which is one entry.
 */
export const loki: Envelope = ({ data, labels, line }) => {
	if (isObject(labels) && typeof line === "string") return [{ raw: rawText(line), from: nameIn(labels) }];
	if (!isObject(data) || data.resultType !== "streams" || !Array.isArray(data.result)) return undefined;
	return data.result
		.filter(isObject)
		.flatMap(({ stream, values }) => entriesOf(values).map(([, text]) => ({ raw: rawText(text), from: nameIn(stream) })));
};

/** Labels are a user's own; these are what Promtail and Alloy give. */
const nameIn = (labels: unknown): string | undefined => (isObject(labels) ? (asText(labels.pod) ?? asText(labels.hostname)) : undefined);

const entriesOf = (values: unknown): Entry[] =>
	Array.isArray(values) ? values.filter(isEntry).toSorted(([a], [b]) => a.length - b.length || (a < b ? -1 : Number(a > b))) : [];

const isEntry = (value: unknown): value is Entry => Array.isArray(value) && typeof value[0] === "string" && typeof value[1] === "string";
