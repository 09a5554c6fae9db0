import { execFileSync, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folder } from "../helpers/log.ts";
import { runCli } from "../helpers/run-cli.ts";

const has = (shell: string): boolean => spawnSync(shell, ["-c", "exit 0"]).status === 0;
const script = async (shell: string): Promise<string> => (await runCli(["completion", shell])).stdout;

/** What bash offers for the last of these words. */
async function offered(...words: string[]): Promise<string[]> {
	const path = join(folder(), "completion.bash");
	writeFileSync(path, await script("bash"));
	const ask = `source "$1"; shift; COMP_WORDS=(auditail "$@"); COMP_CWORD=$#; _auditail; printf '%s\\n' "\${COMPREPLY[@]}"`;
	return execFileSync("bash", ["-c", ask, "bash", path, ...words], { encoding: "utf8" })
		.split("\n")
		.filter(Boolean);
}

describe.skipIf(!has("bash"))("bash completes", () => {
	it.each([
		["commands first", [""], ["logs", "minikube", "ssh", "run", "top", "histogram", "open", "policy", "show", "help", "completion"]],
		["a command's beginning", ["po"], ["policy"]],
		["nothing of ours behind a file", ["audit.log", ""], []],
		["flags", ["--fo"], ["--follow"]],
		["flags behind files", ["audit.log", "--user-"], ["--user-agent"]],
		["presets", ["--wri"], ["--writes"]],
		["negations, once one is begun", ["--not-ver"], ["--not-verb"]],
		["verbs", ["--verb", "de"], ["delete", "deletecollection"]],
		["those that are left out", ["--not-verb", "wa"], ["watch"]],
		["the last of several", ["--verb", "get,li"], ["get,list"]],
		["behind an equals sign", ["--verb", "=", "pa"], ["patch"]],
		["behind a bare equals sign", ["--color", "="], ["auto", "always", "never"]],
		["stages", ["--stage", "P"], ["Panic"]],
		["formats", ["-o", ""], ["pretty", "wide", "json", "raw", "detail", "yaml", "csv", "jsonpath=", "jsonpath-file=", "custom-columns="]],
		["resources", ["--resource", "dep"], ["deployments"]],
		["nothing for what no shell knows", ["--user", "a"], []],
		["top's own flags", ["top", "--sor"], ["--sort"]],
		["top's fields", ["top", "--by", "user,verb,reso"], ["user,verb,resource"]],
		["the query of top", ["top", "--outcome", "den"], ["denied"]],
		["no flags of others in top", ["top", "--stages"], []],
		["histogram's own flags", ["histogram", "--interv"], ["--interval"]],
		["policy's commands", ["policy", ""], ["check", "explain", "try"]],
		["their flags", ["policy", "check", "--"], ["--strict", "--output", "--kubernetes"]],
		["their values", ["policy", "explain", "policy.yaml", "-o", ""], ["text", "json"]],
		["shells", ["completion", "z"], ["zsh"]],
	])("%s", async (_what, words, expected) => {
		expect(await offered(...words)).toEqual(expected);
	});
});

it.skipIf(!has("zsh"))("zsh takes the script", async () => {
	const path = join(folder(), "completion.zsh");
	writeFileSync(
		path,
		`autoload -Uz compinit && compinit -u -d ${join(folder(), "dump")}\n${await script("zsh")}\nprint -r -- $_comps[auditail]\n`,
	);
	expect(execFileSync("zsh", ["-f", path], { encoding: "utf8" })).toContain("_auditail");
});

it.skipIf(!has("fish"))("fish completes", async () => {
	const path = join(folder(), "completion.fish");
	writeFileSync(path, await script("fish"));
	const fish = (typed: string) =>
		execFileSync("fish", ["--no-config", "-c", `source ${path}; complete -C "${typed}"`], { encoding: "utf8" })
			.split("\n")
			.map((line) => line.split("\t")[0])
			.filter(Boolean);
	expect(fish("auditail po")).toEqual(["policy"]);
	expect(fish("auditail --fo")).toEqual(["--follow"]);
	expect(fish("auditail x --verb de")).toEqual(["delete", "deletecollection"]);
	expect(fish("auditail top --sor")).toEqual(["--sort"]);
	expect(fish("auditail policy ch")).toEqual(["check"]);
	expect(fish("auditail policy check --str")).toEqual(["--strict"]);
	expect(fish("auditail completion f")).toContain("fish");
});

it("has a help, and says which shells there are", async () => {
	expect((await runCli(["completion", "--help"])).stdout).toContain("source <(auditail completion bash)");
	for (const args of [["completion"], ["completion", "csh"], ["completion", "bash", "x"]]) {
		const { exitCode, stderr } = await runCli(args);
		expect([exitCode, stderr]).toEqual([2, expect.stringContaining("completion is for bash, zsh, fish: one of them")]);
	}
});
