import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { line } from "../helpers/log.ts";
import { runCli } from "../helpers/run-cli.ts";

const LOG = "samples/minikube.log";
const histogram = (...args: string[]) => runCli(["histogram", ...args]);

describe("auditail histogram", () => {
	it("has a line for each interval, with a bar of what came of its calls", async () => {
		const { exitCode, stdout, stderr } = await histogram(LOG);
		expect([exitCode, stderr]).toEqual([0, ""]);
		expect(stdout).toBe(`TIME       CALLS  DENIED  FAILED
15:09:25Z     13       3       1  ▓▓▓▓▓▓▓▓▓▓▓▒▒▒▒███████████████████████████████
15:09:30Z     11       2       2  ▓▓▓▓▓▓▓▒▒▒▒▒▒▒█████████████████████████
15:09:35Z      3               1  ▒▒▒▒███████
15:09:40Z     11       6       1  ▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▒▒▒▒██████████████
15:09:45Z     11               4  ▒▒▒▒▒▒▒▒▒▒▒▒▒▒█████████████████████████
15:09:50Z      2               1  !!!████
15:09:55Z      1               1  ▒▒▒▒
15:10:00Z      5       2       1  ▓▓▓▓▓▓▓▒▒▒▒███████
15:10:05Z      2                  ███████
15:10:10Z
15:10:15Z      1       1          ▓▓▓▓

60 calls, 5s a line  ! 1 panic  ▓ 14 denied  ▒ 11 failed  █ 34 allowed
`);
	});

	it("fits the terminal, whose width no line is over, and is coloured there", async () => {
		const { stdout } = await runCli(["histogram", LOG], { terminal: 50 });
		const esc = String.fromCharCode(27);
		expect(stdout).toContain(`${esc}[31m▓`);
		const lines = stdout
			.replaceAll(new RegExp(`${esc}\\[\\d+m`, "g"), "")
			.split("\n")
			.slice(0, 12);
		expect(Math.max(...lines.map(({ length }) => length))).toBe(50);
		expect((await runCli(["histogram", LOG], { terminal: 50, env: { NO_COLOR: "1" } })).stdout).not.toContain(esc);
	});

	it("takes intervals, and tells many without calls in one line", async () => {
		const { stdout } = await histogram(LOG, "--interval", "1s", "--user", "alice");
		expect(stdout).toContain("\n(11 × 1s without calls)\n");
		expect(stdout).toContain("18 calls, 1s a line");
	});

	it("tells days where there are several", async () => {
		const stdin = [1, 2, 3].map((day) => line(`d-${day}`, { stageTimestamp: `2026-11-0${day}T12:00:00.000000Z` })).join("");
		const shown = async (...args: string[]) => (await runCli(["histogram", ...args], { stdin })).stdout;
		expect(await shown("--interval", "1d")).toMatch(/^TIME +CALLS[^\n]*\n2026-11-01 +1 /);
		expect(await shown("--interval", "12h")).toContain("\n2026-11-01 12:00:00Z      1");
		expect(await shown("--interval", "12h", "--time", "none")).toMatch(/\n +1 /);
	});

	it("is an array for programs", async () => {
		const { stdout } = await histogram(LOG, "-o", "json", "--interval", "30s");
		expect(JSON.parse(stdout)).toEqual([
			{ from: "2026-11-23T15:09:00.000000Z", seconds: 30, allowed: 9, denied: 3, failed: 1, open: 0, panic: 0 },
			{ from: "2026-11-23T15:09:30.000000Z", seconds: 30, allowed: 21, denied: 8, failed: 9, open: 0, panic: 1 },
			{ from: "2026-11-23T15:10:00.000000Z", seconds: 30, allowed: 4, denied: 3, failed: 1, open: 0, panic: 0 },
		]);
	});

	it("shows the last while of a log that is followed, empty or not", async () => {
		const { stdout } = await runCli(["histogram", "-f", "--window", "20s"], { stdin: readFileSync(LOG) });
		const rows = stdout.split("\n").filter((row) => row.startsWith("15:"));
		expect(rows.slice(-2)).toEqual([expect.stringMatching(/^15:10:1\dZ/), expect.stringMatching(/^15:10:1\dZ/)]);
		expect(stdout).toMatch(/\n\d calls, 5s a line/);
	});

	it("says which calls are not in it", async () => {
		const stdin = line("x", { stageTimestamp: "", requestReceivedTimestamp: "" });
		expect((await runCli(["histogram"], { stdin })).stdout).toBe(
			"TIME  CALLS  DENIED  FAILED\n\n0 calls\n1 call without a time is not in it\n",
		);
	});

	it("has a help", async () => {
		const { stdout } = await histogram("--help");
		for (const word of ["--interval TIME", "--window TIME", "-f, --follow"]) expect(stdout).toContain(word);
		for (const row of stdout.split("\n")) expect(row.length, row).toBeLessThanOrEqual(110);
	});

	it.each([
		[["--interval", "x", LOG], '--interval "x": is no time from 1ms on'],
		[["--interval", "0s", LOG], '--interval "0s": is no time from 1ms on'],
		[["--by", "user", LOG], "unknown flag --by"],
		[[], "histogram needs a log"],
	])("%j is a mistake", async (args, message) => {
		const { exitCode, stderr } = await histogram(...args);
		expect([exitCode, stderr]).toEqual([2, expect.stringContaining(message)]);
	});
});
