import { existsSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { runCli } from "./helpers/run-cli.ts";

const DATA = "../shared/data";
const isHere = existsSync(DATA);
if (!isHere) console.warn(`skipped: the large logs are not here (${DATA}); the sieve is held by samples/`);

const queries: readonly (readonly string[])[] = [
	["--user", "alice"],
	["--user", "sa:*"],
	["--user", "(nobody)"],
	["--user", "café <x>,bob"],
	["--group", "system:masters", "--verb", "create,delete"],
	["--verb", "delete", "--resource", "secrets"],
	["--resource", "pods/exec,deploy.apps"],
	["--subresource", "log,!status"],
	["-n", "dev"],
	["-n", "team-*"],
	["--source-ip", "127.0.0.1"],
	["--source-ip", "10.*"],
	["--user-agent", "curl/*"],
	["--uri", "/version,/api/v1/namespaces"],
	["--uri", "*&limit=500*"],
	["--audit-id", "fixed-audit-id"],
	["--audit-id", "0,1,2"],
	["--user", "alice", "-v"],
	["--user", "nobody-at-all"],
	["--verb", "get", "-m", "3"],
	["--not-user", "system:*", "--verb", "GET", "--code", "4xx"],
];

/** All that a run says: with the sieve it must be the same, byte for byte. */
async function expectSame(paths: readonly string[], query: readonly string[]): Promise<void> {
	for (const output of [
		["-o", "raw"],
		["-o", "json", "--stages"],
	])
		expect(await runCli([...paths, ...query, ...output])).toEqual(await runCli([...paths, ...query, ...output, "--no-sieve"]));
}

describe.each(queries.map((query) => [query.join(" "), query] as const))("the sieve changes nothing: %s", (_name, query) => {
	it.each(readdirSync("samples").filter((name) => /\.(?:log|json|txt)$/.test(name)))("in samples/%s", async (name) => {
		await expectSame([`samples/${name}`], query);
	});

	it
		.skipIf(!isHere)
		.each([
			"metadata.log",
			"mixed-policy.log",
			"stdout.log",
			"special/diskfull.log",
			"rotated",
			"special/oversize",
			"special/copytruncate",
		])(`in ${DATA}/%s`, async (path) => {
		await expectSame([`${DATA}/${path}`, "--no-merge"], query);
	});
});

describe.each(queries.map((query) => [query.join(" "), query] as const))(
	"the sieve changes nothing of what is followed: %s",
	(_name, query) => {
		it.each(["samples/minikube.log", "samples/rotated", "samples/stdout.log"])("%s", async (path) => {
			const { stdout: count } = await runCli([path, ...query, "-c"]);
			const follow = ["-f", "--tail", "-1", "--since", "2020-01-01", path, ...query, "-m", count.trim(), "-o", "json"];
			const sifted = await runCli(follow);
			expect(sifted).toEqual(await runCli([...follow, "--no-sieve"]));
			expect(new Set(sifted.stdout.match(/"auditID":"[^"]*"/g)).size > 0).toBe(count !== "0\n");
		});
	},
);

it("says at a terminal how many lines were not parsed", async () => {
	const { stderr } = await runCli(["samples/minikube.log", "--user", "alice"], { talk: 120 });
	expect(stderr).toContain("more lines cannot match: not parsed (--no-sieve parses them).");
	const all = await runCli(["samples/minikube.log", "--user", "alice", "--no-sieve"], { talk: 120 });
	expect(all.stderr).toContain("Every line was read: 0 skipped, 0 lost.");
});
