/** What differs between releases of the API server in how a policy is read. */
export interface Release {
	/** `group: "*"` stands for every API group: since 1.36 (k8s.io/apiserver commit 6728d949); before that the server does not start. */
	readonly groupWildcard: boolean;
	/** The versions of `audit.k8s.io` in which a policy may be written: the beta ones went with 1.24. */
	readonly versions: readonly string[];
}

/** What is read where no release is named: the strictest, so that a policy which it accepts starts any server since 1.24. */
export const anyRelease: Release = { groupWildcard: false, versions: ["v1"] };

/** The release of a minor version of Kubernetes 1. */
export const releaseOf = (minor: number): Release => ({
	groupWildcard: minor >= 36,
	versions: minor >= 24 ? ["v1"] : ["v1", "v1beta1", "v1alpha1"],
});
