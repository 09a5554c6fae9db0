import { isObject, type JSONObject } from "../audit/json.ts";
import type { Lookalike } from "../audit/tally.ts";
import { isServerLog } from "./server-log.ts";

interface Row extends Omit<Lookalike, "rank"> {
	readonly text?: (text: string) => boolean;
	readonly value?: (value: JSONObject) => boolean;
}

const starts =
	(pattern: RegExp) =>
	(text: string): boolean =>
		pattern.test(text);
const unpack = (command: string): string => `unpack it: ${command} FILE | auditail`;
const isKind =
	(kind: string, group: RegExp) =>
	(value: JSONObject): boolean =>
		value.kind === kind && group.test(String(value.apiVersion));

/** Where a tar file's first header says what it is, in bytes (POSIX ustar). */
const TAR_HEADER = 512;
/** Every other byte is a NUL. */
const WIDE = /^(?:[\x20-\x7e]\0){4}/;
/** True for a text with some characters near its beginning that are none of a text's. */
const isBinary = (text: string): boolean =>
	[...text.slice(0, 100)].filter((char) => char === "\uFFFD" || /[^\P{Cc}\s]/u.test(char)).length > 3;

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
		what: "the audit log of Linux (auditd)",
		hint: "Kubernetes' own is what the API server's flag --audit-log-path names",
		text: starts(/^(?:node=\S+ )?type=[A-Z_0-9]+ msg=audit\(/),
	},
	{
		what: "CloudTrail, which tells of AWS, not of what is in a cluster",
		hint: "EKS writes its audit log to CloudWatch: aws logs tail /aws/eks/CLUSTER/cluster --log-stream-name-prefix kube-apiserver-audit | auditail",
		value: ({ Records, eventSource, eventVersion }) =>
			Array.isArray(Records) || (typeof eventSource === "string" && typeof eventVersion === "string"),
	},
	{
		what: "Google Cloud's audit log of another service than Kubernetes",
		hint: 'ask for protoPayload.serviceName="k8s.io": gcloud logging read FILTER --format json | auditail',
		value: ({ protoPayload }) => isObject(protoPayload),
	},
	{
		what: "an error that kubectl printed",
		hint: "run that command by itself first",
		text: starts(/^(?:error:|Error from server|Unable to connect to the server)/),
	},
	{ what: "a file compressed by xz", hint: unpack("xz -dc"), text: starts(/^\uFFFD7zXZ/) },
	{ what: "a file compressed by bzip2", hint: unpack("bzip2 -dc"), text: starts(/^BZh\d1AY&SY/) },
	{ what: "a zip file", hint: unpack("unzip -p"), text: (text) => text.startsWith("PK\x03\x04") },
	{ what: "a tar file", hint: unpack("tar -xOf"), text: (text) => text.slice(0, TAR_HEADER).includes("\0ustar") },
	{
		what: "UTF-16 without a byte order mark",
		hint: "turn it into UTF-8: iconv -f UTF-16LE (or UTF-16BE) -t UTF-8 FILE | auditail",
		text: starts(WIDE),
	},
	{ what: "a web page", hint: "the address of a log may want a login first", text: starts(/^<(?:!doctype|html)\b/i) },
	{ what: "data that is no text", hint: "auditail reads text, and gzip and zstd of it", text: isBinary },
];

/** What a line without an event in it, or a JSON value, looks like, if that is known. */
export function lookalike(seen: unknown): Lookalike | undefined {
	const rank = rows.findIndex(({ text, value }) => (typeof seen === "string" ? text?.(seen) : isObject(seen) && value?.(seen)));
	const row = rows[rank];
	return row && { what: row.what, hint: row.hint, rank };
}
