import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Around, type AroundOptions, type Shown } from "../src/around.ts";
import type { Call } from "../src/audit/call.ts";
import { call } from "./helpers/event.ts";
import { runCli } from "./helpers/run-cli.ts";

/** What is shown of some calls, by whoever made them, `!` behind those that match. */
function shownOf(options: AroundOptions, asked: readonly string[]) {
	const shown: Shown[] = [];
	let forgotten = 0;
	const around = new Around(
		options,
		(one) => shown.push(one),
		(count) => {
			forgotten += count;
		},
	);
	asked.forEach((what, at) => {
		around.add(call({ auditID: `${what}${at}`, user: { username: what[0] ?? "" } }), what.endsWith("!"));
	});
	return { shown, forgotten, ids: shown.map(({ call: one, isContext }) => `${isContext ? "" : ">"}${one.event.auditID}`) };
}

describe("around a match", () => {
	it("stands what the same actor did before and after, in the order of each", () => {
		const { ids } = shownOf({ before: 1, after: 1, by: "actor" }, ["a", "b", "a", "b", "a!", "b", "a", "a"]);
		expect(ids).toEqual(["a2", ">a!4", "a6"]);
	});

	it("stands everything, where nothing else is asked", () => {
		const { ids } = shownOf({ before: 2, after: 1, by: "all" }, ["a", "b", "c", "a!", "b", "c"]);
		expect(ids).toEqual(["b1", "c2", ">a!3", "b4"]);
	});

	it("nothing is shown twice where matches are near each other", () => {
		const { ids } = shownOf({ before: 3, after: 3, by: "all" }, ["a", "a!", "a", "a!", "a", "a", "a", "a"]);
		expect(ids).toEqual(["a0", ">a!1", "a2", ">a!3", "a4", "a5", "a6"]);
	});

	it("comes to an end after a number of matches, and says when nothing more is to come", () => {
		const { shown, ids } = shownOf({ before: 1, after: 2, by: "all", max: 1 }, ["a", "a!", "a", "a!", "a"]);
		expect(ids).toEqual(["a0", ">a!1", "a2", "a!3"]);
		expect(shown.map(({ isPending }) => isPending)).toEqual([true, true, true, false]);
	});

	it("a call that is told when it begins and when it ends stands at its end", () => {
		const shown: Call[] = [];
		const around = new Around(
			{ before: 3, after: 0, by: "all" },
			(one) => shown.push(one.call),
			() => {},
		);
		const long = call({ auditID: "long" }, { state: "open" });
		const [next, match] = [call({ auditID: "next" }), call({ auditID: "match" })];
		around.add(long, false);
		around.add(next, false);
		around.add(long, false);
		around.add(match, true);
		expect(shown).toEqual([next, long, match]);
	});

	it("does not hold more actors than it may, and says what it forgot", () => {
		const actors = Array.from({ length: 10_001 }, (_none, at) => String.fromCodePoint(0x4e00 + at));
		expect(shownOf({ before: 1, after: 0, by: "actor" }, actors).forgotten).toBe(1);
	});

	it("does not hold more than 64 MB", () => {
		let forgotten = 0;
		const around = new Around(
			{ before: 5, after: 0, by: "actor" },
			() => {},
			(count) => {
				forgotten += count;
			},
		);
		for (let at = 0; at < 100; at += 1) around.add(call({ user: { username: `u${at}` } }, { bytes: 2 ** 20 }), false);
		expect(forgotten).toBe(36);
	});

	it("is what grep shows around the same lines", () => {
		const asked = fc.array(fc.boolean(), { maxLength: 30 });
		fc.assert(
			fc.property(asked, fc.nat(4), fc.nat(4), (matches, before, after) => {
				const lines = matches.map((isMatch, at) => `${isMatch ? "match" : "other"}${at}`);
				const { stdout } = spawnSync("grep", ["-B", `${before}`, "-A", `${after}`, "match"], { input: lines.join("\n") });
				const wanted = stdout
					.toString()
					.split("\n")
					.filter((line) => line !== "--" && line !== "");
				const { shown } = shownOf(
					{ before, after, by: "all" },
					matches.map((isMatch) => (isMatch ? "a!" : "a")),
				);
				expect(shown.map(({ place }) => lines[place - 1])).toEqual(wanted);
			}),
			{ numRuns: 40 },
		);
	});
});

describe("the rows around a match", () => {
	const rows = async (...args: string[]): Promise<string[]> =>
		(await runCli(["samples/minikube.log", ...args])).stdout.trimEnd().split("\n");

	it("are those that grep would show around the same rows, where all is context", async () => {
		const all = (await rows()).join("\n");
		const { stdout } = spawnSync("grep", ["-C", "2", " 403 "], { input: all });
		const ours = await rows("-C", "2", "--code", "403", "--context-by", "all");
		expect(ours.map((row) => row.replace(/^(?:> | {2})/, ""))).toEqual(stdout.toString().trimEnd().split("\n"));
		expect(ours.filter((row) => row.startsWith("> "))).toHaveLength((await rows("--code", "403")).length);
	});

	it("are of the same actor, or about the same object", async () => {
		const ofActor = await rows("-B", "3", "--verb", "delete", "--user", "alice", "--name", "cm1", "-m", "1");
		expect(ofActor.every((row) => row.includes(" alice "))).toBe(true);
		const ofObject = await rows("-C", "2", "--user", "bob", "--verb", "delete", "--context-by", "object");
		expect(ofObject.every((row) => row.includes("secrets dev/s1"))).toBe(true);
		expect(ofObject).toHaveLength(3);
	});

	it("keep to their lines at a terminal, whatever its width", async () => {
		const { stdout } = await runCli(["samples/minikube.log", "-C", "1", "--code", "403", "--color", "never"], { terminal: 120 });
		for (const row of stdout.split("\n")) expect(row.length).toBeLessThanOrEqual(120);
		expect(stdout).toMatch(/^> /m);
	});

	it("are marked in json, and not set apart there", async () => {
		const records = (await rows("-C", "1", "--user", "bob", "--verb", "delete", "--context-by", "all", "-o", "json")).map(
			(row) => JSON.parse(row) as { call: { context?: true } },
		);
		expect(records.map(({ call: { context } }) => context)).toEqual([true, undefined, true]);
	});

	it("are not counted, and do not end the search", async () => {
		expect(await rows("-C", "3", "-c", "--code", "403")).toEqual(await rows("-c", "--code", "403"));
		expect((await runCli(["samples/minikube.log", "-q", "-C", "3", "--user", "nobody-at-all"])).exitCode).toBe(1);
	});

	it("are shown with the last of the past, and after the last of -m", async () => {
		const tail = await rows("-C", "1", "--tail", "1", "--context-by", "all", "--code", "403");
		expect(tail.filter((row) => row.startsWith("> "))).toHaveLength(1);
		expect(tail.length).toBeLessThanOrEqual(3);
		expect(await rows("-A", "1", "-m", "1", "--context-by", "all", "--code", "403")).toHaveLength(2);
		expect(await rows("-B", "1", "-m", "1", "--code", "403", "--tail", "3")).toHaveLength(1);
	});

	it("refuse a way of belonging together without any context", async () => {
		expect(await runCli(["samples/minikube.log", "--context-by", "all"])).toMatchObject({
			exitCode: 2,
			stderr: expect.stringContaining("-C 3"),
		});
	});
});
