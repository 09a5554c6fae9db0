import { appendFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { folder, line, numbered } from "./helpers/log.ts";
import { runCli } from "./helpers/run-cli.ts";
import { until } from "./helpers/until.ts";

const stops: AbortController[] = [];
afterEach(() => {
	for (const stop of stops.splice(0)) stop.abort("SIGINT");
});

/** Follows a log with a state, from all that is there: the audit IDs shown so far, and how to end it. */
function following(log: string, state: string, ...flags: string[]) {
	const interrupt = new AbortController();
	stops.push(interrupt);
	let stdout = "";
	const ran = runCli(["-f", "--state", state, "--tail", "-1", "-o", "json", ...flags, log], {
		signal: interrupt.signal,
		onOutput: (soFar: string) => {
			stdout = soFar;
		},
	});
	const rows = () =>
		stdout
			.split("\n")
			.slice(0, -1)
			.map((row) => JSON.parse(row) as { auditID: string; call: { state: string } });
	const shows = (...ids: string[]) => until(() => rows().length >= ids.length, `${ids.length} rows: ${stdout}`);
	const end = async () => {
		interrupt.abort("SIGINT");
		const { stderr, exitCode } = await ran;
		return { ids: rows().map(({ auditID }) => auditID), stderr, exitCode };
	};
	return { shows, end, rows };
}

/** A folder with a log of so many calls, which have been shown. */
async function shown(count: number) {
	const root = folder();
	const [log, state] = [join(root, "audit.log"), join(root, "state")];
	writeFileSync(log, numbered(count));
	const first = following(log, state);
	await first.shows(...ids(0, count));
	await first.end();
	return { root, log, state };
}

const ids = (from: number, to: number): string[] => Array.from({ length: to - from }, (_none, at) => `call-${from + at}`);

describe("a log that is followed again with its state", () => {
	it("goes on where it was, though it was not watched", async () => {
		const { log, state } = await shown(5);
		appendFileSync(log, numbered(3, 5));
		const again = following(log, state);
		await again.shows(...ids(5, 8));
		const { ids: shownThen, stderr } = await again.end();
		expect(shownThen).toEqual(ids(5, 8));
		expect(stderr).not.toMatch(/missing|rotated|state/);
	});

	it.each([
		["plain", (path: string) => renameSync(`${path}.tmp`, path)],
		["compressed", (path: string) => writeFileSync(`${path}.gz`, gzipSync(readFileSync(`${path}.tmp`)))],
	])("catches up with files that were rotated away, %s", async (_how, put) => {
		const { root, log, state } = await shown(5);
		appendFileSync(log, numbered(3, 5));
		renameSync(log, join(root, "audit-2026-11-23T15-18-55.101.log.tmp"));
		put(join(root, "audit-2026-11-23T15-18-55.101.log"));
		writeFileSync(join(root, "audit-2026-11-23T15-18-55.102.log"), numbered(3, 8));
		writeFileSync(log, numbered(3, 11));
		const again = following(log, state);
		await again.shows(...ids(5, 14));
		expect((await again.end()).ids).toEqual(ids(5, 14));
	});

	it("joins a call that was open to its end, and tells its beginning once", async () => {
		const { log, state } = await shown(1);
		const watch = { requestURI: "/api/v1/pods?watch=true", verb: "watch" };
		appendFileSync(log, line("watch", { ...watch, stage: "ResponseStarted", stageTimestamp: "2026-11-23T15:09:30.100000Z" }));
		const first = following(log, state);
		await first.shows("watch");
		expect((await first.end()).ids).toEqual(["watch"]);
		appendFileSync(log, line("watch", { ...watch, stageTimestamp: "2026-11-23T15:10:30.000000Z" }));
		const again = following(log, state);
		await again.shows("watch");
		expect(again.rows()).toMatchObject([
			{
				auditID: "watch",
				call: { state: "complete", stages: { ResponseStarted: expect.anything(), ResponseComplete: expect.anything() } },
			},
		]);
		await again.end();
	});

	it("says what may be missing where the place has gone, and goes on with what is there", async () => {
		const { log, state } = await shown(5);
		rmSync(log);
		writeFileSync(log, numbered(2, 7));
		const again = following(log, state);
		await again.shows(...ids(7, 9));
		const { stderr } = await again.end();
		expect(stderr).toMatch(
			/the place where reading ended before is not there any more: events (around|after|from) 2026-\S+ (to \S+ )?may be missing/,
		);
	});
});

describe("a state file", () => {
	it("is one process's alone", async () => {
		const { log, state } = await shown(1);
		const first = following(log, state);
		await until(() => existsSync(`${state}-wal`), "the first has it");
		expect(await following(log, state).end()).toMatchObject({
			exitCode: 2,
			stderr: expect.stringContaining("is in use by another process"),
		});
		await first.end();
	});

	it.each([
		["zeros", () => Buffer.alloc(5000)],
		["half of it", (whole: Buffer) => whole.subarray(0, whole.length / 2)],
		["a damaged page", (whole: Buffer) => Buffer.concat([whole.subarray(0, 4096), Buffer.alloc(whole.length - 4096, 7)])],
		["a place that is no JSON", (whole: Buffer) => Buffer.from(whole.toString("latin1").replace('{"offset"', '[["offset'), "latin1")],
		["some text", () => Buffer.from("hello\n")],
	])("that is damaged (%s) is set aside, and that is told", async (_what, damage) => {
		const { log, state } = await shown(5);
		writeFileSync(state, damage(readFileSync(state)));
		const again = following(log, state);
		await again.shows(...ids(0, 5));
		expect(await again.end()).toMatchObject({
			ids: ids(0, 5),
			stderr: expect.stringContaining(`${state} is damaged: it was moved to ${state}.damaged`),
		});
	});

	it("of another log is told, and keeps both places then", async () => {
		const { root, state } = await shown(5);
		const other = join(root, "other.log");
		writeFileSync(other, numbered(2));
		const first = following(other, state);
		await first.shows(...ids(0, 2));
		expect((await first.end()).stderr).toContain(
			`${state} keeps the place in ${join(root, "audit.log")}: this log is followed as without it`,
		);
		appendFileSync(join(root, "audit.log"), numbered(1, 5));
		const again = following(join(root, "audit.log"), state);
		await again.shows("call-5");
		expect((await again.end()).ids).toEqual(["call-5"]);
	});

	it("is never a log, and nothing is kept of what has no place", async () => {
		const log = join(folder(), "audit.log");
		writeFileSync(log, numbered(1));
		const refused = async (...args: string[]) => {
			const { exitCode, stderr } = await runCli(args, { stdin: Buffer.from(numbered(1)) });
			return [exitCode, stderr.split("\n")[0]];
		};
		const state = `${log}.state`;
		expect(await refused("-f", "--state", log, log)).toEqual([2, `auditail: ${log} is no state file of auditail: it is left alone`]);
		expect(await refused("--state", state, log)).toEqual([2, "auditail: --state goes with -f"]);
		expect(await refused("-f", "--state", state)).toEqual([2, "auditail: --state keeps a place in files: stdin has none"]);
		expect(await refused("-f", "-c", "--state", state, log)).toEqual([2, "auditail: --state does not go with --count"]);
		expect(await refused("-f", "--state", join(log, "none"), log)).toMatchObject([2, expect.stringContaining("cannot use")]);
		expect(readFileSync(log, "utf8")).toBe(numbered(1));
	});
});
