import type { Flag } from "../flags.ts";

/** A flag of the commands about policies. */
export type PolicyFlag = Omit<Flag, "group" | "commands">;

const output: PolicyFlag = { name: "output", short: "o", placeholder: "FORMAT", describe: "text, or json", choices: ["text", "json"] };
const release: PolicyFlag = {
	name: "kubernetes",
	placeholder: "1.N",
	describe: "the version of the API server (default: what every one since 1.24 accepts)",
};

export const checkFlags: readonly PolicyFlag[] = [{ name: "strict", describe: "end with 1 where there are warnings" }, output, release];

export const explainFlags: readonly PolicyFlag[] = [
	{ name: "user", placeholder: "NAME", describe: "who sends it; without it, a request that fails to authenticate" },
	{ name: "group", placeholder: "NAME", describe: "a group of the user", repeats: true },
	{ name: "verb", placeholder: "VERB", describe: "get, list, create, …; for a path, the HTTP method in lower case" },
	{ name: "resource", placeholder: "RES[/SUB]", describe: "in the plural: pods, pods/exec" },
	{ name: "api-group", placeholder: "GROUP", describe: "of the resource (default: that of the built-in one of that name)" },
	{ name: "namespace", short: "n", placeholder: "NAME", describe: "where; without it, no namespace, or all" },
	{ name: "name", placeholder: "NAME", describe: "the object's, as the URL has it: a create has none" },
	{ name: "path", placeholder: "PATH", describe: "of the URL, where it is no resource" },
	{ name: "event", placeholder: "LOG:LINE", describe: "the request that an event tells of, in place of all these" },
	{ name: "audit-id", placeholder: "ID", describe: "the request with that audit ID, or its beginning, in the LOGs that follow FILE" },
	output,
	release,
];

export const tryFlags: readonly PolicyFlag[] = [output, release];
