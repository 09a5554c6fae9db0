import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folder } from "../helpers/log.ts";
import { runCli } from "../helpers/run-cli.ts";

const POLICY = "samples/policies/quiet.yaml";

/** A file with a policy of these rules. */
function policyFile(rules: string): string {
	const path = join(folder(), "policy.yaml");
	writeFileSync(path, `apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n${rules}`);
	return path;
}

describe("auditail policy check", () => {
	it("tells what would be ignored, and that the server starts", async () => {
		const path = policyFile('- level: Metadata\n  resources: [{groups: "apps"}]\n- level: Metadata\n');
		const { exitCode, stdout, stderr } = await runCli(["policy", "check", path]);
		expect([exitCode, stdout, stderr]).toEqual([
			0,
			`${path}:5:16: warning: unknown field "rules[0].resources[0].groups": it is ignored, and the rule is for the core group
  hint: did you mean group?
${path}: the API server starts with it: 2 rules, 1 warning
`,
			"",
		]);
		expect((await runCli(["policy", "check", "--strict", path])).exitCode).toBe(1);
		expect((await runCli(["policy", "check", "--strict", POLICY])).exitCode).toBe(0);
	});

	it("tells what would stop the server, in its words, of each file", async () => {
		const path = policyFile("- level: metadata\n");
		const { exitCode, stdout } = await runCli(["policy", "check", POLICY, path]);
		const words = 'rules[0].level: Unsupported value: "metadata": supported values: "None", "Metadata", "Request", "RequestResponse"';
		expect([exitCode, stdout]).toEqual([
			2,
			`${POLICY}: the API server starts with it: 8 rules, 0 warnings
${path}:4:10: error: ${words}
  hint: did you mean Metadata?
${path}: the API server would not start. It would say: loading audit policy file: ${words}: from file ${path}
`,
		]);
	});

	it("as JSON", async () => {
		const path = policyFile("- level: None\n  verbs: ['*']\n- level: Metadata\n");
		const { stdout } = await runCli(["policy", "check", path, "-o", "json"]);
		expect(JSON.parse(stdout)).toEqual([
			{
				...{ file: path, line: 5, column: 11, severity: "warning", kind: "never-matches" },
				message: '* is no wildcard in verbs: "*" is only a verb of that name: this rule matches nothing',
				hint: "without verbs, a rule is for all",
			},
		]);
	});

	it("reads stdin, and knows releases", async () => {
		const stdin = 'apiVersion: audit.k8s.io/v1\nrules: [{level: None, resources: [{group: "*"}]}, {level: None}]\n';
		expect((await runCli(["policy", "check", "-"], { stdin })).exitCode).toBe(2);
		expect((await runCli(["policy", "check", "-", "--kubernetes", "v1.36.1"], { stdin })).exitCode).toBe(0);
	});

	it("reads UTF-16, and counts no mark as a column", async () => {
		const text = "\ufeffkind: Event\napiVersion: audit.k8s.io/v1\n";
		for (const stdin of [Buffer.from(text), Buffer.from(text, "utf16le"), Buffer.from(text, "utf16le").swap16()]) {
			const { exitCode, stdout } = await runCli(["policy", "check", "-"], { stdin });
			expect([exitCode, stdout]).toEqual([2, expect.stringMatching(/^-:1:7: error: converting \(v1\.Event\)/)]);
		}
		const { exitCode, stderr } = await runCli(["policy", "check", "-"], { stdin: Buffer.of(0xc3, 0x28) });
		expect([exitCode, stderr]).toEqual([2, expect.stringContaining("-: is not UTF-8")]);
		const large = await runCli(["policy", "check", "-"], { stdin: Buffer.alloc(5 * 1024 * 1024, "#") });
		expect([large.exitCode, large.stderr]).toEqual([2, expect.stringContaining("-: is larger than 4 MiB")]);
	});

	it("lets no name reach the terminal", async () => {
		const { stdout } = await runCli(["policy", "check", policyFile('- level: "\\e[31m"\n- level: None\n  "\\u202e": x\n')]);
		for (const character of ["\x1b", "\u202e"]) expect(stdout).not.toContain(character);
	});
});

