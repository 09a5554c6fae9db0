import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chmodSync, closeSync, constants, openSync, writeFileSync } from "node:fs";
import { Socket } from "node:net";
import { join, resolve } from "node:path";
import type { Readable } from "node:stream";
import pty from "@lydell/node-pty";
import { describe, expect, it, onTestFinished } from "vitest";
import { BIN, plainEnvironment } from "./helpers/bin.ts";
import { folder, line } from "./helpers/log.ts";
import { runCli } from "./helpers/run-cli.ts";
import { seconds } from "./helpers/seconds.ts";
import { until } from "./helpers/until.ts";

/** A folder with a kubectl in it that prints what it reads from a pipe there, and ends with it. */
function kubectl() {
	const home = folder();
	const [path, feed] = [join(home, "kubectl"), join(home, "feed")];
	execFileSync("mkfifo", [feed]);
	writeFileSync(path, `#!/bin/sh\ncat ${feed}\nexit 0\n`);
	chmodSync(path, 0o755);
	/** Opens the pipe, and waits for kubectl to do so; what it returns brings lines. */
	const feeding = () => {
		const feeder = spawn("sh", ["-c", `exec cat > ${feed}`], { stdio: ["pipe", "inherit", "inherit"] });
		onTestFinished(() => {
			feeder.kill();
		});
		return { write: (text: string) => feeder.stdin.write(text), end: () => feeder.stdin.end() };
	};
	return { home, path, feeding };
}

/** The time of the n-th event. */
const at = (second: number): string =>
	`2026-11-23T15:${String(10 + Math.floor(second / 60)).padStart(2, "0")}:${String(second % 60).padStart(2, "0")}.719347Z`;

/** A kubectl of ours that writes into a pipe, whose other end is a descriptor of ours. */
function piped(logs: readonly string[]) {
	const { home, path, feeding } = kubectl();
	const pipe = join(home, "pipe");
	execFileSync("mkfifo", [pipe]);
	const ours = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
	const theirs = openSync(pipe, constants.O_WRONLY);
	const child = spawn(path, logs, { stdio: ["ignore", theirs, "inherit"] });
	closeSync(theirs);
	onTestFinished(() => {
		child.kill();
	});
	return { path, ours, feed: feeding() };
}

/** Brings one event a second. */
function chattering(feed: ReturnType<typeof piped>["feed"], seen: { stdout: string; stderr: string }, second: () => void) {
	return async (from: number, count: number): Promise<void> => {
		for (let row = from; row < from + count; row += 1) {
			feed.write(line(`call-${row}`, { stageTimestamp: at(row) }));
			await until(
				() => seen.stdout.split("\n").length - 1 === row + 1,
				`row ${row}`,
				() => seen.stderr,
			);
			second();
		}
	};
}

/** The program in this process, live, behind a kubectl; the test moves the clock. */
function live(args: readonly string[], logs: readonly string[]) {
	const { path, ours, feed } = piped(logs);
	const clock = seconds();
	const state = { stdout: "", stderr: "" };
	const ran = runCli(args, {
		stdin: new Socket({ fd: ours, readable: true, writable: false }),
		watched: { descriptor: ours, everySecond: clock.everySecond },
		onOutput: (soFar) => {
			state.stdout = soFar;
		},
		onTalk: (soFar) => {
			state.stderr = soFar;
		},
	});
	return { path, state, clock, feed, ran, chatter: chattering(feed, state, () => clock.pass(1)) };
}

/** What a process has printed so far, and how it ends. */
function printed(child: ChildProcess) {
	const state = { stdout: "", stderr: "" };
	for (const stream of ["stdout", "stderr"] as const)
		(child[stream] as Readable).on("data", (chunk: Buffer) => {
			state[stream] += chunk.toString();
		});
	return { state, ended: new Promise<number | null>((done) => child.on("close", done)) };
}

