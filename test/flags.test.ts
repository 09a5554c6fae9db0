import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { flags, groups } from "../src/cli/flags.ts";
import { helpText } from "../src/cli/help/text.ts";
import { presets } from "../src/query/presets.ts";
import { type Ran, runCli } from "./helpers/run-cli.ts";

const TWO_LOGS = ["samples/bodies.log", "samples/minikube.log"];

/** For every flag, a command in which it makes a difference: it, and what to leave out to see which. */
const exemplars: Readonly<Record<string, { args: string[]; without?: string[] }>> = {
	follow: { args: ["-f"], without: [] },
	tail: { args: ["--tail", "3"] },
	user: { args: ["--user", "alice"] },
	as: { args: ["--as", "alice"] },
	actor: { args: ["--actor", "alice"], without: ["--user", "alice"] },
	group: { args: ["--group", "dev"] },
	verb: { args: ["--verb", "patch,delete"] },
	resource: { args: ["--resource", "cm"] },
	subresource: { args: ["--subresource", "exec"] },
	namespace: { args: ["-n", "dev"] },
	name: { args: ["--name", "cm1"] },
	code: { args: ["--code", "4xx"] },
	stage: { args: ["--stage", "Panic"] },
	level: { args: ["--level", "!Metadata"] },
	"audit-id": { args: ["--audit-id", "fixed-audit-id"] },
	"source-ip": { args: ["--source-ip", "10.0.0.0/8"] },
	"user-agent": { args: ["--user-agent", "curl/*"] },
	uri: { args: ["--uri", "/version"] },
	touching: { args: ["--touching", "cm/dev/cm1"] },
	"kubectl-command": { args: ["--kubectl-command", "create"] },
	"caller-pod": { args: ["--caller-pod", "*"] },
	"caller-node": { args: ["--caller-node", "*"] },
	uid: { args: ["--uid", "x"] },
	"claimed-ip": { args: ["--claimed-ip", "*"] },
	"field-manager": { args: ["--field-manager", "kubectl*"] },
	decision: { args: ["--decision", "forbid"] },
	reason: { args: ["--reason", "*ClusterRole*"] },
	annotation: { args: ["--annotation", "authorization.k8s.io/decision=forbid"] },
	credential: { args: ["--credential", "JTI=*"] },
	slower: { args: ["--slower", "100ms"] },
	faster: { args: ["--faster", "1ms"] },
	outcome: { args: ["--outcome", "denied"] },
	"actor-kind": { args: ["--actor-kind", "human"] },
	since: { args: ["--since", "15:10"] },
	until: { args: ["--until", "2026-11-23T15:09:40Z"] },
	...Object.fromEntries(presets.map(({ name }) => [name, { args: [`--${name}`] }])),
	jsonpath: { args: ["--jsonpath", "{.impersonatedUser}"] },
	where: { args: ["--where", "user.username == 'alice'"] },
	grep: { args: ["-g", "cm1|web-1"] },
	"ignore-case": { args: ["-i", "-g", "FORBIDDEN"], without: ["-g", "FORBIDDEN"] },
	"fixed-strings": { args: ["-F", "-g", "cm1|web-1"], without: ["-g", "cm1|web-1"] },
	"since-end": { args: ["samples/minikube.log", "--since", "30s", "--since-end"], without: ["samples/minikube.log", "--since", "30s"] },
	"show-managed-fields": {
		args: ["samples/bodies.log", "-o", "detail", "--show-managed-fields"],
		without: ["samples/bodies.log", "-o", "detail"],
	},
	"show-secrets": {
		args: ["samples/omit-stages.log", "-o", "yaml", "--show-secrets"],
		without: ["samples/omit-stages.log", "-o", "yaml"],
	},
	redact: { args: ["-o", "json", "--redact"], without: ["-o", "json"] },
	time: { args: ["--time", "none"] },
	"invert-match": { args: ["-v", "--user", "alice"], without: ["--user", "alice"] },
	output: { args: ["-o", "json"] },
	"no-merge": { args: [...TWO_LOGS, "--no-merge"], without: TWO_LOGS },
	stages: { args: ["--stages"] },
	collapse: { args: ["--collapse", "--not-user", "x"], without: ["--not-user", "x"] },
	"after-context": { args: ["-A", "1", "--code", "403"], without: ["--code", "403"] },
	"before-context": { args: ["-B", "1", "--code", "403"], without: ["--code", "403"] },
	around: { args: ["-C", "1", "--code", "403"], without: ["--code", "403"] },
	"context-by": { args: ["-C", "1", "--code", "403", "--context-by", "all"], without: ["-C", "1", "--code", "403"] },
	explain: { args: ["--explain"], without: [] },
	"no-headers": { args: ["-o", "csv", "--no-headers"], without: ["-o", "csv"] },
	count: { args: ["-c"] },
	quiet: { args: ["-q"] },
	"max-count": { args: ["-m", "5"] },
	stats: { args: ["--stats", "text"] },
	color: { args: ["--color", "always"] },
	"max-line": { args: ["--max-line", "700"] },
	"max-open": { args: ["--max-open", "0"] },
};

