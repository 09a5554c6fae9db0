/** What people begin with, as the help and the man page show it. */
export const examples: readonly { readonly command: string; readonly what: string }[] = [
	{ command: "auditail -f /var/log/kubernetes/audit/audit.log", what: "what happens now" },
	{ command: "auditail audit.log --verb delete --not-user 'system:*'", what: "who deleted something" },
	{ command: "auditail audit.log --resource secrets -n prod -o json", what: "who read secrets, as data" },
	{ command: "auditail audit.log --code 403 --since 2h -o wide", what: "what was refused, whence" },
	{ command: "auditail top -f --by user,verb audit.log", what: "who does most right now" },
	{ command: "kubectl logs -f -n kube-system POD | auditail --user alice", what: "of a log on stdout" },
];

/** What the exit codes mean, in a few words. */
export const exits: readonly { readonly code: number; readonly what: string }[] = [
	{ code: 0, what: "something matched" },
	{ code: 1, what: "nothing did" },
	{ code: 2, what: "trouble (or a match may have been lost)" },
];
