import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import pty from "@lydell/node-pty";
import { describe, expect, it, onTestFinished } from "vitest";
import { BIN, plainEnvironment } from "../helpers/bin.ts";
import { folder, line } from "../helpers/log.ts";
import { type Ran, runCli } from "../helpers/run-cli.ts";
import { until } from "../helpers/until.ts";

const SAMPLE = resolve("samples/minikube.log");

/** Makes a program of a shell's script in a folder of its own. */
function program(name: string, script: string): { home: string; path: string } {
	const home = folder();
	const path = join(home, name);
	writeFileSync(path, `#!/bin/sh\ncd ${home}\n${script}\n`);
	chmodSync(path, 0o755);
	return { home, path };
}

/** Runs the program until it has printed enough. */
async function runUntil(isEnough: (soFar: string) => boolean, args: readonly string[]): Promise<Ran> {
	const stop = new AbortController();
	const onOutput = (soFar: string): void => {
		if (isEnough(soFar)) stop.abort("SIGINT");
	};
	return await runCli(args, { signal: stop.signal, onOutput });
}

/** The audit IDs of the calls that have ended. */
const ended = (text: string): string[] =>
	text
		.trimEnd()
		.split("\n")
		.map((row) => JSON.parse(row) as { auditID: string; call: { state: string } })
		.filter(({ call }) => call.state !== "open")
		.map(({ auditID }) => auditID)
		.sort();

describe("auditail run", () => {
	it("starts a command again that breaks off, and shows every call once", async () => {
		const { path } = program(
			"source",
			`echo >> starts; case $(wc -l < starts) in
			1) head -n 40 ${SAMPLE}; tail -n +41 ${SAMPLE} | head -c 300; echo lost >&2; exit 1;;
			2) echo refused >&2; exit 1;;
			*) cat ${SAMPLE}; exec sleep 60;; esac`,
		);
		const whole = ended((await runCli([SAMPLE, "-o", "json"])).stdout);
		const { stdout, stderr } = await runUntil(
			(soFar) => ended(soFar).length >= whole.length,
			[...["run", "--tail", "-1", "-o", "json"], ...["--", path]],
		);
		expect(ended(stdout)).toEqual(whole);
		expect(stderr).toContain("auditail: source: lost\nauditail: source: ");
		expect(stderr).toContain("ended with code 1; starting it again\n");
		expect(stderr).not.toContain("dropped");
	});

	it("with --no-follow reads what there is, once, and fails as the command does", async () => {
		const { path } = program("source", `cat ${SAMPLE}; exit 4`);
		const { exitCode, stdout, stderr } = await runCli(["run", "--no-follow", "-c", path]);
		expect([exitCode, stdout]).toEqual([2, "60\n"]);
		expect(stderr).toContain(`${path} ended with code 4`);
	});

	it("takes the last calls of what was there", async () => {
		const { stdout } = await runUntil((soFar) => soFar.split("\n").length > 10, ["run", "--", "sh", "-c", `cat ${SAMPLE}; exec sleep 60`]);
		expect(stdout.trimEnd().split("\n").length).toBe(10);
	});

	it.each([
		[["run"], "run needs a command"],
		[["run", "--", "/no/such/program"], "cannot run /no/such/program: no such program"],
		[["ssh"], "ssh needs a host"],
		[["ssh", ":/var/log/audit.log"], 'ssh ":/var/log/audit.log": names no host'],
		[["ssh", "a", "b"], 'ssh takes one HOST[:PATH]: what is "b"?'],
		[["run", "--state", "s", "--", "true"], "--state keeps a place in files: auditail run reads a stream"],
		[["samples/minikube.log", "--self"], "--self goes with auditail logs"],
		[["-f", "samples/minikube.log", "--no-follow"], "--no-follow goes with auditail run, auditail minikube, auditail ssh"],
	])("%s: says what is wrong", async (args, message) => {
		const { exitCode, stderr } = await runCli(args);
		expect([exitCode, stderr.split("\n")[0]]).toEqual([2, `auditail: ${message}`]);
	});
});

/** The program at a terminal, with that program before all others. */
function atTerminal(home: string, args: readonly string[]) {
	const env = { ...plainEnvironment(), PATH: `${home}:${process.env.PATH}` };
	const terminal = pty.spawn(process.execPath, [resolve(BIN), ...args], { cols: 120, rows: 40, cwd: home, env });
	const state = { screen: "", exitCode: undefined as number | undefined };
	terminal.onData((data) => {
		state.screen += data;
	});
	terminal.onExit(({ exitCode }) => {
		state.exitCode = exitCode;
	});
	onTestFinished(() => terminal.kill());
	return {
		terminal,
		state,
		shows: (text: string) =>
			until(
				() => state.screen.includes(text),
				text,
				() => state.screen,
			),
	};
}

/** What `tail -F` makes of a log over a terminal of its own: with `\r\n`, an echo, and what tail says. */
const OVER_TERMINAL = `echo $$ > pid; printf '%s\\n' "$@" > words
	printf 'sudo tail -F\\r\\n'; sed 's/$/\\r/' ${SAMPLE}
	printf "tail: '/tmp/audit.log' has been replaced;  following new file\\r\\n"
	cat late; while :; do sleep 0.1; done`;

describe.each([
	["minikube", ["minikube", "--tail", "3"], "ssh\n--\nsudo\ntail\n-F\n-n\n+1\n/tmp/audit.log\n"],
	["minikube", ["minikube", "p1", "--tail", "3"], "ssh\n-p\np1\n--\nsudo\ntail\n-F\n-n\n+1\n/tmp/audit.log\n"],
	["ssh", ["ssh", "root@cp-1:/var/log/my audit.log", "--tail", "3"], "--\nroot@cp-1\nsudo tail -F -n +1 '/var/log/my audit.log'\n"],
	["ssh", ["ssh", "[fd00::1]:/a.log", "--tail", "3"], "--\nfd00::1\nsudo tail -F -n +1 /a.log\n"],
	["ssh", ["ssh", "cp-1", "--tail", "3"], "--\ncp-1\nsudo tail -F -n +1 /tmp/audit.log\n"],
])("auditail %s", (name, args, words) => {
	it(`${args.slice(1).join(" ")}: shows what is written there, and ends the command with Ctrl-C`, async () => {
		const { home } = program(name, OVER_TERMINAL);
		writeFileSync(join(home, "late"), line("late", { user: { username: "somebody-late" } }).replace("\n", "\r\n"));
		const { terminal, state, shows } = atTerminal(home, args);
		await shows("somebody-late");
		expect(readFileSync(join(home, "words"), "utf8")).toBe(words);
		terminal.write("\x03");
		await until(
			() => state.exitCode !== undefined,
			"the end",
			() => state.screen,
		);
		expect(state.exitCode).toBe(0);
		expect(() => process.kill(Number(readFileSync(join(home, "pid"), "utf8")), 0)).toThrow("ESRCH");
	});
});
