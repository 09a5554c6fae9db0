import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { folder, line, numbered } from "../helpers/log.ts";
import { runCli } from "../helpers/run-cli.ts";

const LOG = "samples/minikube.log";

/** A log with these contents, in a folder of its own. */
function logOf(contents: string | Buffer, name = "audit.log"): string {
	const path = join(folder(), name);
	writeFileSync(path, contents);
	return path;
}

describe("the exit code", () => {
	it.each<[code: number, what: string, args: string[]]>([
		[0, "something matched", [LOG, "--verb", "delete"]],
		[0, "something matched, quietly", [LOG, "-q"]],
		[0, "something matched beside a file that is missing, quietly", [LOG, "no-such.log", "-q"]],
		[0, "help was asked for", ["--help"]],
		[1, "all was read and nothing matched", [LOG, "--user", "nobody-at-all"]],
		[1, "the log is empty", [logOf("")]],
		[1, "nothing was wanted", [LOG, "-m", "0"]],
		[2, "a flag is unknown", [LOG, "--verbb", "get"]],
		[2, "a value is wrong", [LOG, "--code", "abc"]],
		[2, "a file is missing, though another one matched", ["no-such.log", LOG]],
		[2, "nothing matched and a line was damaged", [logOf(`${line("a").slice(0, 80)}\n${line("b")}`), "--user", "x"]],
		[2, "nothing matched and a line was too long", [logOf(numbered(2)), "--max-line", "500", "--user", "x"]],
		[2, "nothing matched and a call was given up", ["samples/no-end.log", "--max-open", "1", "--user", "x", "--no-sieve"]],
		[2, "there was input, but not one event", [logOf("I1123 15:00:58.088244 17485 a.go:1] klog\n")]],
	])("is %i when %s", async (code, _what, args) => {
		expect((await runCli(args)).exitCode).toBe(code);
	});

	it.each([
		[0, "SIGINT", "something was shown", []],
		[130, "SIGINT", "nothing was shown", ["--user", "x"]],
		[143, "SIGTERM", "something was shown", []],
	])("is %i after %s when %s", async (code, signal, _what, flags) => {
		const interrupt = new AbortController();
		const stdin = new PassThrough();
		const running = runCli(["-f", "-", ...flags], { stdin, signal: interrupt.signal });
		stdin.write(numbered(1), () => interrupt.abort(signal)); // the last lines of a pipe's writer are still read
		expect((await running).exitCode).toBe(code);
	});
});

describe("a mistake", () => {
	it.each<[args: string[], message: string, hint: string]>([
		[["--verbb", "get"], "unknown flag --verbb", "did you mean --verb?"],
		[["-x"], "unknown flag -x", "see auditail --help"],
		[["--verb"], "--verb needs a value", "see auditail --help"],
		[["--humans=yes"], "--humans=yes: is neither true nor false", "--humans is enough"],
		[["--failed-only=1"], "--failed-only=1: is neither true nor false", "turns it off"],
		[["-o", "jsn"], '--output "jsn": is none of pretty, wide, json, raw', "did you mean json?"],
		[["-o", "raw", "-o", "x"], '--output "x": is none of pretty, wide, json, raw', "see auditail --help"],
		[["-n", "100"], '--namespace "100": a namespace of digits only is unlikely', "for the last 100 calls: --tail 100"],
		[["--code", "abc"], '--code "abc": is no response code', "for example 403"],
		[["--stage", "Pannic"], '--stage "Pannic": is none of RequestReceived', "re:^Pannic$"],
		[["--since", "soon"], '--since "soon": is no time', "for example 5m"],
		[["--user", "re:("], '--user "re:(": no regular expression', "RE2"],
		[["--user", "a,,b"], '--user "a,,b": there is an empty value in it', `'""'`],
		[["--resource", "a/b/c"], '--resource "a/b/c": is not RESOURCE[.GROUP][/SUBRESOURCE]', "--uri"],
		[["--source-ip", "10.0.0"], '--source-ip "10.0.0": is no IP address', "10.0.0.0/8"],
		[["--jsonpath", "{.user"], '--jsonpath "{.user": a brace without its other half', "{.user.username}"],
		[["-m", "-3"], '--max-count "-3": is no whole number', "--max-count 10"],
		[["--max-line", "1Q"], '--max-line "1Q": is no number of bytes', "64Mi"],
		[["--tail", "x"], '--tail "x": is no whole number', "--tail 10"],
	])("in %j names it and the way out, before a byte is read", async (args, message, hint) => {
		const stdin = new Readable({ read: () => expect.unreachable("read") });
		const { exitCode, stdout, stderr } = await runCli(args, { stdin });
		const [first, second, ...more] = stderr.trimEnd().split("\n");
		expect(first).toContain(`auditail: ${message}`);
		expect(second).toMatch(/^hint: /);
		expect(second).toContain(hint);
		expect([stdout, more]).toEqual(["", []]);
		expect(exitCode).toBe(2);
	});
});

