import { execFileSync, spawn } from "node:child_process";
import { appendFileSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterEach, describe, expect, it } from "vitest";
import type { AuditEvent } from "../src/audit/event.ts";
import { event } from "./helpers/event.ts";
import { folder, line, numbered } from "./helpers/log.ts";
import { runCli } from "./helpers/run-cli.ts";
import { until } from "./helpers/until.ts";

const stops: AbortController[] = [];
afterEach(() => {
	for (const stop of stops.splice(0)) stop.abort("SIGINT");
});

/** The program in the background: its output so far, and Ctrl-C. */
function running(args: readonly string[], stdin?: PassThrough, terminal?: number) {
	const interrupt = new AbortController();
	stops.push(interrupt);
	const state = { stdout: "" };
	const onOutput = (soFar: string) => {
		state.stdout = soFar;
	};
	const ran = runCli(args, { signal: interrupt.signal, onOutput, ...(stdin ? { stdin } : {}), ...(terminal ? { terminal } : {}) });
	return {
		state,
		rows: (count: number) => until(() => state.stdout.split("\n").length - 1 === count, `${count} rows: ${state.stdout}`),
		interrupt: () => {
			interrupt.abort("SIGINT");
			return ran;
		},
		ran,
	};
}

/** The records of `-o json`. */
const records = (stdout: string) =>
	stdout
		.split("\n")
		.filter(Boolean)
		.map((record) => JSON.parse(record));

const watch = { requestURI: "/api/v1/pods?watch=true", verb: "watch", objectRef: { resource: "pods" } };
const received = (id: string) =>
	line(id, { ...watch, stage: "RequestReceived", responseStatus: undefined as never, stageTimestamp: "2026-11-23T15:09:30.000000Z" });
const started = (id: string) => line(id, { ...watch, stage: "ResponseStarted", stageTimestamp: "2026-11-23T15:09:30.100000Z" });
const complete = (id: string, at = "2026-11-23T15:10:30.000000Z") => line(id, { ...watch, stageTimestamp: at });

