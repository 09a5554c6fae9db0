import { readFileSync } from "node:fs";
import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import type { AuditEvent } from "../../src/audit/event.ts";
import { runCli } from "../helpers/run-cli.ts";

const LOG = "samples/minikube.log";
const top = (...args: string[]) => runCli(["top", ...args]);

/** What jq would count of the events that end calls. */
const endings = readFileSync(LOG, "utf8")
	.trim()
	.split("\n")
	.map((line) => JSON.parse(line) as AuditEvent)
	.filter(({ stage, responseStatus }) => ["ResponseComplete", "Panic"].includes(stage) || responseStatus?.code === 401);

describe("auditail top", () => {
	it("counts what jq counts", async () => {
		const { exitCode, stdout } = await top("--by", "user,verb", "-o", "json", "--limit", "0", LOG);
		const rows = JSON.parse(stdout) as { user: string; verb: string; calls: number; errors: number }[];
		const key = (user: string | undefined, verb: string | undefined) => `${user || "(nobody)"} ${verb}`;
		const counts = (events: readonly AuditEvent[]) => {
			const found: Record<string, number> = {};
			for (const { user, verb } of events) found[key(user?.username, verb)] = (found[key(user?.username, verb)] ?? 0) + 1;
			return found;
		};
		expect(exitCode).toBe(0);
		expect(Object.fromEntries(rows.map(({ user, verb, calls }) => [key(user, verb), calls]))).toEqual(counts(endings));
		const failed = rows.filter(({ errors }) => errors > 0);
		expect(Object.fromEntries(failed.map(({ user, verb, errors }) => [key(user, verb), errors]))).toEqual(
			counts(endings.filter(({ responseStatus }) => (responseStatus?.code ?? 0) >= 400)),
		);
	});

	it("is a table, the most first, with the calls that were asked for", async () => {
		const { stdout, stderr } = await top("--by", "user,resource", "--denied", "--limit", "3", LOG);
		expect(stderr).toBe("");
		expect(stdout).toBe(`CALLS     RATE  ERRORS      P50      P99  USER      RESOURCE
    2  0.042/s  2 100%  0.358ms  0.576ms  eve       configmaps
    1  0.021/s  1 100%  0.454ms  0.454ms  (nobody)  pods
    1  0.021/s  1 100%  0.612ms  0.612ms  admin     namespaces

14 calls, 14 errors, in 48.2s; 3 of 13 rows
`);
	});

	it("sorts by every column", async () => {
		const first = async (...args: string[]) => (JSON.parse((await top(LOG, "-o", "json", "--limit", "1", ...args)).stdout) as object[])[0];
		expect(await first("--sort", "p99")).toMatchObject({ verb: "watch" });
		expect(await first("--sort", "errors")).toMatchObject({ errors: 2 });
		expect(await first("--by", "code", "--sort", "code")).toMatchObject({ code: "101" });
	});

	it("reads a pipe, and counts a long call once", async () => {
		const { stdout } = await runCli(["top", "--by", "verb", "-o", "json", "--limit", "0"], { stdin: readFileSync(LOG), terminal: 100 });
		const rows = JSON.parse(stdout) as { calls: number }[];
		expect(rows.reduce((sum, { calls }) => sum + calls, 0)).toBe(60);
	});

	it("lets no name reach the terminal", async () => {
		const { stdout } = await top("--by", "user,user-agent,name,uri", "--limit", "0", "samples/hostile.log");
		for (const character of ["\x1b", "\u202e", "\u200b"]) expect(stdout).not.toContain(character);
	});

	it("ends as auditail does", async () => {
		expect((await top("--user", "nobody-at-all", LOG)).exitCode).toBe(1);
		expect((await top("none.log")).exitCode).toBe(2);
	});

	it("has a help", async () => {
		const { exitCode, stdout } = await top("--help");
		expect(exitCode).toBe(0);
		for (const word of ["--by FIELDS", "--sort", "--limit", "user-agent", "object"]) expect(stdout).toContain(word);
		for (const line of stdout.split("\n")) expect(line.length, line).toBeLessThanOrEqual(110);
	});

	it.each([
		[["--by", "uzer", LOG], '--by "uzer": is none of user, as, actor'],
		[["--sort", "name", LOG], "--sort name: is none of calls, errors, p50, p99, user, verb, resource"],
		[["--limit", "x", LOG], "--limit"],
		[[], "top needs a log"],
		[["--tial", LOG], "unknown flag --tial\nhint: see auditail top --help"],
		[["--window", "5m", LOG], "--window is of a log that is followed"],
		[["-f", "--window", "5", LOG], '--window "5": is no time from 1s on'],
	])("%j is a mistake", async (args, message) => {
		const { exitCode, stderr } = await top(...args);
		expect([exitCode, stderr]).toEqual([2, expect.stringContaining(message)]);
	});
});

