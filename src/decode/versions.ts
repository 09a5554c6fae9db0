import { type AuditEvent, currentVersion, isAuditEvent } from "../audit/event.ts";
import { asText, isObject, type JSONObject } from "../audit/json.ts";
import { serverTime } from "../audit/time.ts";

/**
 * The event that a parsed value is, whatever its version; undefined for what is none, and for one whose fields have wrong types.
 * v1beta1 and v1alpha1 (Kubernetes up to 1.23) have `timestamp` and
 * `metadata.creationTimestamp`, and up to 1.8 no other times; in v1alpha1 `objectRef.apiVersion` holds the group too
 * (k8s.io/apiserver v0.23 `pkg/apis/audit/v1alpha1/conversion.go`).
 */
export function eventOf(value: unknown): AuditEvent | undefined {
	if (!isAuditEvent(value)) return undefined;
	return value.apiVersion === currentVersion || (value.apiVersion === undefined && value.requestReceivedTimestamp)
		? value
		: upgraded(value);
}

function upgraded(event: AuditEvent): AuditEvent {
	const { timestamp, metadata } = event as unknown as JSONObject;
	const received = event.requestReceivedTimestamp ?? serverTime(asText(timestamp));
	const at = event.stageTimestamp ?? serverTime(isObject(metadata) ? asText(metadata.creationTimestamp) : undefined);
	return {
		...event,
		...(received === undefined ? {} : { requestReceivedTimestamp: received }),
		...(at === undefined ? {} : { stageTimestamp: at }),
		...(event.objectRef ? { objectRef: withGroup(event.objectRef) } : {}),
	};
}

function withGroup(reference: NonNullable<AuditEvent["objectRef"]>): NonNullable<AuditEvent["objectRef"]> {
	const { apiVersion } = reference as JSONObject;
	const at = typeof apiVersion === "string" ? apiVersion.lastIndexOf("/") : -1;
	return reference.apiGroup === undefined && at > 0 ? { ...reference, apiGroup: String(apiVersion).slice(0, at) } : reference;
}