describe("auditail policy explain", () => {
	const explain = (...args: string[]) => runCli(["policy", "explain", POLICY, ...args]);

	it.each([
		["--user alice --verb get --resource pods -n dev --name x", 7, "Metadata"],
		["--user system:node:n --group system:nodes --verb get --resource pods", 3, "None"],
		["--user alice --group dev --group ops --verb create --resource roles", 6, "RequestResponse"],
		["--user alice --verb create --resource roles --api-group example.com", 7, "Metadata"],
		["--user alice --verb get --resource pods/exec", 0, "Metadata"],
		["--user alice --verb get --resource pods --path /api/v1/namespaces/dev/pods/x -n dev --name x", 7, "Metadata"], // the same, twice
		["--verb get --path /healthz", 1, "None"],
		["--verb list --resource pods", 7, "Metadata"],
		["--event samples/minikube.log:3", 6, "RequestResponse"],
		["--audit-id 17940598 samples/minikube.log", 7, "Metadata"],
	])("%s", async (flags, rule, level) => {
		const { exitCode, stdout } = await explain(...flags.split(" "), "-o", "json");
		expect([exitCode, JSON.parse(stdout)]).toEqual([0, { level, rule, omitStages: ["RequestReceived"] }]);
	});

	it("says why, of each rule", async () => {
		const path = policyFile(`- level: None
  users: [bob]
- level: None
  userGroups: [ops]
- level: None
  verbs: ["*"]
- level: None
  namespaces: [prod]
- level: None
  resources: [{group: apps, resources: [deployments, daemonsets]}]
- level: None
  resources: [{resources: [pods], resourceNames: [other]}]
- level: None
  nonResourceURLs: ["/healthz*"]
- level: Request
  omitStages: [Panic]
`);
		const flags = ["--user", "alice", "--group", "dev", "--verb", "get", "--resource", "pods", "-n", "dev", "--name", "web"];
		const { stdout } = await runCli(["policy", "explain", path, ...flags]);
		expect(stdout.replaceAll(`${path}:`, "")).toBe(`alice (dev): get pods web in dev
level Request, by rules[7] (18)
recorded at RequestReceived, ResponseStarted, ResponseComplete, with the request's body; left out: Panic
not rules[0] (4): users: alice is none of bob
not rules[1] (6): userGroups: alice is in dev: none of ops
not rules[2] (8): verbs: get is none of *
not rules[3] (10): namespaces: dev is none of prod
not rules[4] (12): resources: pods is none of deployments (apps), daemonsets (apps)
not rules[5] (14): resources: pods called web is none of pods called other
not rules[6] (16): nonResourceURLs: the request is for a resource
`);
	});

	it("says where a path is a resource's", async () => {
		const { exitCode, stderr } = await explain("--verb", "list", "--path", "/api/v1/pods");
		expect([exitCode, stderr]).toEqual([
			0,
			"auditail: /api/v1/pods is a resource's: the API server would ask for it as --resource pods, not as a path\n",
		]);
	});

	it("says that nothing is recorded where no rule matches, and of whom", async () => {
		const path = policyFile("- level: Metadata\n  users: [bob]\n");
		const { stdout } = await runCli(["policy", "explain", path, "--verb", "get", "--path", "/x"]);
		expect(stdout).toBe(`nobody who was authenticated: get /x
level None, by none of the rules: what none matches is not recorded
not rules[0] (${path}:4): users: nobody was authenticated
`);
	});

	it.each([
		[[], "policy explain needs --verb"],
		[["--verb", "get"], "policy explain needs --resource or --path\n"],
		[["--verb", "get", "--path", "/x", "--resource", "pods"], "--path /x is not of pods: a request is for a resource, or for another path"],
		[["--verb", "get", "--path", "/x", "-n", "dev"], "--namespace goes with --resource"],
		[["--verb", "get", "--path", "/x", "--group", "dev"], "--group goes with --user"],
		[["--verb", "get", "--resource", "po"], "--resource po: requests name resources by their plural\nhint: did you mean pods?"],
		[["--event", "samples/minikube.log"], '--event "samples/minikube.log": is no LOG:LINE'],
		[["--event", "samples/minikube.log:999"], "samples/minikube.log:999: there is no audit event on that line"],
		[["--event", "samples/stdout.log:1"], "samples/stdout.log:1: there is no audit event on that line"],
		[["--event", "none.log:1"], "cannot read none.log: no such file"],
		[["--event", "samples/minikube.log:1", "--verb", "get"], "--verb describes a request, and --event or --audit-id names one"],
		[["--event", "samples/minikube.log:1", "--audit-id", "x"], "--event and --audit-id: only one of both"],
		[["--audit-id", "zzz", "samples/minikube.log"], "there is no call with the audit ID zzz in samples/minikube.log"],
		[["samples/minikube.log", "--verb", "get", "--path", "/x"], 'what is "samples/minikube.log"?'],
		[["--kubernetes", "latest", "--verb", "get", "--path", "/x"], '--kubernetes "latest": is no version of Kubernetes'],
		[["--usr", "bob"], "unknown flag --usr\nhint: did you mean --user?"],
		[["--strict"], "unknown flag --strict\nhint: see auditail policy --help"],
	])("%j is a mistake", async (args, message) => {
		const { exitCode, stderr } = await explain(...args);
		expect([exitCode, stderr]).toEqual([2, expect.stringContaining(`auditail: ${message}`)]);
	});

	it("of a policy that the server would not start with", async () => {
		const { exitCode, stderr } = await runCli(["policy", "explain", policyFile("- level: x\n"), "--verb", "get", "--path", "/x"]);
		expect([exitCode, stderr]).toEqual([
			2,
			expect.stringContaining("the API server would not start: loading audit policy file: rules[0].level"),
		]);
	});
});

describe("auditail policy", () => {
	it("has a help", async () => {
		const { exitCode, stdout } = await runCli(["policy", "--help"]);
		expect(exitCode).toBe(0);
		for (const word of ["policy check", "policy explain", "policy try", "--strict", "--event LOG:LINE", "--kubernetes"])
			expect(stdout).toContain(word);
		expect(Math.max(...stdout.split("\n").map(({ length }) => length))).toBeLessThanOrEqual(110);
		expect((await runCli(["policy", "check", "-h"])).stdout).toBe(stdout);
		const bare = await runCli(["policy"]);
		expect([bare.exitCode, bare.stdout, bare.stderr]).toEqual([2, "", stdout]);
	});

	it.each([
		[["-q", "policy", "check", POLICY], "policy comes first: auditail policy check|explain|try …\nhint: a file of that name is ./policy"],
		[["policy", "chekc"], 'policy "chekc": is none of check, explain, try'],
		[["policy", "check"], "policy check needs a file"],
		[["policy", "check", "none.yaml"], "none.yaml: no such file"],
		[["policy", "check", "samples"], "samples: is a directory"],
	])("%j is a mistake", async (args, message) => {
		const { exitCode, stderr } = await runCli(args);
		expect([exitCode, stderr]).toEqual([2, expect.stringContaining(message)]);
	});
});