/** Which differ in nothing that can be seen in one run of stdin: state needs a file, poll changes only when the file is looked at, merge is the default, the sieve is quick. */
const unseen = ["poll", "merge", "no-sieve", "state"];

/** The program over the sample, through a pipe: with `-f` it tells a long call when it begins, too. */
const run = (args: readonly string[]): Promise<Ran> => runCli(args, { stdin: readFileSync("samples/minikube.log") });

describe("every flag", () => {
	/** Those of commands are tried with their commands. */
	const parsed = flags.filter(({ group, commands }) => group !== groups.about && !commands).map(({ name }) => name);

	it("has an exemplar, and every exemplar a flag", () => {
		expect([...Object.keys(exemplars), ...Object.keys(exemplars).map((name) => `not-${name}`), ...unseen]).toEqual(
			expect.arrayContaining(parsed),
		);
		expect(parsed).toEqual(expect.arrayContaining(Object.keys(exemplars)));
	});

	it.each(Object.entries(exemplars))("--%s makes a difference", async (_name, { args, without = [] }) => {
		const plain = await run(without);
		const flagged = await run(args);
		expect([flagged.stdout, flagged.stderr]).not.toEqual([plain.stdout, plain.stderr]);
		expect([flagged.exitCode, flagged.stderr.includes("hint: ")]).not.toEqual([2, true]);
	});

	it.each(flags.filter(({ name }) => name.startsWith("not-")).map(({ name }) => name))(
		"--%s keeps what the other leaves out",
		async (name) => {
			const { args = [] } = exemplars[name.slice("not-".length)] ?? {};
			const values = args.slice(1).map((value) => value.replace(/^!/, ""));
			const count = async (flag: string) => Number((await runCli(["samples/minikube.log", "-c", flag, ...values])).stdout);
			expect((await count(`--${name}`)) + (await count(`--${name.slice(4)}`))).toBe(60);
		},
	);

	it.each([
		[
			["--code", "403"],
			["--http-status-code", "403"],
		],
		[["--failed"], ["--failed-only"]],
		[
			["--since", "15:10"],
			["--after", "15:10"],
		],
		[
			["--until", "15:10"],
			["--before", "15:10"],
		],
		[["--verb", "!get"], ["--verb=-get"]],
	])("%j is also %j", async (ours, theirs) => {
		const [our, their] = await Promise.all([run(ours), run(theirs)]);
		expect([their.stdout, their.exitCode]).toEqual([our.stdout, 0]);
	});

	it("is in the help, but for the negations, which it explains together", () => {
		const help = helpText();
		const shown = new Set([...help.matchAll(/^ {2}(?:-\w, | {4})--([a-z-]+)/gm)].map(([, name]) => name));
		for (const { name, hidden } of flags) expect(shown.has(name), name).toBe(hidden !== true);
		expect(help).toContain("--not-FLAG");
	});
});

it("the help is no wider than 110 columns", () => {
	for (const line of helpText().split("\n")) expect(line.length, line).toBeLessThanOrEqual(110);
});
