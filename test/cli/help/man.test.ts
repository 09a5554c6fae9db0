import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { flags } from "../../../src/cli/flags.ts";
import { manPage } from "../../../src/cli/help/man.ts";
import { examples } from "../../../src/cli/help/words.ts";
import { policyCommands } from "../../../src/cli/policy/main.ts";
import { views } from "../../../src/cli/view/views.ts";
import { folder } from "../../helpers/log.ts";

const page = manPage("1.2.3");
const has = (program: string): boolean => spawnSync(program, ["--version"]).status === 0;

/** The page as a terminal 100 columns wide shows it. */
function shown(): string {
	const path = join(folder(), "auditail.1");
	writeFileSync(path, page);
	const env = { ...process.env, MANWIDTH: "100", MANROFFOPT: "-c", LC_ALL: "C.UTF-8", MAN_KEEP_FORMATTING: "" };
	return execFileSync("man", ["-l", "-P", "cat", path], { encoding: "utf8", env });
}

describe("the man page", () => {
	it("is that of the build", () => {
		const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
		expect(readFileSync("dist/auditail.1", "utf8")).toBe(manPage(version));
	});

	it("has no line that roff would take for a request of its own", () => {
		const requests = page.split("\n").filter((line) => /^[.']/.test(line));
		expect(new Set(requests.map((line) => line.split(" ")[0]))).toEqual(new Set([".TH", ".SH", ".TP", ".B", ".br"]));
	});

	it.skipIf(!has("groff"))("makes groff complain of nothing", () => {
		const { stderr } = spawnSync("groff", ["-k", "-man", "-ww", "-z", "-Tutf8"], { input: page, encoding: "utf8" });
		expect(stderr).toBe("");
	});

	it.skipIf(!has("man"))("shows every flag and every example, as it is typed", () => {
		const text = shown();
		const own = [...Object.values(views).flat(), ...Object.values(policyCommands).flatMap((command) => command.flags)];
		for (const { name, describe: what } of [...flags.filter(({ hidden }) => !hidden), ...own]) {
			expect(text).toContain(`--${name}`);
			expect(text.replaceAll(/\s+/g, " ")).toContain(what.split("\n")[0]?.replaceAll(/\s+/g, " "));
		}
		for (const { command } of examples) expect(text.replaceAll(/\s+/g, " ")).toContain(command);
	});
});
