import { type AuditEvent, currentVersion, type ObjectReference, type UserInfo } from "../audit/event.ts";
import { asObject, asText, isObject, type JSONObject } from "../audit/json.ts";
import { known } from "../audit/known.ts";
import { objectOf } from "../audit/request-info.ts";
import { serverTime } from "../audit/time.ts";

const AUDIT_LOG = "type.googleapis.com/google.cloud.audit.AuditLog";
/** The HTTP code of each google.rpc code, by its number (googleapis `google/rpc/code.proto`). */
const HTTP_CODES = [200, 499, 500, 400, 504, 404, 409, 403, 429, 400, 409, 400, 501, 500, 503, 500, 401] as const;
/** `io.k8s.GROUP.VERSION.RESOURCE[.SUBRESOURCE].VERB`, where the group may have dots. */
const METHOD = /^io\.k8s\.(?:.+)\.v\d+(?:(?:alpha|beta)\d+)?\.(?<resource>[^.]+)(?:\.(?<subresource>[^.]+))?\.(?<verb>[^.]+)$/;
const DECISION = /^authorization\.k8s\.io\//;

/**
 * The call that a LogEntry of GKE's Cloud Audit Logs tells of, as far as it says; undefined for any other object. It has no
 * audit ID (the operation's is taken, or the entry's own), no stage, no level, no groups and no HTTP code (the google.rpc code
 * is translated). `stage` here only says whether the call has ended: the first entry of a long operation is its beginning.
 */
export function gkeEvent(entry: JSONObject): AuditEvent | undefined {
	const { protoPayload: payload, insertId, timestamp } = entry;
	if (!isObject(payload) || payload["@type"] !== AUDIT_LOG || payload.serviceName !== "k8s.io") return undefined;
	const operation = asObject(entry.operation);
	const isBeginning = operation.first === true && operation.last !== true;
	return known<AuditEvent>({
		kind: "Event",
		apiVersion: currentVersion,
		auditID: asText(operation.id) ?? asText(insertId) ?? "",
		stage: isBeginning ? "ResponseStarted" : "ResponseComplete",
		...requestOf(payload),
		responseStatus: statusOf(asObject(payload.status)),
		requestObject: payload.request,
		responseObject: payload.response,
		stageTimestamp: serverTime(asText(timestamp)),
		annotations: annotationsOf(asObject(entry.labels)),
	});
}

/** Who asked for what. */
function requestOf(payload: JSONObject) {
	const { callerIp, callerSuppliedUserAgent } = asObject(payload.requestMetadata);
	const address = asText(callerIp);
	const resourceName = asText(payload.resourceName) ?? "";
	const { verb, ...parts } = methodOf(asText(payload.methodName) ?? "");
	const object = objectRef(resourceName, parts);
	return {
		requestURI: object ? undefined : `/${resourceName}`,
		verb,
		user: known<UserInfo>({ username: asText(asObject(payload.authenticationInfo).principalEmail) }),
		sourceIPs: address === undefined ? undefined : [address],
		userAgent: asText(callerSuppliedUserAgent),
		objectRef: object,
	};
}

interface Method {
	readonly verb?: string | undefined;
	readonly resource?: string | undefined;
	readonly subresource?: string | undefined;
}

const methodOf = (method: string): Method => METHOD.exec(method)?.groups ?? {};

/** `core/v1/namespaces/NS/pods/NAME[/SUB]` names the object as a path does; a create's names the collection. */
function objectRef(resourceName: string, { resource, subresource }: Method): ObjectReference | undefined {
	const path = resourceName.startsWith("core/") ? `/api/${resourceName.slice("core/".length)}` : `/apis/${resourceName}`;
	const object = objectOf(path);
	return object && resource ? { ...object, resource, ...(subresource ? { subresource } : {}) } : object;
}

function statusOf({ code = 0, message }: JSONObject) {
	return { code: HTTP_CODES[Number(code)] ?? 500, ...(typeof message === "string" ? { message } : {}) };
}

const annotationsOf = (labels: JSONObject): Record<string, string> =>
	Object.fromEntries(Object.entries(labels).filter(([key, value]) => DECISION.test(key) && typeof value === "string")) as Record<
		string,
		string
	>;
