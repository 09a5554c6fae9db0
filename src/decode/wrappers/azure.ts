import { currentVersion, isAuditEvent } from "../../audit/event.ts";
import { asText, isObject, type JSONObject } from "../../audit/json.ts";
import { parseJSON } from "../json-text.ts";
import { memberOf, type Raw, rawText, textOf } from "../raw.ts";
import type { Envelope } from "../wrapper.ts";

/**
 * A record of AKS' `kube-audit` as Event Hubs and storage have it: the line is `properties.log`, or the event itself, where `properties` is an object
 * or the JSON text of one (sysdiglabs/aks-audit-log `samples/event.json`); in Log Analytics it is `log_s`. A line of more than
 * 16 KiB comes in pieces, of which only the last ends in a newline.
 */
export const azure: Envelope = (value, raw) => {
	const properties = typeof value.properties === "string" ? parseJSON(value.properties) : value.properties;
	const { log, pod, stream } = isObject(properties) ? properties : { log: value.log_s, pod: value.pod_s, stream: value.stream_s };
	const from = asText(pod);
	if (isAuditEvent(log))
		return [{ raw: memberOf(typeof value.properties === "string" ? rawText(value.properties) : memberOf(raw, "properties"), "log"), from }];
	if (typeof log !== "string") return rowOfTable(value, raw);
	return [{ raw: rawText(log), from, piece: { stream: `${from} ${asText(stream)}`, isLast: log.endsWith("\n") } }];
};

/** Columns of the tables AKSAudit and AKSAuditAdmin, and the fields of the event that they hold (learn.microsoft.com `tables/aksaudit`). */
const columns: Readonly<Record<string, string>> = {
	Level: "level",
	AuditId: "auditID",
	Stage: "stage",
	RequestUri: "requestURI",
	Verb: "verb",
	User: "user",
	ImpersonatedUser: "impersonatedUser",
	SourceIps: "sourceIPs",
	UserAgent: "userAgent",
	ObjectRef: "objectRef",
	ResponseStatus: "responseStatus",
	RequestObject: "requestObject",
	ResponseObject: "responseObject",
	RequestReceivedTime: "requestReceivedTimestamp",
	StageReceivedTime: "stageTimestamp",
	Annotations: "annotations",
};
/** Columns whose values are objects and arrays, or the JSON texts of them. */
const DYNAMIC = /^(?:User|ImpersonatedUser|SourceIps|ObjectRef|ResponseStatus|RequestObject|ResponseObject|Annotations)$/;

function rowOfTable(row: JSONObject, raw: Raw) {
	if (typeof row.AuditId !== "string" || typeof row.Stage !== "string") return undefined;
	const fields = Object.entries(columns).flatMap(([column, field]) => {
		const text = cellText(column, row[column], raw);
		return text === undefined ? [] : [`${JSON.stringify(field)}:${text}`];
	});
	return [{ raw: rawText(`{"kind":"Event","apiVersion":"${currentVersion}",${fields.join(",")}}`), from: asText(row.PodName) }];
}

/** A cell as JSON text, as it stands there; undefined for an empty one. */
function cellText(column: string, cell: unknown, raw: Raw): string | undefined {
	if (cell === "" || cell === "null" || cell === null || cell === undefined) return undefined;
	if (DYNAMIC.test(column) && typeof cell === "string" && parseJSON(cell) !== undefined) return cell;
	return textOf(memberOf(raw, column));
}
