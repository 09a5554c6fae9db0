import { isObject, type JSONObject } from "./json.ts";

/** Who sent a request, as `authentication.k8s.io/v1` UserInfo; `{}` where nobody was authenticated. */
export interface UserInfo {
	readonly username?: string;
	readonly uid?: string;
	readonly groups?: readonly string[];
	readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** The object a resource request is about; a collection or a nameless create has no `name`. */
export interface ObjectReference {
	readonly resource?: string;
	readonly namespace?: string;
	readonly name?: string;
	readonly uid?: string;
	readonly apiGroup?: string;
	readonly subresource?: string;
}

/** The part of `metav1.Status` that an audit event carries about its response. */
export interface ResponseStatus {
	readonly status?: string;
	readonly message?: string;
	readonly reason?: string;
	readonly code?: number;
}

/**
 * One stage of one API call, as the API server wrote it: `audit.k8s.io` Event, k8s.io/apiserver `pkg/apis/audit/v1/types.go`.
 * Timestamps are RFC 3339 in UTC with microseconds, absent where Go wrote `null` for a zero time. Unknown keys are kept, unread.
 */
export interface AuditEvent {
	/** Absent, as is `apiVersion`, where the event is an item of the EventList that a webhook gets. */
	readonly kind?: string;
	readonly apiVersion?: string;
	readonly level?: string;
	readonly auditID: string;
	readonly stage: string;
	readonly requestURI?: string;
	readonly verb?: string;
	readonly user?: UserInfo;
	readonly impersonatedUser?: UserInfo;
	readonly sourceIPs?: readonly string[];
	readonly userAgent?: string;
	readonly objectRef?: ObjectReference;
	readonly responseStatus?: ResponseStatus;
	readonly requestObject?: unknown;
	readonly responseObject?: unknown;
	readonly requestReceivedTimestamp?: string;
	readonly stageTimestamp?: string;
	readonly annotations?: Readonly<Record<string, string>>;
}

/** The version that API servers write since Kubernetes 1.12. */
export const currentVersion = "audit.k8s.io/v1";

/** The four stages of `audit.k8s.io`, in the order in which a request passes them. Unknown ones are read too. */
export const stages = ["RequestReceived", "ResponseStarted", "ResponseComplete", "Panic"] as const;

/** The four levels of a policy rule, from nothing to everything. */
export const levels = ["None", "Metadata", "Request", "RequestResponse"] as const;

type Check = (value: unknown) => boolean;

const isString: Check = (value) => typeof value === "string";
const isStrings: Check = (value) => Array.isArray(value) && value.every(isString);

/** True for a field that is absent or passes. A null, which a forwarder may write for "absent", is taken out. */
function fits(value: JSONObject, key: string, check: Check): boolean {
	const field = value[key];
	if (field === null) delete value[key];
	return field === undefined || field === null || check(field);
}

/** True for an object whose listed fields fit. */
const hasShape =
	(checks: readonly (readonly [string, Check])[]): Check =>
	(value) =>
		isObject(value) && checks.every(([key, check]) => fits(value, key, check));

const hasValues =
	(check: Check): Check =>
	(value) => {
		if (!isObject(value)) return false;
		for (const key in value) if (!check(value[key])) return false;
		return true;
	};

const strings = (...keys: string[]): [string, Check][] => keys.map((key) => [key, isString]);

const isUser = hasShape([...strings("username", "uid"), ["groups", isStrings], ["extra", hasValues(isStrings)]]);
const isEventShape = hasShape([
	...strings("level", "requestURI", "verb", "userAgent", "requestReceivedTimestamp", "stageTimestamp"),
	["user", isUser],
	["impersonatedUser", isUser],
	["sourceIPs", isStrings],
	["objectRef", hasShape(strings("resource", "namespace", "name", "uid", "apiGroup", "subresource"))],
	["responseStatus", hasShape([...strings("status", "message", "reason"), ["code", Number.isInteger]])],
	["annotations", hasValues(isString)],
]);

/** True for what calls itself an audit event, or is one without a name, as in an EventList; a core/v1 or events.k8s.io Event has another apiVersion. */
export const claimsAuditEvent = (value: unknown): boolean => isObject(value) && (isNamed(value) || isBare(value));

const isNamed = ({ kind, apiVersion }: JSONObject): boolean =>
	kind === "Event" && isString(apiVersion) && String(apiVersion).startsWith("audit.k8s.io/");

const isBare = ({ kind, level, auditID, stage, stageTimestamp }: JSONObject): boolean =>
	kind === undefined && isString(level) && isString(auditID) && isString(stage) && stageTimestamp !== undefined;

/** Takes the nulls out of a parsed value, and says whether it is an event: the one place that asks. Behind it, every field has its type or is absent. */
export const isAuditEvent = (value: unknown): value is AuditEvent =>
	claimsAuditEvent(value) && isObject(value) && isString(value.auditID) && isString(value.stage) && isEventShape(value);
