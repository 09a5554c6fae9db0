import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { runCli } from "../helpers/run-cli.ts";

const LOG = "samples/minikube.log";

/** The lines of the log that end a call: what grep would be asked. */
const endings = readFileSync(LOG, "utf8")
	.trim()
	.split("\n")
	.filter((line) => /"stage":"(?:ResponseComplete|Panic)"/.test(line) || line.includes('"code":401'));

const count = async (...args: string[]) => Number((await runCli([LOG, "-c", ...args])).stdout);

describe("-g", () => {
	it.each([
		["cm1", /cm1/],
		["cm1|web-1", /cm1|web-1/],
		['"code":4[0-9]{2}', /"code":4\d\d/],
		["^\\{", /^\{/],
		["nowhere to be found", /nowhere to be found/],
	])("%s finds what grep finds in the last events", async (pattern, expected) => {
		expect(endings).toHaveLength(60);
		expect(await count("-g", pattern)).toBe(endings.filter((line) => expected.test(line)).length);
		expect(await count("-v", "-g", pattern)).toBe(endings.filter((line) => !expected.test(line)).length);
	});

	it("in any case, as a text, one of several, and with other flags", async () => {
		expect(await count("-i", "-g", "FORBIDDEN")).toBe(endings.filter((line) => /forbidden/i.test(line)).length);
		expect(await count("-F", "-g", "v1.32.4 (")).toBe(endings.filter((line) => line.includes("v1.32.4 (")).length);
		expect(await count("-i", "-F", "-g", "V1.32.4 (")).toBe(await count("-F", "-g", "v1.32.4 ("));
		expect(await count("-g", "cm1", "-g", "web-1")).toBe(await count("-g", "cm1|web-1"));
		expect(await count("-g", "cm1", "--user", "alice")).toBeLessThan(await count("--user", "alice"));
	});

	it("shows the same calls in every format", async () => {
		const ids = (text: string) => new Set(text.match(/(?<="auditID":")[^"]*/g));
		const [json, raw] = await Promise.all(["json", "raw"].map((format) => runCli([LOG, "-g", "cm1", "-o", format])));
		expect(ids(json?.stdout ?? "").size).toBeGreaterThan(1);
		expect(ids(raw?.stdout ?? "")).toEqual(ids(json?.stdout ?? ""));
	});

	it.each([
		[["-g", "("], '--grep "(": no regular expression'],
		[["-i"], "-i says how -g PATTERN searches"],
		[["-F", "--user", "alice"], "-F says how -g PATTERN searches"],
	])("%j is a mistake", async (args, message) => {
		const { exitCode, stderr } = await runCli([LOG, ...args]);
		expect([exitCode, stderr]).toEqual([2, expect.stringContaining(message)]);
	});

	it("takes no longer than its text, whatever the pattern", async () => {
		expect(await count("-g", "^(a+)+$")).toBe(0);
	});
});