describe("sources", () => {
	it.each([
		["no file and a pipe", []],
		["-", ["-"]],
		["- behind a flag's value", ["--verb", "get", "-"]],
		["- behind --", ["--", "-"]],
	])("%s: stdin is read", async (_what, args) => {
		expect((await runCli(["-c", ...args], { stdin: numbered(3) })).stdout).toBe("3\n");
	});

	it("a file may have the name of a number", async () => {
		const path = logOf(numbered(2), "0123");
		expect((await runCli([path, "-c"])).stdout).toBe("2\n");
	});

	it("no file and no pipe: the default is followed, and missing it says what to run instead", async () => {
		const { exitCode, stderr } = await runCli([], { env: { AUDITAIL_FILE: "/no/such/audit.log" } });
		expect(stderr).toBe(`auditail: cannot read /no/such/audit.log: no such file
hint: name a log (auditail FILE), pipe one in, or have it fetched:
  auditail minikube          /tmp/audit.log on minikube, by minikube ssh
  auditail logs -f           the API servers of a cluster, by kubectl, where they log to stdout
  auditail ssh HOST:PATH     a log on another machine
`);
		expect(exitCode).toBe(2);
	});

	it("the files of a rotated set are one log, in whatever order they are named", async () => {
		const { stdout } = await runCli(["samples/rotated/audit.log", "samples/rotated/audit-2026-11-23T15-18-55.761.log", "-c"]);
		expect(stdout).toBe("27\n");
	});

	it("the same file named twice is read once", async () => {
		expect((await runCli([LOG, LOG, "-c"])).stdout).toBe("60\n");
	});

	it("are read one after the other where they are logs of more than 64 servers, which is said, unless it was chosen", async () => {
		const some = folder();
		const logs = Array.from({ length: 65 }, (_none, at) => join(some, `audit-${at}`, "audit.log"));
		for (const log of logs) {
			mkdirSync(dirname(log));
			writeFileSync(log, numbered(1));
		}
		const { stdout, stderr } = await runCli([...logs, "-c"]);
		expect([stdout, stderr]).toEqual([
			"65\n",
			expect.stringMatching(/^auditail: 65 logs: more than 64 are read one after the other; --merge/),
		]);
		for (const quiet of [
			[...logs, "-c", "--merge"],
			[...logs, "-c", "--no-merge"],
			[...logs.slice(1), "-c"],
		])
			expect((await runCli(quiet)).stderr).toBe("");
	});

	it("are not merged live, which is said", async () => {
		const { stderr } = await runCli([logOf(numbered(1)), logOf(numbered(1)), "-f", "--merge", "-m", "1"]);
		expect(stderr).toContain("auditail: --merge does nothing here");
	});

	it("the others are read when one cannot be", async () => {
		const { stdout, stderr } = await runCli(["no-such.log", LOG, join(LOG, "below"), "-c"]);
		expect(stdout).toBe("60\n");
		expect(stderr).toMatch(/cannot read no-such\.log: no such file\nhint: .*\nauditail: cannot read .*below: .*not a directory/);
	});
});

