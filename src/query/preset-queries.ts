const WRITE = "verb in ['create', 'update', 'patch', 'delete', 'deletecollection', 'post', 'put']";
const REVIEW = "objectRef.resource.matches('accessreviews$|^selfsubject.*reviews$|^tokenreviews$')";

/** Where a pod, what makes pods, and a CronJob have the spec of a pod. */
const podSpecs = ["requestObject.spec", "requestObject.spec.template.spec", "requestObject.spec.jobTemplate.spec.template.spec"];

const asksForNode = (spec: string): string =>
	[
		...["hostNetwork", "hostPID", "hostIPC"].map((name) => `${spec}.${name} == true`),
		`${spec}.volumes.exists(v, v.hostPath != null)`,
		...["containers", "initContainers", "ephemeralContainers"].map((list) => `${spec}.${list}.exists(c, ${PRIVILEGED})`),
	].join("\n  || ");

const PRIVILEGED = `c.securityContext.privileged == true || c.securityContext.capabilities.add.exists(a, a.matches('^(?:CAP_)?(?:ALL|SYS_ADMIN|SYS_PTRACE|SYS_MODULE|SYS_RAWIO|NET_ADMIN|DAC_READ_SEARCH|BPF)$'))`;

/** Each preset, by its name, as the expression that it stands for: what `--where` would be given for the same calls. */
export const presetQueries: Readonly<Record<string, string>> = {
	writes: `${WRITE}
  && !call.dryRun && (!has(objectRef.resource) || !${REVIEW})`,
	reads: "verb in ['get', 'list', 'watch', 'head', 'options']",
	humans: "call.actor != '(nobody)' && !call.actor.startsWith('system:')",
	interactive:
		"userAgent.matches('^(?:kubectl|oc|curl|[Ww]get|k9s|[Hh]elm|kubens|kubectx|stern|kustomize|[Ll]ens|HTTPie|httpie|Mozilla|python-requests|argocd|flux|istioctl|velero)(?:[/ -]|$)')",
	exec: `call.resource in ['pods/exec', 'pods/attach', 'pods/portforward', 'nodes/proxy']
  || call.resource == 'pods/ephemeralcontainers' && verb in ['update', 'patch']`,
	denied: String.raw`call.decision == 'forbid' || responseStatus.code in [401, 403]
  || responseStatus.code >= 400 && responseStatus.message.matches(r' denied (?:the )?request\b')`,
	failed: "!(call.outcome in ['allowed', 'open'])",
	open: "call.outcome == 'open'",
	"dry-run": `requestURI.matches('[?&]dryRun(?:[=&]|$)')
  || (verb == 'delete' || objectRef.subresource == 'eviction')
    && (size(requestObject.dryRun) > 0 || size(requestObject.deleteOptions.dryRun) > 0)`,
	rbac: "call.writes && objectRef.apiGroup == 'rbac.authorization.k8s.io'",
	secrets: "call.resource.matches('^secrets(?:/|$)')",
	credentials: `call.resource == 'serviceaccounts/token'
  || call.resource.matches('^certificatesigningrequests[.]certificates[.]k8s[.]io(?:/|$)') && ${WRITE}`,
	anonymous: "!has(user.username) || user.username in ['', 'system:anonymous']",
	deprecated: "annotations['k8s.io/deprecated'] == 'true'",
	"node-ops": `call.resource in ['nodes', 'pods/eviction'] && ${WRITE}`,
	admission: String.raw`call.denied && call.decision == 'allow' && responseStatus.code != 401
  || annotations.exists(key,
    key.matches(r'^(?:patch\.webhook|failed-open\.(?:mutation|validating)\.webhook|validation\.policy)\.admission\.k8s\.io/')
    || key.matches(r'^pod-security\.kubernetes\.io/(?:audit-violations|exempt|error)$')
    || key.startsWith('mutation.webhook.admission.k8s.io/') && annotations[key].contains('"mutated":true'))`,
	"no-noise": `!(has(objectRef.resource)
  ? objectRef.resource in ['leases', 'endpoints', 'endpointslices', 'events'] || ${REVIEW}
  : requestURI.matches('^/(?:healthz|livez|readyz|version|api|apis|openapi)(?:[/?]|$)'))`,
	privileged: `${WRITE} && (${podSpecs.map(asksForNode).join("\n  || ")})`,
};
