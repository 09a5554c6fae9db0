import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Call } from "../src/audit/call.ts";
import type { AuditEvent } from "../src/audit/event.ts";
import { Runs } from "../src/runs.ts";
import { call } from "./helpers/event.ts";
import { folder, line } from "./helpers/log.ts";
import { runCli } from "./helpers/run-cli.ts";
import { shown } from "./helpers/shown.ts";
import { until } from "./helpers/until.ts";

/** The rows that some calls become: of how many calls each is. */
function rows(calls: readonly Call[]): Call[] {
	const emitted: Call[] = [];
	const runs = new Runs(false, ({ call: one }) => emitted.push(one));
	for (const one of calls) runs.add(shown(one));
	runs.flush();
	return emitted;
}

describe("calls that follow each other", () => {
	it("become one row where they are alike, and none is lost", () => {
		const verbs = fc.array(fc.constantFrom("get", "list", "watch"), { maxLength: 30 });
		fc.assert(
			fc.property(verbs, (all) => {
				const made = rows(all.map((verb) => call({ verb })));
				expect(made.flatMap(({ event, alike }) => Array(alike?.count ?? 1).fill(event.verb))).toEqual(all);
				for (const [at, one] of made.entries()) expect(one.event.verb).not.toBe(made[at - 1]?.event.verb);
			}),
		);
	});

	it.each<[string, Partial<AuditEvent>]>([
		["user", { user: { username: "bob" } }],
		["impersonated user", { impersonatedUser: { username: "bob" } }],
		["verb", { verb: "delete" }],
		["resource", { objectRef: { resource: "secrets", namespace: "dev", name: "web-1" } }],
		["group", { objectRef: { resource: "pods", apiGroup: "x.io" } }],
		["subresource", { objectRef: { resource: "pods", subresource: "exec", namespace: "dev", name: "web-1" } }],
		["code", { responseStatus: { code: 404 } }],
	])("are two rows where they differ in their %s", (_what, parts) => {
		expect(rows([call(), call(parts)])).toHaveLength(2);
	});

	it("may be about several objects, which are counted", () => {
		const named = (name: string) => call({ objectRef: { resource: "pods", namespace: "dev", name } });
		expect(rows(["a", "b", "a"].map(named))[0]?.alike).toMatchObject({ count: 3, objects: 2, longest: 1500 });
	});

	it("are of one path, whatever its query", () => {
		const path = (requestURI: string) => call({ objectRef: undefined as never, requestURI });
		expect(rows([path("/version?a"), path("/version?b")])).toHaveLength(1);
		expect(rows([path("/version"), path("/healthz")])).toHaveLength(2);
	});

	it("are told as they were when they came: one that is open may end meanwhile", () => {
		const long = call({ verb: "watch" }, { state: "open" });
		const emitted: string[] = [];
		const runs = new Runs(false, ({ call: one }) => emitted.push(one.state));
		runs.add(shown(long));
		Object.assign(long, { state: "complete" });
		runs.add(shown(long));
		runs.flush();
		expect(emitted).toEqual(["open", "complete"]);
	});

	it("wait no longer than a second while a log is followed", async () => {
		const emitted: number[] = [];
		const runs = new Runs(true, ({ call: one }) => emitted.push(one.alike?.count ?? 1));
		runs.add(shown(call()));
		runs.add(shown(call()));
		expect(emitted).toEqual([]);
		await until(() => emitted.length > 0, "the row");
		expect(emitted).toEqual([2]);
	});
});

describe("--collapse", () => {
	const at = (second: number, parts: Partial<AuditEvent> = {}) =>
		line(`c-${second}`, {
			requestReceivedTimestamp: `2026-11-23T15:09:${10 + second}.000000Z`,
			stageTimestamp: `2026-11-23T15:09:${10 + second}.00${second}000Z`,
			objectRef: { resource: "pods", namespace: "dev", name: `web-${second}` },
			...parts,
		});
	const stdin = at(1) + at(2) + at(3) + at(4, { verb: "delete" });

	it("says how many calls a row stands for, until when, of how many objects, and how long they took", async () => {
		const { stdout } = await runCli(["--collapse"], { stdin });
		expect(
			stdout,
		).toBe(`2026-11-23T15:09:11.000000Z 200 1.0ms alice get pods dev/web-1  ×3 to 2026-11-23T15:09:13.003000Z, 3 objects, up to 3.0ms
2026-11-23T15:09:14.000000Z 200 4.0ms alice delete pods dev/web-4  (real or dry run: not recorded)
`);
	});

	it("takes the clock that is shown, at a terminal, too", async () => {
		const { stdout } = await runCli(["--collapse", "-o", "wide", "--tail", "-1", "-m", "3"], { stdin, terminal: 120 });
		expect(stdout).toContain("×3 to 2026-11-23T15:09:13.003Z, 3 objects");
		expect((await runCli(["--collapse", "--time", "none"], { stdin })).stdout).toContain("dev/web-1  ×3, 3 objects, up to 3.0ms");
	});

	it("counts calls all the same", async () => {
		expect((await runCli(["--collapse", "-c"], { stdin })).stdout).toBe("4\n");
	});

	it.each([
		["-o", "json"],
		["-A", "1"],
	])("goes not with %s %s", async (...args) => {
		const { exitCode, stderr } = await runCli(["--collapse", ...args], { stdin });
		expect([exitCode, stderr]).toEqual([2, expect.stringContaining("--collapse is of rows")]);
	});

	it("goes not with --state, which would take a row that is held for shown", async () => {
		const { exitCode, stderr } = await runCli(["-f", "--collapse", "--state", join(folder(), "state"), "samples/minikube.log"]);
		expect([exitCode, stderr]).toEqual([2, expect.stringContaining("--collapse holds rows back")]);
	});
});