describe("kubectl logs -f", () => {
	const LOGS = ["logs", "-f", "--tail=5", "-n", "kube-system", "kube-apiserver-minikube"];

	it("that stalls is told, once, with what resumes it", async () => {
		const { path, state, clock, feed, chatter, ran } = live(["-f", "--not-user", "system:*"], LOGS);
		await chatter(0, 65);
		clock.pass(28);
		expect(state.stderr).toBe("");
		clock.pass(500);
		const resumed = `/bin/sh ${path} logs --since-time=2026-11-23T15:11:04Z -f -n kube-system kube-apiserver-minikube | auditail -f --not-user 'system:*'`;
		expect(state.stderr).toBe(
			`auditail: nothing has come for 30 s, though no pause before was longer than 2 s: kubectl logs stops without a word when the container's log is rotated. If it stays so, end it with Ctrl-C; its last event was at ${at(64)}. To resume there (calls of that second may be shown again):\nhint: ${resumed}\n`,
		);
		await chatter(65, 1);
		feed.end();
		expect((await ran).exitCode).toBe(0);
	});

	it("is told though the account is to be JSON, which stays one object, on the last line", async () => {
		const { clock, feed, chatter, ran } = live(["-f", "--stats", "json"], LOGS);
		await chatter(0, 65);
		clock.pass(30);
		feed.end();
		const { stderr } = await ran;
		const lines = stderr.trimEnd().split("\n");
		expect(lines).toHaveLength(3);
		expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({
			events: 65,
			notes: [expect.stringMatching(/^the stream has ended; .* \| auditail -f --stats json$/)],
		});
	});

	it("is not told with -q", async () => {
		const { clock, feed, ran } = live(["-f", "-q", "--user", "nobody-at-all"], LOGS);
		feed.write(line("one"));
		feed.end();
		const { stderr, exitCode } = await ran;
		expect([stderr, exitCode, clock.asked()]).toEqual(["", 1, 0]);
	});

	it("that was told words which a terminal would obey shows none of them", async () => {
		const { feed, chatter, ran } = live(["-f", "--user", "\x1b[2J*,alice"], ["logs", "-f", "a\nauditail: all is well"]);
		await chatter(0, 1);
		feed.end();
		const { stderr } = await ran;
		expect(stderr.split("\n").filter((text) => text.startsWith("auditail: all"))).toEqual([]);
		expect(stderr).toContain(
			String.raw`logs --since-time=2026-11-23T15:10:00Z -f $'a\x0aauditail: all is well' | auditail -f --user $'\x1b[2J*,alice'`,
		);
		expect(stderr).not.toContain("\x1b");
	});
});