describe("live", () => {
	it("begins with the last ten calls, then shows what comes", async () => {
		const path = join(folder(), "audit.log");
		writeFileSync(path, numbered(30));
		const program = running(["-f", path, "-o", "json"]);
		await program.rows(10);
		appendFileSync(path, numbered(2, 30));
		await program.rows(12);
		const { stdout, exitCode } = await program.interrupt();
		expect(records(stdout).map(({ auditID }) => auditID)).toEqual(Array.from({ length: 12 }, (_none, at) => `call-${20 + at}`));
		expect(exitCode).toBe(0);
	});

	it("--tail changes how much of the past is shown, --since lifts the limit", async () => {
		const path = join(folder(), "audit.log");
		writeFileSync(path, numbered(30));
		for (const [flags, rows] of [
			[["--tail", "3"], 3],
			[["--tail", "-1"], 30],
			[["--since", "1h"], 30],
		] as const) {
			const program = running(["-f", path, ...flags]);
			await program.rows(rows);
			await program.interrupt();
		}
		const program = running(["-f", path, "--tail", "0", "-o", "raw"]);
		await until(() => {
			appendFileSync(path, line(`new-${Math.random()}`)); // what is there when it begins is past itself
			return program.state.stdout !== "";
		}, "a new call");
		expect(program.state.stdout).not.toContain("call-");
		await program.interrupt();
	});

	it("tells a long call when it begins and when it ends, a short one once", async () => {
		const stdin = new PassThrough();
		const program = running(["-f", "-"], stdin);
		stdin.write(
			received("long") + started("long") + received("short") + started("short") + complete("short", "2026-11-23T15:09:30.200000Z"),
		);
		await program.rows(2);
		stdin.end(complete("long"));
		const { stdout } = await program.ran;
		expect(stdout.trimEnd().split("\n")).toEqual([
			"2026-11-23T15:09:30.000000Z 200 200ms alice watch pods *",
			"2026-11-23T15:09:30.000000Z open - alice watch pods *",
			"2026-11-23T15:10:30.000000Z 200 60.0s alice watch pods *  since 2026-11-23T15:09:30.000000Z",
		]);
	});

	it("counts a long call once", async () => {
		for (const [flags, count] of [
			[["-c"], "2\n"],
			[["--tail", "1", "-o", "json"], undefined],
		] as const) {
			const stdin = new PassThrough();
			const program = running(["-f", "-", ...flags], stdin);
			stdin.end(received("long") + started("long") + line("other", { stageTimestamp: "2026-11-23T15:09:31.000000Z" }) + complete("long"));
			const { stdout } = await program.ran;
			if (count) expect(stdout).toBe(count);
			else expect(records(stdout).map(({ call }) => call.state)).toEqual(["complete"]);
		}
	});

	it("says at Ctrl-C what is still open, and when the log ends what has no end", async () => {
		const stdin = new PassThrough();
		const program = running(["-f", "-", "-o", "json"], stdin);
		stdin.write(received("asked") + received("began") + started("began"));
		await program.rows(1);
		stdin.on("error", () => {});
		const { stdout } = await program.interrupt();
		expect(records(stdout).map(({ auditID, call }) => [auditID, call.state])).toEqual([
			["began", "open"],
			["asked", "open"],
		]);

		const ended = await runCli(["-f", "-", "-o", "json"], { stdin: received("asked") + received("began") + started("began") });
		expect(records(ended.stdout).map(({ call }) => call.state)).toEqual(["noEnd", "noEnd"]);
	});

	it("prints the last lines of a pipe's writer after Ctrl-C", async () => {
		const stdin = new PassThrough();
		const program = running(["-f"], stdin);
		stdin.write(line("first"));
		await program.rows(1);
		const ending = program.interrupt();
		stdin.end(line("last"));
		expect((await ending).stdout.trimEnd().split("\n")).toHaveLength(2);
	});

	it("reads the files of a rotated set in the order in which they were written, then follows the newest", async () => {
		const parent = folder();
		const call = (id: string) => [line(id, { stage: "RequestReceived", requestURI: id }), line(id, { requestURI: id })];
		const calls = Array.from({ length: 40 }, (_none, at) => call(`call-${at}`));
		const [across, rest = ""] = call("across");
		const backup = join(parent, "audit-2026-11-23T15-00-01.000.log");
		writeFileSync(backup, calls.slice(0, 20).flat().join("") + across);
		writeFileSync(join(parent, "audit.log"), rest + calls.slice(20).flat().join(""));
		const program = running(["-f", parent, "--tail", "-1", "-o", "json"]);
		await program.rows(41);
		renameSync(join(parent, "audit.log"), join(parent, "audit-2026-11-23T15-00-02.000.log"));
		writeFileSync(join(parent, "audit.log"), call("new").join(""));
		await program.rows(42);
		const { stdout, stderr } = await program.interrupt();
		const expected = [
			...calls.slice(0, 20).map((_one, at) => `call-${at}`),
			"across",
			...calls.slice(20).map((_one, at) => `call-${at + 20}`),
			"new",
		];
		expect(records(stdout).map(({ auditID }) => auditID)).toEqual(expected);
		expect(records(stdout).map(({ call: { stages } }) => Object.keys(stages).length)).toEqual(expected.map(() => 2));
		expect(stderr).not.toContain("dropped");
	});

	it("goes live though another file cannot be read", async () => {
		const path = join(folder(), "audit.log");
		writeFileSync(path, numbered(3));
		const program = running(["-f", path, join(path, "below")]);
		await program.rows(3);
		appendFileSync(path, line("new"));
		await program.rows(4);
		expect((await program.interrupt()).exitCode).toBe(2);
	});

	it("shows no more of the past than it is told, long calls that have begun included", async () => {
		const path = join(folder(), "audit.log");
		const begun = Array.from({ length: 20 }, (_none, at) => received(`w-${at}`) + started(`w-${at}`)).join("");
		writeFileSync(path, begun + numbered(2));
		const program = running(["-f", path, "--tail", "5"]);
		await program.rows(5);
		appendFileSync(path, line("new", { stageTimestamp: "2026-11-23T15:12:00.000000Z" }));
		await program.rows(6);
		await program.interrupt();
	});

	it("forgets a long call of the past that no longer matches when it ends", async () => {
		const refused = line("w", { ...watch, responseStatus: { code: 403 }, stageTimestamp: "2026-11-23T15:10:30.000000Z" });
		const stdin = received("w") + started("w") + line("a", { stageTimestamp: "2026-11-23T15:09:31.000000Z" }) + refused;
		const { stdout } = await runCli(["-f", "-", "--tail", "5", "--code", "200", "-o", "json"], { stdin });
		expect(records(stdout).map(({ auditID }) => auditID)).toEqual(["a"]);
	});

	it("reads a named pipe as it comes, and ends at Ctrl-C though its writer is silent", async () => {
		const path = join(folder(), "pipe");
		execFileSync("mkfifo", [path]);
		const writer = spawn("sh", ["-c", `exec 3> ${path}; cat >&3; sleep 60`]);
		writer.stdin.write(line("one"));
		const program = running(["-f", path]);
		await program.rows(1);
		expect((await program.interrupt()).exitCode).toBe(0);
		writer.kill();
	});

	it("keeps a half-written line until its newline comes", async () => {
		const path = join(folder(), "audit.log");
		writeFileSync(path, line("whole") + line("half").slice(0, 100));
		const program = running(["-f", path]);
		await program.rows(1);
		appendFileSync(path, line("half").slice(100));
		await program.rows(2);
		appendFileSync(path, line("never").slice(0, 50));
		const { stderr, exitCode } = await program.interrupt();
		expect([stderr, exitCode]).toEqual(["", 0]);
	});

	it("is what a pipe at a terminal is, without being asked", async () => {
		const stdin = new PassThrough();
		const program = running([], stdin, 120);
		stdin.write(received("long") + started("long"));
		await program.rows(1);
		expect(program.state.stdout).toContain("open");
		stdin.end();
		await program.ran;
	});

	it("follows several files side by side, and says where each call was read", async () => {
		const [a, b] = [join(folder(), "a.log"), join(folder(), "b.log")];
		writeFileSync(a, line("in-a"));
		writeFileSync(b, line("in-b"));
		const program = running(["-f", a, b, "-o", "json"]);
		await program.rows(2);
		appendFileSync(b, line("later"));
		await program.rows(3);
		const { stdout } = await program.interrupt();
		const sources = new Map(records(stdout).map(({ auditID, call }) => [auditID, call.source]));
		expect(sources).toEqual(
			new Map([
				["in-a", a],
				["in-b", b],
				["later", b],
			]),
		);
	});
});

