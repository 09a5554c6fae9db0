/** Where the clouds that run the API servers themselves keep the audit log: they show no pods of it. */
const clouds: readonly { readonly name: string; readonly version?: RegExp; readonly command: string }[] = [
	{
		name: "EKS",
		version: /-eks-/,
		command: "aws logs tail /aws/eks/CLUSTER/cluster --log-stream-name-prefix kube-apiserver-audit --follow --format none | auditail -f",
	},
	{
		name: "GKE",
		version: /-gke\./,
		command: `gcloud logging read 'logName:"cloudaudit.googleapis.com" AND resource.type="k8s_cluster"' --freshness=1h --format=json | auditail`,
	},
	{
		name: "AKS",
		command:
			"az monitor log-analytics query -w WORKSPACE --analytics-query 'AKSAudit | where TimeGenerated > ago(1h)' -o json | auditail (with diagnostic settings for kube-audit)",
	},
];

/** What to run instead where a cluster shows no API servers, by the version that its server tells, if it does. */
export function elsewhere(version: string | undefined): string {
	const own = clouds.filter((cloud) => version !== undefined && cloud.version?.test(version));
	const shown = own.length > 0 ? own : clouds;
	return `a managed cluster keeps its audit log elsewhere:\n${shown.map(({ name, command }) => `  ${name}: ${command}`).join("\n")}`;
}
