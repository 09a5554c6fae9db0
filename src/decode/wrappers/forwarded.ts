import { EVENT_HEAD } from "../head.ts";
import type { Envelope } from "../wrapper.ts";

/** Where collectors put the line: Vector and most others, Loki, Splunk, syslog-ng. */
const KEYS = ["message", "line", "_raw", "raw", "MSG", "text", "body"] as const;

/**
 * What any other collector made: an object in one of whose usual fields is a whole event. Kubernetes' own objects and klog's JSON are
 * none: their texts may be a client's.
 */
export const forwarded: Envelope = (value) => {
	if (typeof value.kind === "string" || typeof value.caller === "string") return undefined;
	const texts = KEYS.map((key) => value[key]).filter((text) => typeof text === "string" && text.includes(EVENT_HEAD));
	return texts.length > 0 ? texts.map((text) => ({ text: String(text) })) : undefined;
};
