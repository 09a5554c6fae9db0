import type { AuditEvent } from "./event.ts";

/** Stands for the user of a request that nobody was authenticated for. No row shows a real user's name like this: it would be quoted. */
export const nobody = "(nobody)";

/** Who acted: the impersonated user if there is one, else the authenticated one; undefined where nobody was authenticated. */
export const actor = (event: AuditEvent): string | undefined => event.impersonatedUser?.username || event.user?.username;

/** The address a request came from. Earlier entries are what the client claimed in X-Forwarded-For (k8s.io/apimachinery `pkg/util/net` SourceIPs). */
export const peerAddress = ({ sourceIPs }: AuditEvent): string | undefined => sourceIPs?.at(-1);

const ACCOUNT = /^system:serviceaccount:([^:]+):([^:]+)$/;

/** `sa:NS:NAME` for the user name of a service account; other names as they are. */
export const accountName = (username: string): string => username.replace(ACCOUNT, "sa:$1:$2");

const WRITES: readonly string[] = ["create", "update", "patch", "delete", "deletecollection", "post", "put"];
const READS: readonly string[] = ["get", "list", "watch", "head", "options"];

/** True for a verb that changes something, on resources and on other paths. */
export const isWrite = (verb: string | undefined): boolean => WRITES.includes(verb ?? "");

/** True for a verb that only looks. */
export const isRead = (verb: string | undefined): boolean => READS.includes(verb ?? "");

/** True when the response says so: a code from 100 (exec is 101) to 399. */
export const succeeded = ({ responseStatus }: AuditEvent): boolean => (responseStatus?.code ?? 0) > 0 && (responseStatus?.code ?? 0) < 400;

/** The parameters in the query string of a request, decoded. */
export function parameters({ requestURI = "" }: AuditEvent): URLSearchParams {
	const at = requestURI.indexOf("?");
	return new URLSearchParams(at < 0 ? "" : requestURI.slice(at + 1));
}

/**
 * True for a request that was only tried. A dry run is in the query string, but for deletes and evictions, where it is in a body that
 * level Metadata leaves out: then it is undefined.
 */
export function isDryRun(event: AuditEvent): boolean | undefined {
	if (parameters(event).has("dryRun")) return true;
	const inBody = event.verb === "delete" || event.objectRef?.subresource === "eviction";
	if (!inBody) return false;
	if (dryRunInBody(event.requestObject)) return true;
	return (event.level ?? "Metadata") === "Metadata" || isTruncated(event) ? undefined : false;
}

/** `dryRun` of DeleteOptions, which an Eviction carries as `deleteOptions`. */
function dryRunInBody(body: unknown): boolean {
	const options = body as { dryRun?: unknown; deleteOptions?: { dryRun?: unknown } | null } | null | undefined;
	return [options?.dryRun, options?.deleteOptions?.dryRun].some((value) => Array.isArray(value) && value.length > 0);
}

const LONG_RUNNING: readonly string[] = ["attach", "exec", "proxy", "log", "portforward"];

/** True for a request that the API server takes for long-running (kubernetes/kubernetes `pkg/controlplane/apiserver/config.go`). */
export const isLongRunning = ({ verb, objectRef }: AuditEvent): boolean =>
	verb === "watch" || LONG_RUNNING.includes(objectRef?.subresource ?? "");

/** True for an event whose bodies the API server left out, as they were too large (k8s.io/apiserver `plugin/pkg/audit/truncate`). */
export const isTruncated = ({ annotations }: AuditEvent): boolean => annotations?.["audit.k8s.io/truncated"] === "true";

/** When an event happened: its stage's time, or, where that is not recorded (legacy text), when the request was received. */
export const timeOf = ({ stageTimestamp, requestReceivedTimestamp }: AuditEvent): string | undefined =>
	stageTimestamp ?? requestReceivedTimestamp;

/** The sentences with which admission refuses: of policies, and of webhooks (k8s.io/apiserver `pkg/admission/plugin`). */
const BY_ADMISSION = / denied (?:the )?request\b/;

/** True for a request that was refused: by authentication, by the authorizer, or by admission, whose code may be any from 400 on. */
export function isDenied({ annotations, responseStatus: { code = 0, message = "" } = {} }: AuditEvent): boolean {
	if (annotations?.["authorization.k8s.io/decision"] === "forbid" || code === 401 || code === 403) return true;
	return code >= 400 && BY_ADMISSION.test(message);
}

/**
 * The subcommand or plugin of kubectl that made a request, as far as it tells; undefined for others. kubectl names itself and its subcommand as the manager of the fields that it writes (kubernetes/kubectl `pkg/cmd`); a plugin is a program of
 * its own, `kubectl-NAME`, and so names itself in the user agent (k8s.io/client-go `rest.DefaultKubernetesUserAgent`). The dispatcher starts
 * the kubectl of the server's version.
 */
export const kubectlCommand = (event: AuditEvent): string | undefined => {
	const [, manager] = /^kubectl-(.+)$/.exec(parameters(event).get("fieldManager") ?? "") ?? [];
	const [, plugin] = /^kubectl-(?!dispatcher\/)([^/ ]+)\//.exec(event.userAgent ?? "") ?? [];
	return manager ?? plugin;
};

/** The IDs of the credentials that an event tells of: the one that was used, and the one that was issued. */
export const credentialsOf = ({ user, annotations }: AuditEvent): (string | undefined)[] => [
	...(user?.extra?.["authentication.kubernetes.io/credential-id"] ?? []),
	annotations?.["authentication.kubernetes.io/issued-credential-id"],
];