describe("the program, behind a kubectl", () => {
	/** A command line of the shell, with the program and a kubectl of ours. */
	function running(command: string) {
		const { home, path, feeding } = kubectl();
		const env = { ...plainEnvironment(), PATH: `${home}:${process.env.PATH}` };
		const script = `auditail() { "${process.execPath}" ${resolve(BIN)} "$@"; }; ${command}`;
		return { path, env, script, feed: feeding() };
	}

	it.each([
		["kubectl logs -f POD --tail 3", "-f --verb get", "logs --since-time=2026-11-23T15:10:00Z -f POD | auditail -f --verb get"],
		["kubectl logs POD", "-f", "logs -f --since-time=2026-11-23T15:10:00Z POD | auditail -f"],
		[
			"kubectl logs -f POD",
			"- -f --since 1h",
			"logs --since-time=2026-11-23T15:10:00Z -f POD | auditail --since=2026-11-23T15:10:00Z - -f",
		],
	])("%s | auditail %s: the end is told, how to go on, and a summary", async (logs, flags, resumed) => {
		const { path, env, script, feed } = running(`${logs} | auditail ${flags.replace("1h", "2026-11-23")}`);
		const { state, ended } = printed(spawn("bash", ["-c", script], { env, stdio: ["ignore", "pipe", "pipe"] }));
		feed.write(line("one", { stageTimestamp: at(0) }));
		await until(
			() => state.stdout.includes("alice"),
			"a row",
			() => state.stderr,
		);
		feed.end();
		expect(await ended).toBe(0);
		const [told, hint, ...summary] = state.stderr.split("\n");
		expect(told).toBe(
			`auditail: the stream has ended; its last event was at ${at(0)}. To resume there (calls of that second may be shown again):`,
		);
		expect(hint).toBe(`hint: /bin/sh ${path} ${resumed}`);
		expect(summary[0]).toMatch(/^auditail: 1 event = 1 call, 2026-11-23 15:10:00Z/);
	});

	it("says nothing of the end of a pipe that nobody said would go on", async () => {
		const { env, script, feed } = running("kubectl logs -f POD | auditail");
		const { state, ended } = printed(spawn("bash", ["-c", script], { env, stdio: ["ignore", "pipe", "pipe"] }));
		feed.write(line("one"));
		feed.end();
		expect([await ended, state.stderr]).toEqual([0, ""]);
	});

	it("counts the seconds by itself", async () => {
		const { path, ours, feed } = piped(["logs", "-f", "POD"]);
		// a second passes at a signal, not by the clock
		const clock = `globalThis.setInterval = (look, ms) => (ms === 1000 && process.on("SIGUSR2", look), { unref: () => 0 }); globalThis.clearInterval = () => 0;`;
		const child = spawn(process.execPath, ["--import", `data:text/javascript,${encodeURIComponent(clock)}`, BIN, "-f"], {
			env: plainEnvironment(),
			stdio: [ours, "pipe", "pipe"],
		});
		closeSync(ours);
		const { state, ended } = printed(child);
		await chattering(feed, state, () => child.kill("SIGUSR2"))(0, 200); // some signals come together, and are one
		await until(
			() => child.kill("SIGUSR2") && state.stderr.includes("| auditail"),
			"a hint",
			() => state.stderr,
		);
		expect(state.stderr).toContain(`hint: /bin/sh ${path} logs --since-time=2026-11-23T15:13:19Z -f POD | auditail -f\n`);
		feed.end();
		expect(await ended).toBe(0);
	});

	/** A command line of the shell in a terminal of its own. */
	function terminal(command: string) {
		const { path, env, script, feed } = running(command);
		const child = pty.spawn("bash", ["-c", script], { cols: 400, rows: 50, env: { ...env, TERM: "xterm" } });
		const state = { screen: "" };
		child.onData((data) => {
			state.screen += data;
		});
		const ended = new Promise<void>((done) => child.onExit(() => done()));
		return { path, state, feed, child, ended };
	}

	it("says so at a terminal without being asked to follow", async () => {
		const { path, state, feed, ended } = terminal("kubectl logs -f POD | auditail");
		feed.write(line("one", { stageTimestamp: at(0) }));
		await until(
			() => state.screen.includes("alice"),
			"a row",
			() => state.screen,
		);
		feed.end();
		await ended;
		expect(state.screen).toContain(`hint: /bin/sh ${path} logs --since-time=2026-11-23T15:10:00Z -f POD | auditail\r\n`);
		expect(state.screen).toContain("1 event = 1 call");
	});

	it("says nothing new at a terminal of a file that was piped in", async () => {
		const { state, ended } = terminal("cat samples/minikube.log | auditail");
		await ended;
		expect(state.screen).toContain("124 events = 60 calls");
		expect(state.screen).not.toContain("the stream has ended");
	});

	it("says nothing of an end that Ctrl-C made", async () => {
		const { state, feed, child, ended } = terminal("kubectl logs -f POD | auditail -f -o json");
		feed.write(line("begun", { stage: "RequestReceived" }) + line("one"));
		await until(
			() => state.screen.includes("alice"),
			"a record",
			() => state.screen,
		);
		child.write("\x03");
		await ended;
		expect(state.screen).toContain("2 events = 2 calls");
		expect(state.screen).toContain('"state":"open"');
		expect(state.screen).not.toContain("the stream has ended");
	});
});
