import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { line } from "../helpers/log.ts";
import { runCli } from "../helpers/run-cli.ts";

const LOG = "samples/no-end.log";
const open = (...args: string[]) => runCli(["open", ...args]);

describe("auditail open", () => {
	it("shows what had no end when the log ended, the oldest first, by the time of its last event", async () => {
		const { exitCode, stdout, stderr } = await open(LOG, "--not-verb", "watch");
		expect([exitCode, stderr]).toEqual([0, ""]);
		expect(stdout).toBe(`OPEN FOR  SINCE      CODE  WHO                             VERB    RESOURCE    WHERE
    6.4s  15:23:42Z  -     system:kube-controller-manager  create  leases      team-04/?         no end, no answer recorded
    6.4s  15:23:42Z  -     admin                           get     pods        team-01/pod-3514  no end, no answer recorded
    6.4s  15:23:42Z  -     admin                           create  pods        team-11/?         no end, no answer recorded
    6.4s  15:23:42Z  -     admin                           get     leases      team-05/lea-1756  no end, no answer recorded
    6.4s  15:23:42Z  -     admin                           update  configmaps  team-17/con-2847  no end, no answer recorded
  22.6ms  15:23:49Z  -     admin                           create  configmaps  team-12/?         no end, no answer recorded  [dry-run]

6 calls open at 15:23:49Z, 6 without an answer
`);
	});

	it("counts what is not shown", async () => {
		const { stdout } = await open(LOG, "--limit", "2");
		expect(stdout).toContain("13 calls open at 15:23:49Z, 6 without an answer; 2 shown\n");
		expect((await open(LOG, "--limit", "0")).stdout.trimEnd().split("\n")).toHaveLength(16);
	});

	it("is an array for programs", async () => {
		const { stdout } = await open(LOG, "-o", "json", "--limit", "1", "--verb", "update");
		expect(JSON.parse(stdout)).toEqual([
			expect.objectContaining({
				isAnswered: false,
				actor: "admin",
				verb: "update",
				resource: "configmaps",
				name: "con-2847",
				openMs: expect.any(Number),
			}),
		]);
	});

	it("shows nothing of a log in which every call has an end", async () => {
		expect((await open("samples/questions.log")).stdout).toMatch(/^OPEN FOR[^\n]*\n\n0 calls open at [\d:]+Z, 0 without an answer\n$/);
	});

	it("lets no name reach the terminal, and hides tokens in URIs", async () => {
		const stdin = line("x", {
			stage: "RequestReceived",
			user: { username: "\x1b[31mred" },
			objectRef: undefined as never,
			requestURI: "/x?access_token=abcdefghijklmnop",
		});
		for (const args of [["open"], ["open", "-o", "json"]]) {
			const { stdout } = await runCli(args, { stdin, terminal: 100 });
			expect(stdout).not.toContain("\x1b");
			expect(stdout).not.toContain("abcdefghijklmnop");
		}
	});
});

it("SIGUSR1 asks what is open, whatever is shown, and is heard no more at the end", async () => {
	const input = new Readable({ read: () => {} });
	const heard = new Map<string, () => void>();
	const hear = (signal: string, answer: () => void) => {
		heard.set(signal, answer);
		return () => heard.delete(signal);
	};
	input.push(
		line("a", { stage: "RequestReceived", verb: "create" }) +
			line("b", { stage: "RequestReceived", user: { username: "bob" } }) +
			line("c"),
	);
	const { stdout, stderr } = await runCli(["-f", "--user", "alice"], {
		stdin: input,
		host: { isOutputPiped: false, on: hear, atExit: () => () => {}, suspend: () => {} },
		onOutput: () => heard.get("SIGUSR1")?.(),
		onTalk: (soFar) => {
			if (soFar.includes("open at")) input.push(null);
		},
	});
	expect(stdout).toContain("alice");
	expect(stderr).toContain(
		"   3m30s  15:09:30Z  -     alice  create  pods      dev/web-1  no answer yet\n\n1 call open at 15:13:00Z, 1 without an answer\n",
	);
	expect(heard.size).toBe(0);
});
