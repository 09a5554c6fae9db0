import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { ExitCode } from "../src/cli/exit.ts";
import { fields } from "../src/query/fields.ts";
import { presets } from "../src/query/presets.ts";
import { formats } from "../src/render/renderers.ts";
import { sh } from "./helpers/bin.ts";

const readme = readFileSync("README.md", "utf8");
/** The commands that a page shows with what they print. */
const blocksOf = (page: string) =>
	[...page.matchAll(/```console\n([\s\S]*?)```/g)].flatMap(([, block = ""]) => block.split(/^\$ /m).filter(Boolean));
const blocks = [readme, readFileSync("docs/cookbook.md", "utf8")].flatMap(blocksOf);

describe("the README and the cookbook", () => {
	it.each(blocks.map((block) => [block.slice(0, block.indexOf("\n")), block.slice(block.indexOf("\n") + 1)]))(
		"$ %s prints what it shows",
		async (command, output) => {
			expect((await sh(command ?? "")).stdout.toString()).toBe(output);
		},
	);

	it("have the commands that are run here: five, and the 25 questions", () => {
		expect(blocks.length).toBeGreaterThanOrEqual(30);
	});

	it("has a row for every field, as the help has it", () => {
		for (const { flag, short, describe: what } of fields) {
			const name = short ? `\`-${short}\`, \`--${flag}\`` : `\`--${flag}\``;
			expect(readme).toContain(`| ${name} | ${what.replaceAll("|", "\\|")} |`);
		}
	});

	it("has a row for every preset, as the help has it", () => {
		for (const { name, describe: what } of presets) expect(readme).toContain(`| \`--${name}\` | ${what} |`);
	});

	it("has every flag of the help", async () => {
		const { flags, groups } = await import("../src/cli/flags.ts");
		const shown = flags.filter(({ hidden, group }) => !hidden && group !== groups.about);
		const isTold = (name: string, short = name): boolean => new RegExp(`(?<![\\w-])(?:--${name}|-${short})(?![\\w-])`).test(readme);
		expect(shown.filter(({ name, short }) => !isTold(name, short)).map(({ name }) => name)).toEqual([]);
	});

	it("has every output format and every exit code", () => {
		for (const format of Object.keys(formats)) expect(readme).toMatch(new RegExp(`^\\| \`${format}\` \\|`, "m"));
		for (const code of Object.values(ExitCode)) expect(readme).toMatch(new RegExp(`^\\| ${code} \\|`, "m"));
	});

	it("knows no flag that does not exist", async () => {
		const { aliases, flags } = await import("../src/cli/flags.ts");
		const { views } = await import("../src/cli/view/views.ts");
		const { checkFlags, explainFlags, tryFlags } = await import("../src/cli/policy/flags.ts");
		const known = new Set([
			"--not-FLAG",
			"--prod-deletes",
			"--not-NAME",
			"--extra-config",
			"--problems",
			"--timestamps",
			"--prefix",
			"--since-time",
			"--all",
			...Object.values(aliases)
				.flat()
				.map((name) => `--${name}`),
			...[...flags, ...Object.values(views).flat(), ...checkFlags, ...explainFlags, ...tryFlags].map(({ name }) => `--${name}`),
		]);
		const prose = readme.replaceAll(/```sh\n[\s\S]*?```/g, "").replaceAll(/--audit-[a-z-]+/g, "--audit-id");
		expect([...prose.matchAll(/(?<![\w-])--[a-zA-Z][a-zA-Z-]+/g)].map(([flag]) => flag).filter((flag) => !known.has(flag))).toEqual([]);
	});
});

it.each(["README.md", "CONTRIBUTING.md", "samples/README.md", "docs/architecture.md", "docs/cookbook.md"])(
	"the links in %s lead somewhere",
	(page) => {
		const links = [...readFileSync(page, "utf8").matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link = ""]) => join(dirname(page), link));
		expect(links.filter((link) => !existsSync(link))).toEqual([]);
	},
);
