import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { runCli } from "../helpers/run-cli.ts";

const DATA = "../shared/data";

/** The trial of a policy on logs, as JSON. */
async function tried(policy: string, ...logs: string[]) {
	const { exitCode, stdout } = await runCli(["policy", "try", policy, ...logs, "-o", "json"]);
	expect(exitCode).toBe(0);
	return JSON.parse(stdout) as {
		there: object;
		kept: object;
		rules: { rule: number | null; kept: { events: number } }[];
		levels: Record<string, { events: number; bytes: number }>;
		answers: { name: string; there: number; kept: number }[];
		deeper: number;
		unreceived: number;
	};
}

it.skipIf(!existsSync(DATA)).each([
	["policy-mixed.yaml", "mixed-policy.log"],
	["policy-metadata.yaml", "metadata.log"],
	["policy-requestresponse.yaml", "requestresponse.log"],
])("%s, under which %s was written, keeps all of it (../shared/data)", async (policy, log) => {
	const { there, kept, answers, deeper, unreceived } = await tried(`${DATA}/policies/${policy}`, `${DATA}/${log}`);
	expect(kept).toEqual(there);
	expect(answers.filter((answer) => answer.kept !== answer.there)).toEqual([]);
	expect([deeper, unreceived]).toEqual([0, 0]);
});

describe("a policy that keeps less", () => {
	it("leaves the bodies out, to the byte", async () => {
		const { there, kept, levels, answers } = await tried("samples/policies/metadata.yaml", "samples/bodies.log");
		const { stdout } = await runCli(["samples/bodies.log", "-o", "raw"]);
		const events = stdout
			.trim()
			.split("\n")
			.filter((line) => !line.includes('"stage":"RequestReceived"'));
		const bodiless = events.map((line) => {
			const { requestObject, responseObject, ...event } = JSON.parse(line) as Record<string, unknown>;
			return Buffer.byteLength(goJSON({ ...event, level: "Metadata" }));
		});
		expect(there).toEqual({ events: 43, bytes: Buffer.byteLength(stdout) - 43 });
		expect(kept).toEqual({ events: events.length, bytes: bodiless.reduce((sum, bytes) => sum + bytes) });
		expect(levels.Metadata).toEqual(kept);
		expect(answers.filter((answer) => answer.kept < answer.there).map(({ name }) => name)).toEqual([
			"writes",
			"humans",
			"interactive",
			"open",
			"no-noise",
		]); // two have no end
	});

	it("says what it could not answer any more", async () => {
		const { stdout } = await runCli(["policy", "try", "samples/policies/pods-log.yaml", "samples/minikube.log"]);
		expect(stdout).toContain("\n--secrets would find nothing: none of its 4 calls would be recorded.\n");
	});
});

it("says what a log cannot tell of a policy that keeps more", async () => {
	const { deeper, unreceived } = await tried("samples/policies/everything.yaml", "samples/omit-stages.log");
	const { stdout } = await runCli(["samples/omit-stages.log", "-c", "--not-stage", "RequestReceived", "--not-code", "401"]);
	expect(unreceived).toBe(Number(stdout));
	expect(deeper).toBeGreaterThan(0);
});

it("says where a log is of no audit events", async () => {
	const { stdout } = await runCli(["policy", "try", "samples/policies/metadata.yaml", "samples/legacy.log"]);
	expect(stdout).toContain("43 events are of a format without levels");
});

it.each([
	[["policy", "try", "samples/policies/metadata.yaml"], "policy try needs a policy and a log"],
	[["policy", "try", "samples/policies/metadata.yaml", "none.log"], "cannot read none.log: no such file"],
	[["policy", "try", "none.yaml", "samples/minikube.log"], "none.yaml: no such file"],
])("%j is trouble", async (args, message) => {
	const { exitCode, stderr } = await runCli(args);
	expect([exitCode, stderr]).toEqual([2, expect.stringContaining(message)]);
});

/** As Go writes it: with <, > and & escaped. */
const goJSON = (value: unknown): string =>
	JSON.stringify(value).replaceAll(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
