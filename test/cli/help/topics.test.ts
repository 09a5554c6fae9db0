import { describe, expect, it } from "vitest";
import { EXPRESSIONS, topics } from "../../../src/cli/help/topics.ts";
import { fields } from "../../../src/query/fields.ts";
import { presets } from "../../../src/query/presets.ts";
import { paths } from "../../../src/query/where/names.ts";
import { where } from "../../../src/query/where/where.ts";
import { runCli } from "../../helpers/run-cli.ts";

const page = async (topic: string): Promise<string> => (await runCli(["help", topic])).stdout;

describe("auditail help", () => {
	it("fields has every field, and its name in expressions", async () => {
		const text = await page("fields");
		for (const { flag, path = "-" } of fields) expect(text).toMatch(new RegExp(`--${flag}\\b.* ${path} `));
		for (const { describe: what } of fields) expect(text).toContain(what);
	});

	it("presets has every preset, and what it stands for", async () => {
		const text = await page("presets");
		for (const { name, describe: what } of presets) expect(text).toContain(`--${name}: ${what}\n    `);
	});

	it("where has every name, with its type", async () => {
		const text = await page("where");
		for (const path of paths) expect(text).toMatch(new RegExp(`^ {2}${path.replaceAll(".", "\\.")} +\\w`, "m"));
	});

	it.each(fields.flatMap(({ path }) => path ?? []))("%s, as a field is called there, is a name", (path) => {
		expect(paths).toContain(path);
	});

	it.each(EXPRESSIONS)("shows an expression that is one: %s", async (expression) => {
		expect(typeof (await where(expression)).matches).toBe("function");
		expect(await page("where")).toContain(`  ${expression}\n`);
	});

	it("without a topic is the help", async () => {
		expect((await runCli(["help"])).stdout).toBe((await runCli(["--help"])).stdout);
	});

	it.each([["nothing"], ["where", "else"], ["__proto__"]])("names the topics for another word: %s", async (...words) => {
		const { exitCode, stderr } = await runCli(["help", ...words]);
		expect(exitCode).toBe(2);
		for (const topic of Object.keys(topics)) expect(stderr).toContain(topic);
	});
});