it("the rate is that of the calls that are counted, whatever else is in the log, and whether the sieve saw it", async () => {
	const asked = ["top", "samples/minikube.log", "--user", "alice", "--by", "verb"];
	const { stdout } = await runCli(asked);
	expect((await runCli([...asked, "--no-sieve"])).stdout).toBe(stdout);
	expect(stdout).toContain("18 calls, 8 errors, in 30.3s;");
});

it("a user who is called (nobody), and names with slashes, are no others", async () => {
	const one = (parts: object) =>
		`${JSON.stringify({ kind: "Event", apiVersion: "audit.k8s.io/v1", level: "Metadata", stage: "ResponseComplete", verb: "get", stageTimestamp: "2026-11-23T15:00:00.000000Z", ...parts })}\n`;
	const pod = { resource: "pods", namespace: "dev" };
	const stdin = [
		one({ auditID: "a", user: { username: "(nobody)" }, objectRef: { ...pod, name: "x/y" } }),
		one({ auditID: "b", user: {}, objectRef: { resource: "pods", namespace: "dev/x", name: "y" } }),
		one({ auditID: "c", user: { username: "-" } }),
	].join("");
	const { stdout } = await runCli(["top", "--by", "user,object"], { stdin });
	for (const cell of ["(nobody)  ", '"-"', "(nobody)"]) expect(stdout).toContain(cell);
	expect(stdout).toContain("3 of 3 rows");
	expect((await runCli(["top", "--by", "user"], { stdin })).stdout).toMatch(/"\\"\(nobody\)\\""/);
});

describe("auditail top -f", () => {
	const live = async (log: string | Readable, ...args: string[]) =>
		await runCli(["top", "-f", "-o", "json", "--limit", "0", ...args], { stdin: log });
	const calls = (stdout: string): number =>
		(JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "") as { calls: number }[]).reduce((sum, { calls }) => sum + calls, 0);

	it("counts the last while of the log, a long call once", async () => {
		const log = readFileSync(LOG, "utf8");
		const { exitCode, stdout } = await live(log, "--window", "1d");
		expect([exitCode, calls(stdout)]).toEqual([0, 60]);
		const last = Date.parse("2026-11-23T15:10:15.526Z");
		const recent = endings.filter(({ stageTimestamp }) => Date.parse(stageTimestamp ?? "") > last - 12_000);
		expect(calls((await live(log, "--window", "15s")).stdout)).toBeGreaterThanOrEqual(recent.length);
		expect(calls((await live(log, "--window", "15s")).stdout)).toBeLessThan(20);
	});

	it("prints a table after each while in a pipe, and says until when it is", async () => {
		const input = new Readable({ read: () => {} });
		let tables = 0;
		const { stdout } = await runCli(["top", "-f", "--by", "verb", "--window", "1s"], {
			stdin: input,
			onOutput: (soFar) => {
				tables = soFar.split("CALLS").length - 1;
				if (tables === 1) input.push(readFileSync(LOG));
				if (tables === 2) input.push(null);
			},
		});
		expect(stdout).toMatch(/^CALLS +RATE[^\n]*\n\n0 calls, 0 errors; 0 of 0 rows\n/);
		expect(stdout).toMatch(/1 calls, 1 errors, in the 1s until 15:10:1\dZ; 1 of 1 rows\n/);
	});

	it("follows the usual log where none is named", async () => {
		const { stderr } = await runCli(["top", "-f"], { env: { AUDITAIL_FILE: "/no/such.log" } });
		expect(stderr).toContain("cannot read /no/such.log");
	});
});
