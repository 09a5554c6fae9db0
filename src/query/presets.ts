import { actorKind } from "../audit/actor-kind.ts";
import type { Call } from "../audit/call.ts";
import type { AuditEvent, levels } from "../audit/event.ts";
import { asObject, asText, type JSONObject } from "../audit/json.ts";
import { isDenied, isDryRun, isRead, isWrite } from "../audit/meaning.ts";
import { outcomeOf } from "../audit/outcome.ts";
import type { Predicate } from "./predicate.ts";

/** A question that many ask: one row here is a flag, its help, and what it asks a call. */
export interface Preset {
	/** The flag's name, without dashes. */
	readonly name: string;
	/** One line of help. */
	readonly describe: string;
	readonly test: Predicate;
	/** The least level at which the events of a call can answer. */
	readonly level: (typeof levels)[number];
}

type OfEvent = (event: AuditEvent) => boolean;

/** Asks the last, fullest event of a call. */
const preset = (name: string, describe: string, test: OfEvent, level: Preset["level"] = "Metadata"): Preset => ({
	name,
	describe,
	test: ({ event }) => test(event),
	level,
});

const ofOutcome = (name: string, describe: string, test: (outcome: ReturnType<typeof outcomeOf>) => boolean): Preset => ({
	name,
	describe,
	test: (call: Call) => test(outcomeOf(call)),
	level: "Metadata",
});

/** Every preset. */
export const presets: readonly Preset[] = [
	preset("writes", "what changes something: no reviews, no dry runs", writes),
	preset("reads", "what only looks", ({ verb }) => isRead(verb)),
	preset("humans", "whose actor's name does not begin with system:", (event) => actorKind(event) === "human"),
	preset("interactive", "by a person's tool, whoever the user: kubectl, curl, k9s, helm, …", ({ userAgent = "" }) =>
		BY_HAND.test(userAgent),
	),
	preset("exec", "exec, attach, port-forward, nodes/proxy, debug containers", exec),
	preset("denied", "refused: 401, 403, by the authorizer, by admission", isDenied),
	ofOutcome("failed", "what got a code from 400 on, denied or not, and panics", (outcome) => outcome !== "allowed" && outcome !== "open"),
	ofOutcome("open", "what runs still, or has no end in the log", (outcome) => outcome === "open"),
	preset("dry-run", "what was only tried, as far as that is recorded", (event) => isDryRun(event) === true),
	preset(
		"rbac",
		"changes to roles and their bindings",
		(event) => event.objectRef?.apiGroup === "rbac.authorization.k8s.io" && writes(event),
	),
	preset("secrets", "whatever is done with Secrets", ({ objectRef }) => objectRef?.resource === "secrets" && !objectRef.apiGroup),
	preset("credentials", "tokens and certificates that are asked for, issued or approved", credentials),
	preset("anonymous", "by nobody who was authenticated", ({ user }) => (user?.username || ANONYMOUS) === ANONYMOUS),
	preset("deprecated", "to APIs that will go away", ({ annotations }) => annotations?.["k8s.io/deprecated"] === "true"),
	preset("node-ops", "cordon, drain, taint, delete: changes to nodes, and evictions", nodeOps),
	preset("admission", "what admission refused, changed, warned of, or let pass for want of a webhook", admission),
	preset("no-noise", "without leases, endpoints, events, reviews, health checks and discovery", (event) => !isNoise(event)),
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

function credentials({ objectRef, verb = "" }: AuditEvent): boolean {
	const { resource, subresource, apiGroup } = objectRef ?? {};
	if (resource === "serviceaccounts" && subresource === "token") return true;
	return resource === "certificatesigningrequests" && apiGroup === "certificates.k8s.io" && isWrite(verb);
}

/** A kubelet's own word of its node is in the status, which is no operation. */
function nodeOps({ objectRef, verb }: AuditEvent): boolean {
	const { resource, subresource, apiGroup } = objectRef ?? {};
	if (apiGroup || !isWrite(verb)) return false;
	return (resource === "nodes" && !subresource) || (resource === "pods" && subresource === "eviction");
}

/** What admission writes about a request that it had something to do with (k8s.io/apiserver `pkg/admission`, k8s.io/pod-security-admission). */
const ADMISSION =
	/^(?:patch\.webhook\.admission|failed-open\.(?:mutation|validating)\.webhook\.admission|validation\.policy\.admission)\.k8s\.io\/|^pod-security\.kubernetes\.io\/(?:audit-violations|exempt|error)$/;
const MUTATION = /^mutation\.webhook\.admission\.k8s\.io\//;

function admission(event: AuditEvent): boolean {
	const { annotations = {}, responseStatus } = event;
	const isRefused = isDenied(event) && annotations["authorization.k8s.io/decision"] === "allow" && responseStatus?.code !== 401;
	return (
		isRefused ||
		Object.entries(annotations).some(([key, text]) => ADMISSION.test(key) || (MUTATION.test(key) && text.includes('"mutated":true')))
	);
}

const NOISY: readonly string[] = ["leases", "endpoints", "endpointslices", "events"];
const NOISY_PATH = /^\/(?:healthz|livez|readyz|version|api|apis|openapi)(?:[/?]|$)/;

function isNoise({ objectRef, requestURI = "" }: AuditEvent): boolean {
	if (!objectRef) return NOISY_PATH.test(requestURI);
	return NOISY.includes(objectRef.resource ?? "") || REVIEWS.test(objectRef.resource ?? "");
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