it("gives the same calls whether a log is read, piped, or followed while it is written and rotated", async () => {
	const log = readFileSync("samples/minikube.log");
	const keys = (stdout: string) =>
		new Set(records(stdout).map(({ auditID, requestReceivedTimestamp }) => JSON.stringify([auditID, requestReceivedTimestamp])));
	const read = await runCli(["samples/minikube.log", "-o", "json"]);
	const piped = await runCli(["-o", "json"], { stdin: log });
	expect(piped.stdout).toBe(read.stdout.replaceAll('"source":"samples/minikube.log"', '"source":"-"'));

	const path = join(folder(), "audit.log");
	writeFileSync(path, "");
	const program = running(["-f", path, "--tail", "-1", "-o", "json"]);
	const half = log.indexOf(10, log.length / 2) + 1;
	for (let at = 0; at < half; at += 3000) appendFileSync(path, log.subarray(at, Math.min(at + 3000, half)));
	await until(() => keys(program.state.stdout).size > 0, "the file to be open");
	renameSync(path, path.replace("audit.log", "audit-2026-11-23T15-18-55.761.log"));
	for (let at = half; at < log.length; at += 3000) appendFileSync(path, log.subarray(at, at + 3000));
	await until(() => keys(program.state.stdout).size === keys(read.stdout).size, "every call");
	const followed = await program.interrupt();
	expect(keys(followed.stdout)).toEqual(keys(read.stdout));
	expect(followed.stderr).toBe(`auditail: ${path} was rotated; following the new file\n`);
});

/** Events with every field, one after the other, null or of another type. */
function oddEvents(): object[] {
	const odd = [null, 7, "text", [], {}, [null], { a: null }, true];
	const inner: [keyof AuditEvent, string[]][] = [
		["user", ["username", "groups", "extra"]],
		["objectRef", ["resource", "namespace", "name", "apiGroup", "subresource"]],
		["responseStatus", ["message", "code"]],
	];
	const outer = [...Object.keys(event()), "impersonatedUser"].filter((key) => !["kind", "apiVersion", "auditID"].includes(key));
	return odd.flatMap((value) => [
		...outer.map((key) => ({ ...event(), [key]: value })),
		...inner.flatMap(([key, names]) => names.map((name) => ({ ...event(), [key]: { ...(event()[key] as object), [name]: value } }))),
	]);
}

it.each([
	[[]],
	[["-o", "wide"]],
	[["-o", "json"]],
	[["-o", "raw"]],
	[["--stages"]],
	[["-n", "a*", "--code", "!4xx"]],
	[["--jsonpath", "{..username}"]],
])("no null, and no value of another type, in any field breaks a run: %j", async (flags) => {
	const stdin = oddEvents()
		.map((value, at) => `${JSON.stringify({ ...value, auditID: `${at}` })}\n`)
		.join("");
	for (const around of [{ stdin }, { stdin, terminal: 80 }]) {
		const { exitCode, stdout } = await runCli(flags, around);
		expect([0, 1, 2]).toContain(exitCode);
		expect(stdout).not.toContain("undefined");
	}
	expect(Number((await runCli(["-c"], { stdin })).stdout)).toBeGreaterThan(20);
});
