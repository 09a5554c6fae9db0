import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { folder, numbered } from "./helpers/log.ts";
import { runCli } from "./helpers/run-cli.ts";
import { until } from "./helpers/until.ts";

it.each([
	["a pattern", (root: string) => join(root, "*/audit.log")],
	["a folder", (root: string) => root],
])("a log that comes to be in %s is followed from its beginning, each call with its source", async (_what, named) => {
	const root = folder();
	const log = (node: string) => join(root, node, "audit.log");
	for (const node of ["one", "two", "three"]) mkdirSync(join(root, node));
	writeFileSync(log("one"), numbered(1));
	const interrupt = new AbortController();
	let stdout = "";
	const onOutput = (soFar: string) => {
		stdout = soFar;
	};
	const ran = runCli(["-f", "-o", "json", named(root)], { signal: interrupt.signal, onOutput });
	const shows = (count: number) => until(() => stdout.split("\n").length - 1 === count, `${count} rows: ${stdout}`);
	await shows(1);
	writeFileSync(log("two"), numbered(2, 1));
	await shows(3);
	appendFileSync(log("one"), numbered(1, 3));
	await shows(4);
	writeFileSync(log("three"), numbered(1, 4));
	await shows(5);
	interrupt.abort("SIGINT");
	const { stderr } = await ran;
	const rows = stdout
		.trimEnd()
		.split("\n")
		.map((row) => JSON.parse(row) as { auditID: string; call: { source: string } });
	expect(rows.map(({ auditID, call }) => [auditID, call.source])).toEqual(
		[
			["0", "one"],
			["1", "two"],
			["2", "two"],
			["3", "one"],
			["4", "three"],
		].map(([id, node = ""]) => [`call-${id}`, log(node)]),
	);
	expect(stderr).toBe(["two", "three"].map((node) => `auditail: ${log(node)} has appeared; following it\n`).join(""));
});

it("a pattern that nothing matches yet is waited for, and not without -f", async () => {
	const root = folder();
	const interrupt = new AbortController();
	let stdout = "";
	const ran = runCli(["-f", "-o", "json", join(root, "*.log")], {
		signal: interrupt.signal,
		onOutput: (soFar: string) => {
			stdout = soFar;
		},
	});
	writeFileSync(join(root, "audit.log"), numbered(1));
	await until(() => stdout !== "", "a row");
	interrupt.abort("SIGINT");
	expect((await ran).exitCode).toBe(0);
	expect((await runCli([join(root, "*.none")])).exitCode).toBe(2);
});
