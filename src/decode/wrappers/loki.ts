import { asText, isObject } from "../../audit/json.ts";
import { rawText } from "../raw.ts";
import type { Envelope } from "../wrapper.ts";

type Entry = readonly [nanoseconds: string, line: string];

/**
 * What Loki answers to `query_range` (grafana/loki `docs/sources/reference/loki-http-api.md`): streams, each with its labels and its
 * entries, the newest first unless the query says otherwise. They are put in the order in which they were written.
 */
export const loki: Envelope = ({ data }) => {
	if (!isObject(data) || data.resultType !== "streams" || !Array.isArray(data.result)) return undefined;
	return data.result.filter(isObject).flatMap(({ stream, values }) => {
		const from = isObject(stream) ? (asText(stream.pod) ?? asText(stream.hostname)) : undefined;
		return entriesOf(values).map(([, line]) => ({ raw: rawText(line), from }));
	});
};

const entriesOf = (values: unknown): Entry[] =>
	Array.isArray(values) ? values.filter(isEntry).toSorted(([a], [b]) => a.length - b.length || (a < b ? -1 : Number(a > b))) : [];

const isEntry = (value: unknown): value is Entry => Array.isArray(value) && typeof value[0] === "string" && typeof value[1] === "string";
