import type { Lookalike } from "../audit/tally.ts";
import { isServerLog } from "./server-log.ts";
import { isObject, type JSONObject } from "./wrapper.ts";

interface Row extends Lookalike {
	readonly text?: (text: string) => boolean;
	readonly value?: (value: JSONObject) => boolean;
}

const starts =
	(pattern: RegExp) =>
	(text: string): boolean =>
		pattern.test(text);
const isKind =
	(kind: string, group: RegExp) =>
	(value: JSONObject): boolean =>
		value.kind === kind && group.test(String(value.apiVersion));

/** What people hand over instead of an audit log, the particular before the general. */
const rows: readonly Row[] = [
	{
		what: "Events of `kubectl get events`, which tell what happened to objects, not who asked for it",
		hint: "the audit log is what the API server's flag --audit-log-path names",
		text: starts(/^(?:NAMESPACE +)?LAST SEEN +(?:TYPE|FIRST SEEN)\b/),
		value: (value) => isKind("Event", /^(?:v1|events\.k8s\.io\/.*)$/)(value) || isObject(value.involvedObject ?? value.regarding),
	},
	{
		what: "an audit policy, which says what to record, not what was recorded",
		hint: "the audit log is what the API server's flag --audit-log-path names",
		text: starts(/^kind: ["']?Policy\b/),
		value: isKind("Policy", /^audit\.k8s\.io\//),
	},
	{
		what: "requests to an admission webhook",
		hint: "the audit log is what the API server's flag --audit-log-path names",
		value: isKind("AdmissionReview", /^admission\.k8s\.io\//),
	},
	{
		what: "an EventList without items",
		hint: "the policy may record nothing (level: None), or leave these stages out",
		value: isKind("EventList", /^audit\.k8s\.io\//),
	},
	{
		what: "the log of an API server that records nothing, as it has no audit policy",
		hint: "give it --audit-policy-file, and start it again",
		text: (text) =>
			text.includes("No audit policy file provided, no events will be recorded") || text.includes('FLAG: --audit-policy-file=""'),
	},
	{
		what: "the log of an API server whose audit log goes elsewhere",
		hint: "its flag --audit-log-path names a file: read that, on the control plane's node",
		text: (text) => /FLAG: --audit-log-path="[^-"]/.test(text),
	},
	{
		what: "the API server's own log, without audit events in it",
		hint: "they are in this stream only with --audit-log-path=- and a policy that records something",
		text: isServerLog,
		value: (value) => typeof value.ts === "number" && typeof value.msg === "string",
	},
	{
		what: "an error that kubectl printed",
		hint: "see the text itself",
		text: starts(/^(?:error:|Error from server|Unable to connect to the server)/),
	},
];

/** What a line without an event in it, or a JSON value, looks like, if that is known. */
export function lookalike(what: unknown): Lookalike | undefined {
	if (typeof what === "string") return rows.find(({ text }) => text?.(what));
	return isObject(what) ? rows.find(({ value }) => value?.(what)) : undefined;
}
