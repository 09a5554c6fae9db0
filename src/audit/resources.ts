/** Built-in resources as `kubectl api-resources` lists them: plural, API group, singular, short names. */
const table: readonly (readonly [plural: string, group: string, singular: string, ...short: string[]])[] = [
	["bindings", "", "binding"],
	["componentstatuses", "", "componentstatus", "cs"],
	["configmaps", "", "configmap", "cm"],
	["endpoints", "", "endpoints", "ep"],
	["events", "", "event", "ev"],
	["limitranges", "", "limitrange", "limits"],
	["namespaces", "", "namespace", "ns"],
	["nodes", "", "node", "no"],
	["persistentvolumeclaims", "", "persistentvolumeclaim", "pvc"],
	["persistentvolumes", "", "persistentvolume", "pv"],
	["pods", "", "pod", "po"],
	["podtemplates", "", "podtemplate"],
	["replicationcontrollers", "", "replicationcontroller", "rc"],
	["resourcequotas", "", "resourcequota", "quota"],
	["secrets", "", "secret"],
	["serviceaccounts", "", "serviceaccount", "sa"],
	["services", "", "service", "svc"],
	["mutatingadmissionpolicies", "admissionregistration.k8s.io", "mutatingadmissionpolicy"],
	["mutatingadmissionpolicybindings", "admissionregistration.k8s.io", "mutatingadmissionpolicybinding"],
	["mutatingwebhookconfigurations", "admissionregistration.k8s.io", "mutatingwebhookconfiguration"],
	["validatingadmissionpolicies", "admissionregistration.k8s.io", "validatingadmissionpolicy"],
	["validatingadmissionpolicybindings", "admissionregistration.k8s.io", "validatingadmissionpolicybinding"],
	["validatingwebhookconfigurations", "admissionregistration.k8s.io", "validatingwebhookconfiguration"],
	["customresourcedefinitions", "apiextensions.k8s.io", "customresourcedefinition", "crd", "crds"],
	["apiservices", "apiregistration.k8s.io", "apiservice"],
	["controllerrevisions", "apps", "controllerrevision"],
	["daemonsets", "apps", "daemonset", "ds"],
	["deployments", "apps", "deployment", "deploy"],
	["replicasets", "apps", "replicaset", "rs"],
	["statefulsets", "apps", "statefulset", "sts"],
	["selfsubjectreviews", "authentication.k8s.io", "selfsubjectreview"],
	["tokenreviews", "authentication.k8s.io", "tokenreview"],
	["localsubjectaccessreviews", "authorization.k8s.io", "localsubjectaccessreview"],
	["selfsubjectaccessreviews", "authorization.k8s.io", "selfsubjectaccessreview"],
	["selfsubjectrulesreviews", "authorization.k8s.io", "selfsubjectrulesreview"],
	["subjectaccessreviews", "authorization.k8s.io", "subjectaccessreview"],
	["horizontalpodautoscalers", "autoscaling", "horizontalpodautoscaler", "hpa"],
	["cronjobs", "batch", "cronjob", "cj"],
	["jobs", "batch", "job"],
	["certificatesigningrequests", "certificates.k8s.io", "certificatesigningrequest", "csr"],
	["clustertrustbundles", "certificates.k8s.io", "clustertrustbundle"],
	["leases", "coordination.k8s.io", "lease"],
	["endpointslices", "discovery.k8s.io", "endpointslice"],
	["flowschemas", "flowcontrol.apiserver.k8s.io", "flowschema"],
	["prioritylevelconfigurations", "flowcontrol.apiserver.k8s.io", "prioritylevelconfiguration"],
	["ingressclasses", "networking.k8s.io", "ingressclass"],
	["ingresses", "networking.k8s.io", "ingress", "ing"],
	["ipaddresses", "networking.k8s.io", "ipaddress", "ip"],
	["networkpolicies", "networking.k8s.io", "networkpolicy", "netpol"],
	["servicecidrs", "networking.k8s.io", "servicecidr"],
	["runtimeclasses", "node.k8s.io", "runtimeclass"],
	["poddisruptionbudgets", "policy", "poddisruptionbudget", "pdb"],
	["clusterrolebindings", "rbac.authorization.k8s.io", "clusterrolebinding"],
	["clusterroles", "rbac.authorization.k8s.io", "clusterrole"],
	["rolebindings", "rbac.authorization.k8s.io", "rolebinding"],
	["roles", "rbac.authorization.k8s.io", "role"],
	["deviceclasses", "resource.k8s.io", "deviceclass"],
	["resourceclaims", "resource.k8s.io", "resourceclaim"],
	["resourceclaimtemplates", "resource.k8s.io", "resourceclaimtemplate"],
	["resourceslices", "resource.k8s.io", "resourceslice"],
	["priorityclasses", "scheduling.k8s.io", "priorityclass", "pc"],
	["csidrivers", "storage.k8s.io", "csidriver"],
	["csinodes", "storage.k8s.io", "csinode"],
	["csistoragecapacities", "storage.k8s.io", "csistoragecapacity"],
	["storageclasses", "storage.k8s.io", "storageclass", "sc"],
	["volumeattachments", "storage.k8s.io", "volumeattachment"],
	["volumeattributesclasses", "storage.k8s.io", "volumeattributesclass", "vac"],
];

/** The plurals of the built-in resources. */
export const builtInResources: readonly string[] = table.map(([plural]) => plural);

const plurals = new Map(table.flatMap(([plural, , ...names]) => names.map((name) => [name, plural])));
const groups = new Map(table.map(([plural, group]) => [plural, group]));

/** The plural of a built-in resource for its singular, kind or short name in any case; other names as they are. */
export const pluralOf = (name: string): string => {
	const lower = name.toLowerCase();
	return plurals.get(lower) ?? (groups.has(lower) ? lower : name);
};

/** True for a resource that is what its plain name makes one think of: `pods` in the core group, not metrics.k8s.io's. */
export const isBuiltIn = (resource: string, group: string): boolean => groups.get(resource) === group;

/** The API group of a built-in resource, by its plural: empty for the core group, undefined for a resource that is none. */
export const groupOf = (resource: string): string | undefined => groups.get(resource);

/** Groups that had resources once which are in others now. */
const FORMER_GROUPS: readonly string[] = ["extensions"];

/** True for a group of which Kubernetes itself says what is in it. */
export const isBuiltInGroup = (group: string): boolean => builtInGroups.has(group);

const builtInGroups: ReadonlySet<string> = new Set([...groups.values(), ...FORMER_GROUPS]);
