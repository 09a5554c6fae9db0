import type { AuditEvent, levels } from "../audit/event.ts";
import { asObject, asText, type JSONObject } from "../audit/json.ts";
import { actor, isDryRun, isRead, isWrite } from "../audit/meaning.ts";

/** A question that many ask: one row here is a flag, its help, and what it asks an event. */
export interface Preset {
	/** The flag's name, without dashes. */
	readonly name: string;
	/** One line of help. */
	readonly describe: string;
	/** What is asked of the last, fullest event of a call. */
	readonly test: (event: AuditEvent) => boolean;
	/** The least level at which an event can answer. */
	readonly level: (typeof levels)[number];
}

const preset = (name: string, describe: string, test: Preset["test"], level: Preset["level"] = "Metadata"): Preset => ({
	name,
	describe,
	test,
	level,
});

/** Every preset. */
export const presets: readonly Preset[] = [
	preset("writes", "what changes something: no reviews, no dry runs", writes),
	preset("reads", "what only looks", ({ verb }) => isRead(verb)),
	preset("humans", "whose actor's name does not begin with system:", (event) => !/^(?:system:|$)/.test(actor(event) ?? "")),
	preset("interactive", "by a person's tool, whoever the user: kubectl, curl, k9s, helm, …", ({ userAgent = "" }) =>
		BY_HAND.test(userAgent),
	),
	preset("exec", "exec, attach, port-forward, nodes/proxy, debug containers", exec),
	preset("denied", "refused: 401, 403, by the authorizer, by admission", denied),
	preset(
		"rbac",
		"changes to roles and their bindings",
		(event) => event.objectRef?.apiGroup === "rbac.authorization.k8s.io" && writes(event),
	),
	preset("secrets", "whatever is done with Secrets", ({ objectRef }) => objectRef?.resource === "secrets" && !objectRef.apiGroup),
	preset("credentials", "tokens and certificates that are asked for, issued or approved", credentials),
	preset("anonymous", "by nobody who was authenticated", ({ user }) => (user?.username || ANONYMOUS) === ANONYMOUS),
	preset("deprecated", "to APIs that will go away", ({ annotations }) => annotations?.["k8s.io/deprecated"] === "true"),
	preset("privileged", "pods that ask for the node: privileged, its namespaces or paths (needs bodies)", privileged, "Request"),
];

const ANONYMOUS = "system:anonymous";

/** How tools that a person types into call themselves. */
const BY_HAND =
	/^(?:kubectl|oc|curl|Wget|wget|k9s|helm|Helm|kubens|kubectx|stern|kustomize|lens|Lens|HTTPie|httpie|Mozilla|python-requests|argocd|flux|istioctl|velero)(?:[/ -]|$)/;

const REVIEWS = /accessreviews$|^selfsubject.*reviews$|^tokenreviews$/;

/** A delete at level Metadata may be a dry run: it counts. */
function writes(event: AuditEvent): boolean {
	return isWrite(event.verb) && !REVIEWS.test(event.objectRef?.resource ?? "") && isDryRun(event) !== true;
}

const EXEC: readonly string[] = ["pods/exec", "pods/attach", "pods/portforward", "nodes/proxy"];

function exec({ objectRef, verb = "" }: AuditEvent): boolean {
	if (!objectRef || objectRef.apiGroup) return false;
	const what = `${objectRef.resource}/${objectRef.subresource}`;
	return EXEC.includes(what) || (what === "pods/ephemeralcontainers" && ["update", "patch"].includes(verb));
}

const BY_ADMISSION = / denied (?:the )?request\b/;

function denied({ annotations, responseStatus: { code = 0, message = "" } = {} }: AuditEvent): boolean {
	if (annotations?.["authorization.k8s.io/decision"] === "forbid" || code === 401 || code === 403) return true;
	return code >= 400 && BY_ADMISSION.test(message);
}

function credentials({ objectRef, verb = "" }: AuditEvent): boolean {
	const { resource, subresource, apiGroup } = objectRef ?? {};
	if (resource === "serviceaccounts" && subresource === "token") return true;
	return resource === "certificatesigningrequests" && apiGroup === "certificates.k8s.io" && isWrite(verb);
}

/** Capabilities with which a container is as good as root on its node. */
const DANGEROUS: readonly unknown[] = ["ALL", "SYS_ADMIN", "SYS_PTRACE", "SYS_MODULE", "SYS_RAWIO", "NET_ADMIN", "DAC_READ_SEARCH", "BPF"];

/** Looks at the pod that is written, and at the pod templates of what makes pods. */
function privileged({ verb, requestObject }: AuditEvent): boolean {
	if (!isWrite(verb)) return false;
	return podSpecs(requestObject).some((spec) => asksForNode(spec) || containersOf(spec).some(isPrivileged));
}

const podSpecs = (body: unknown): JSONObject[] => {
	const spec = asObject(asObject(body).spec);
	const template = asObject(asObject(spec.template).spec);
	const jobTemplate = asObject(asObject(asObject(asObject(spec.jobTemplate).spec).template).spec);
	return [spec, template, jobTemplate];
};

const asksForNode = ({ hostNetwork, hostPID, hostIPC, volumes }: JSONObject): boolean =>
	[hostNetwork, hostPID, hostIPC].includes(true) || listOf(volumes).some(({ hostPath }) => hostPath !== undefined && hostPath !== null);

const containersOf = ({ containers, initContainers, ephemeralContainers }: JSONObject): JSONObject[] =>
	[containers, initContainers, ephemeralContainers].flatMap(listOf);

function isPrivileged({ securityContext }: JSONObject): boolean {
	const { privileged: isAsked, capabilities } = asObject(securityContext);
	const { add } = asObject(capabilities);
	return isAsked === true || (Array.isArray(add) && add.some((name) => DANGEROUS.includes(asText(name)?.replace(/^CAP_/, ""))));
}

const listOf = (value: unknown): JSONObject[] => (Array.isArray(value) ? value.map(asObject) : []);
