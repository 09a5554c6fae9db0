import type { AuditEvent } from "../audit/event.ts";
import { peerAddress } from "../audit/meaning.ts";
import { quotedName, safeNote } from "./safe.ts";

/** The sentence that RBAC refuses with; what an authorizer adds stands behind it (k8s.io/apiserver `responsewriters/errors.go`). */
const FORBIDDEN =
	/User "(?:[^"\\]|\\.)*" cannot (?:\S+ path "(?:[^"\\]|\\.)*"|.*?(?: at the cluster scope| in the namespace "(?:[^"\\]|\\.)*"))(?:: (?<more>.*))?$/s;
const POLICY =
	/^\S+(?: "(?:[^"\\]|\\.)*")? is forbidden: ValidatingAdmissionPolicy '(?<policy>[^']*)' with binding '[^']*' denied request: (?<why>.*)$/s;
const WEBHOOK = /admission webhook "(?<webhook>[^"]*)" denied the request(?:: (?<why>.*)| without explanation)$/s;
const NOT_FOUND = /(?:" not found|could not find the requested resource)$/;
const CONFLICT = /: (?<why>the object has been modified); please apply your changes/;
const PANIC = /^APIServer panic'd: /;

/** Messages up to this many characters are taken apart; patterns take too long over longer ones, which a client can provoke. */
const LONGEST_PARSED = 4096;

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

/** Which layer refused a call, and why. What the authorizer decided is in the annotations, a refused impersonation has none. */
function refusal({ responseStatus, annotations }: AuditEvent, message: string): string | undefined {
	const isForbidden = responseStatus?.code === 403;
	const decision = annotations?.["authorization.k8s.io/decision"];
	if (decision === "forbid") return withReason("authz: forbid", beyondStandard(message));
	const whom = isForbidden && decision === undefined ? impersonated(message) : undefined;
	if (whom) return `impersonation refused: ${safeNote(whom)}`;
	if (responseStatus?.code === 404) return undefined;
	return admission(message) ?? (isForbidden && message ? `admission: ${safeNote(message.replace(/^.*? is forbidden: /s, ""))}` : undefined);
}

/** What an admission policy or webhook said. */
function admission(message: string): string | undefined {
	if (message.length > LONGEST_PARSED) return undefined;
	const policy = POLICY.exec(message)?.groups;
	if (policy) return `admission: policy ${quotedName(policy.policy ?? "")}: ${safeNote(policy.why ?? "")}`;
	const webhook = WEBHOOK.exec(message)?.groups;
	return webhook && withReason(`admission: webhook ${quotedName(webhook.webhook ?? "")}`, webhook.why, ": ");
}

/** Whom a refused impersonation was about: `users "admin"`. */
function impersonated(message: string): string | undefined {
	const at = message.indexOf(" is forbidden: User ");
	return at > 0 && message.includes(" cannot impersonate resource ", at) ? message.slice(0, at) : undefined;
}

/** What a refusal says beyond the sentence that only repeats the request. */
function beyondStandard(message: string): string | undefined {
	const standard = message.length <= LONGEST_PARSED ? FORBIDDEN.exec(message) : null;
	return standard ? standard.groups?.more : message;
}

const withReason = (layer: string, reason: string | undefined, separator = "  "): string =>
	reason ? `${layer}${separator}${safeNote(reason)}` : layer;

/** The server's own words, without the sentence that only repeats the code. */
function serverMessage(code: number, message: string): string | undefined {
	if (!message || (code === 404 && NOT_FOUND.test(message))) return undefined;
	return safeNote(CONFLICT.exec(message)?.groups?.why ?? message);
}