describe("output", () => {
	it("-c counts, over all sources", async () => {
		expect((await runCli([LOG, "samples/bodies.log", "-c"])).stdout).toBe("83\n");
	});

	it("-m ends after as many calls, and drops what is open", async () => {
		const { stdout, exitCode } = await runCli(["samples/no-end.log", "-m", "3", "-o", "json"]);
		expect(
			stdout
				.trimEnd()
				.split("\n")
				.map((record) => JSON.parse(record).call.state),
		).toEqual(["complete", "complete", "complete"]);
		expect(exitCode).toBe(0);
	});

	it("-q prints nothing, and nothing on stderr but failures", async () => {
		expect(await runCli(["samples/stdout.log", "-q"])).toEqual({ exitCode: 0, stdout: "", stderr: "" });
	});

	it("-v keeps what does not match, in the same window", async () => {
		const window = ["--since", "2026-11-23T15:09:30Z", "--until", "2026-11-23T15:09:40Z", "-c"];
		const count = async (...flags: string[]) => Number((await runCli([LOG, ...window, ...flags])).stdout);
		expect(await count("--verb", "get")).toBeGreaterThan(0);
		expect((await count("--verb", "get")) + (await count("--verb", "get", "-v"))).toBe(await count());
		expect(await count()).toBeLessThan(60);
	});

	it("--tail keeps the last calls, those without an end being the last", async () => {
		const all = (await runCli(["samples/no-end.log"])).stdout.trimEnd().split("\n");
		const tail = (await runCli(["samples/no-end.log", "--tail", "15"])).stdout.trimEnd().split("\n");
		expect(tail).toEqual(all.slice(-15));
		expect(tail.at(-1)).toContain(" ? ");
	});

	it("--stages shows every event by itself", async () => {
		const { stdout } = await runCli([LOG, "--stages"]);
		expect(stdout.trimEnd().split("\n")).toHaveLength(124);
		expect(stdout).toMatch(/ - - alice create configmaps dev\/\? {2}RequestReceived\n/);
	});

	it("raw gives the input back, call by call, byte for byte", async () => {
		const { stdout } = await runCli(["samples/omit-stages.log", "-o", "raw"]);
		expect(stdout.split("\n").sort()).toEqual(readFileSync("samples/omit-stages.log", "utf8").split("\n").sort());
	});

	it("goes to the end of the log without a word on stderr when all is well", async () => {
		expect((await runCli([LOG])).stderr).toBe("");
	});

	it("tells what it skipped, dropped and gave up", async () => {
		const log = logOf(`klog\n\n${numbered(2)}${numbered(2)}null\n{"kind":"Event","apiVer\n${"x".repeat(2000)}`);
		const { stderr } = await runCli([log, "--max-line", "1k", "-c"]);
		expect(stderr.replaceAll(log, "LOG")).toBe(`auditail: skipped 1 line: not JSON (first: LOG:1)
auditail: skipped 1 line: blank (first: LOG:2)
auditail: skipped 1 line: JSON, but not an audit event (first: LOG:7)
auditail: skipped 1 line: damaged event (first: LOG:8)
auditail: skipped 1 line: over --max-line (first: LOG:9, 2,000 bytes)
hint: --max-line takes up to 256Mi; of an array, jq -c '.[]' makes lines
auditail: dropped 2 events of a stage that had been read before, or of a call that had ended
`);
		const evicted = await runCli(["samples/no-end.log", "--max-open", "2", "-c"]);
		expect(evicted.stderr).toMatch(
			/^auditail: gave up \d+ calls without an end before the log ended: more than --max-open, or 256 MB of them, were open at once\n$/,
		);
	});

	it("says how to turn a log round that has the newest events first", async () => {
		const backwards = readFileSync(LOG, "utf8").trimEnd().split("\n").toReversed().join("\n");
		const { stdout, stderr } = await runCli([logOf(backwards), "-c"]);
		expect([stdout, stderr]).toEqual(["60\n", expect.stringMatching(/^auditail: dropped 64 events.*\nhint: .*: tac FILE \| auditail\n$/)]);
		const repeated = readFileSync(LOG, "utf8").repeat(2);
		expect((await runCli([logOf(repeated), "-c"])).stderr).toMatch(/^auditail: dropped \d+ events[^\n]*\n$/);
	});

	it("lets no name of a file look like a line of its own", async () => {
		const path = join(folder(), "x\nauditail: Every line was read");
		writeFileSync(path, "junk\n");
		const { stderr } = await runCli([path]);
		expect(stderr.split("\n").filter((text) => text.startsWith("auditail: Every"))).toEqual([]);
		expect(stderr).toContain("x\\nauditail: Every line was read:1");
	});

	it("does not say that nothing was lost where calls were given up, or events dropped", async () => {
		expect((await runCli(["samples/no-end.log", "--max-open", "2", "-c"], { talk: 200 })).stderr).not.toContain("0 lost");
		expect((await runCli([logOf(numbered(2) + numbered(2)), "-c"], { talk: 200 })).stderr).not.toContain("0 lost");
	});

	it("--stats json is one object, and holds what was passed over", async () => {
		const parent = folder();
		writeFileSync(join(parent, "audit.log"), line("one", { level: "x".repeat(1000) }));
		writeFileSync(join(parent, "other.txt"), "");
		const { stderr } = await runCli([parent, "-c", "--stats", "json"]);
		expect(JSON.parse(stderr)).toMatchObject({
			notes: [`${parent}: 1 file does not look like an audit log: not read (first: ${join(parent, "other.txt")})`],
			levels: { "…": 1 },
		});
	});

	it("sums the run up where stderr is a terminal", async () => {
		const { stderr } = await runCli([LOG, "--verb", "delete", "--no-sieve"], { talk: 80 });
		expect(stderr).toBe(`auditail: 124 events = 60 calls, 2026-11-23 15:09:25Z to 15:10:15Z. 1
  unauthenticated, 12 got 403, 1 panicked, 0 without an end. 5 of them shown.
  Every line was read: 0 skipped, 0 lost.
`);
	});

	it("takes no timestamp into the summary that is none: a terminal would obey it", async () => {
		const log = logOf(
			numbered(2) + line("x", { stageTimestamp: "\x1b[2J-11-23T15:09:30.000000Z" }) + line("y", { stageTimestamp: "~\u009b" }),
		);
		const { stderr } = await runCli([log], { talk: 200 });
		expect(stderr).toContain("4 events = 4 calls, 2026-11-23 15:09:30Z to 15:09:30Z.");
	});

	it("names the lines that it skipped in the summary", async () => {
		expect((await runCli(["samples/stdout.log"], { talk: 200 })).stderr).toContain("40 lines skipped, see above.");
		expect((await runCli(["samples/stdout.log", "--stages"], { talk: 200 })).stderr).toContain("auditail: 27 events, 2026-11-23");
	});
});

