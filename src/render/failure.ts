import type { AuditEvent } from "../audit/event.ts";
import { peerAddress } from "../audit/meaning.ts";
import { quotedName, safeNote } from "./safe.ts";

/** The sentence that RBAC refuses with; what an authorizer adds stands behind it (k8s.io/apiserver `responsewriters/errors.go`). */
const FORBIDDEN =
	/User "(?:[^"\\]|\\.)*" cannot (?:\S+ path "[^"]*"|.*?(?: at the cluster scope| in the namespace "[^"]*"))(?:: (?<more>.*))?$/s;
const IMPERSONATION = /^(?<whom>.*) is forbidden: User .* cannot impersonate resource /s;
const POLICY = /ValidatingAdmissionPolicy '(?<policy>[^']*)' with binding '[^']*' denied request: (?<why>.*)$/s;
const WEBHOOK = /admission webhook "(?<webhook>[^"]*)" denied the request(?:: (?<why>.*)| without explanation)$/s;
const NOT_FOUND = /(?:" not found|could not find the requested resource)$/;
const CONFLICT = /: (?<why>the object has been modified); please apply your changes/;
const PANIC = /^APIServer panic'd: /;

/**
 * Why a call failed, and which layer refused it: authn, authz, impersonation, admission, or the server's own message.
 * Undefined where the code says it all.
 */
export function failure(event: AuditEvent): string | undefined {
	const { code = 0, message = "" } = event.responseStatus ?? {};
	if (event.stage === "Panic") return `PANIC ${safeNote(message.replace(PANIC, ""))}`;
	if (code === 401) return `authn: ${safeNote(message || "Unauthorized")}, from ${from(event)}`;
	return refusal(event, message) ?? serverMessage(code, message);
}

const from = (event: AuditEvent): string =>
	[peerAddress(event) ?? "?", event.userAgent]
		.filter((part) => part !== undefined)
		.map(quotedName)
		.join(" ");

function refusal({ responseStatus, annotations }: AuditEvent, message: string): string | undefined {
	const code = responseStatus?.code;
	const whom = code === 403 ? IMPERSONATION.exec(message)?.groups?.whom : undefined;
	if (whom) return `impersonation refused: ${safeNote(whom)}`;
	if (annotations?.["authorization.k8s.io/decision"] === "forbid") return withReason("authz: forbid", beyondStandard(message));
	const policy = POLICY.exec(message)?.groups;
	if (policy) return `admission: policy ${quotedName(policy.policy ?? "")}: ${safeNote(policy.why ?? "")}`;
	const webhook = WEBHOOK.exec(message)?.groups;
	if (webhook) return withReason(`admission: webhook ${quotedName(webhook.webhook ?? "")}`, webhook.why, ": ");
	if (code === 403 && message) return `admission: ${safeNote(message.replace(/^.*? is forbidden: /s, ""))}`;
	return undefined;
}

/** What a refusal says beyond the sentence that only repeats the request. */
function beyondStandard(message: string): string | undefined {
	const standard = FORBIDDEN.exec(message);
	return standard ? standard.groups?.more : message;
}

const withReason = (layer: string, reason: string | undefined, separator = "  "): string =>
	reason ? `${layer}${separator}${safeNote(reason)}` : layer;

/** The server's own words, without the sentence that only repeats the code. */
function serverMessage(code: number, message: string): string | undefined {
	if (!message || (code === 404 && NOT_FOUND.test(message))) return undefined;
	return safeNote(CONFLICT.exec(message)?.groups?.why ?? message);
}
