import { isAuditEvent } from "../../audit/event.ts";
import { asText, isObject, type JSONObject } from "../../audit/json.ts";
import { EVENT_HEAD } from "../head.ts";
import { memberOf, type Raw, rawText } from "../raw.ts";
import type { Envelope } from "../wrapper.ts";

/** Where collectors put the line: Vector and most others, Loki, Splunk, syslog-ng. */
const LINES = ["message", "line", "_raw", "raw", "MSG", "text", "body"] as const;
/** Where those put the event that parse the line. */
const EVENTS = ["log", "message", "event", "_source", "result"] as const;
/** Where exports put what a collector made: Elasticsearch and OpenSearch, Splunk. */
const DOCUMENTS = ["_source", "result"] as const;

/**
 * What any other collector made: an object in one of whose usual fields is a whole event, as text or parsed. Kubernetes' own
 * objects and klog's JSON are none: what they hold may be a client's.
 */
export const forwarded: Envelope = (value, raw) => {
	if (typeof value.kind === "string" || typeof value.caller === "string") return undefined;
	const from = isObject(value.kubernetes) ? asText(value.kubernetes.pod_name) : undefined;
	const texts = LINES.map((key) => value[key]).filter((text) => typeof text === "string" && text.includes(EVENT_HEAD));
	const parsed = EVENTS.filter((key) => isAuditEvent(value[key])).map((key) => memberOf(raw, key));
	const all = [...texts.map((text) => rawText(String(text))), ...parsed];
	const inner = all.length > 0 ? all : exported(value, raw);
	return inner.length > 0 ? inner.map((one) => ({ raw: one, from })) : undefined;
};

/** A document of an export, or a search's answer with all of them. */
function exported(value: JSONObject, raw: Raw): Raw[] {
	if (isObject(value.hits) && Array.isArray(value.hits.hits)) return [memberOf(memberOf(raw, "hits"), "hits")];
	return DOCUMENTS.filter((key) => isObject(value[key])).map((key) => memberOf(raw, key));
}