describe("colour", () => {
	it.each<[colours: boolean, what: string, flags: string[], env: Record<string, string>, terminal?: number]>([
		[true, "at a terminal", [], { TERM: "xterm" }, 120],
		[false, "in a pipe", [], {}],
		[false, "at a dumb terminal", [], { TERM: "dumb" }, 120],
		[false, "with NO_COLOR", [], { NO_COLOR: "1" }, 120],
		[true, "with an empty NO_COLOR", [], { NO_COLOR: "" }, 120],
		[true, "with FORCE_COLOR in a pipe", [], { FORCE_COLOR: "1" }],
		[false, "with FORCE_COLOR=0", [], { FORCE_COLOR: "0" }, 120],
		[false, "with NO_COLOR and FORCE_COLOR", [], { NO_COLOR: "1", FORCE_COLOR: "1" }, 120],
		[true, "with --color always", ["--color", "always"], { NO_COLOR: "1" }],
		[false, "with --color never", ["--color=never"], { FORCE_COLOR: "1" }, 120],
	])("is %s %s", async (colours, _what, flags, env, terminal) => {
		const { stdout } = await runCli([LOG, ...flags], { env, ...(terminal ? { terminal } : {}) });
		expect(stdout.includes("\x1b[")).toBe(colours);
	});
});

it("says its version and its help without reading anything", async () => {
	expect((await runCli(["--version"])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
	expect((await runCli(["-h"])).stdout).toBe((await runCli(["--help"])).stdout);
});

it("a bug is thrown, with its stack, not explained away", async () => {
	const stdin = new Readable({
		read() {
			this.destroy(new TypeError("bug"));
		},
	});
	await expect(runCli([], { stdin })).rejects.toThrow("bug");
});
