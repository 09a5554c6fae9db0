import { execFileSync, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { BIN } from "../helpers/bin.ts";
import { folder } from "../helpers/log.ts";
import { runCli } from "../helpers/run-cli.ts";
import { terminalOf } from "../helpers/terminal.ts";
import { until } from "../helpers/until.ts";

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

/** A bash at which somebody types, with the program and its completion. */
async function typing(typed: string): Promise<string> {
	const rc = join(folder(), "bashrc");
	writeFileSync(
		rc,
		`auditail() { "${process.execPath}" ${BIN} "$@"; }\nsource <(auditail completion bash)\nPS1='ready> '\nbind 'set bell-style none'\n`,
	);
	const bash = terminalOf("bash", ["--noprofile", "--rcfile", rc, "-i"], { cols: 120, rows: 20 });
	const seen = (): string => bash.rows().at(-1) ?? "";
	await until(() => seen().startsWith("ready>"), "a prompt", seen);
	bash.child.write(`${typed}\t`);
	await until(() => seen().startsWith(`ready> ${typed}`) && seen().length > `ready> ${typed}`.length, "a completion", seen);
	bash.child.write("\x15exit\r");
	const line = seen();
	await bash.ended;
	return line.replace("ready> ", "").trimEnd();
}

describe.skipIf(!has("bash"))("what the logs have, in bash at a terminal", () => {
	const LOG = "samples/minikube.log";
	it.each([
		["a user", `auditail ${LOG} --user bo`, `auditail ${LOG} --user bob`],
		["a user with colons in the name", `auditail ${LOG} --user system:kube-sch`, `auditail ${LOG} --user system:kube-scheduler`],
		["behind an equals sign", `auditail ${LOG} --user=system:kube-sch`, `auditail ${LOG} --user=system:kube-scheduler`],
		["the last of several", `auditail ${LOG} --not-actor alice,system:kube-sch`, `auditail ${LOG} --not-actor alice,system:kube-scheduler`],
		["a namespace", `auditail -f ${LOG} -n pro`, `auditail -f ${LOG} -n prod`],
		["of a view", `auditail top ${LOG} --name web`, `auditail top ${LOG} --name web-1`],
	])("%s", async (_what, typed, line) => {
		expect(await typing(typed)).toBe(line);
	});
});

describe("the values of a field in logs", () => {
	const values = async (...args: string[]) =>
		(await runCli(["completion", "values", ...args], { env: { AUDITAIL_FILE: "samples/legacy.log" } })).stdout;

	it("come from the files among the words, the most frequent first; else from the usual log", async () => {
		expect(await values("namespace", "-f", "no-file", "samples/minikube.log")).toBe("dev\nkube-system\nprod\ndefault\n");
		expect((await values("user")).split("\n")).toContain("alice");
	});

	it("are only such as shells and terminals take as they are", async () => {
		expect((await values("user", "samples/hostile.log")).split("\n").every((word) => /^[\w.:@/+=%-]*$/.test(word))).toBe(true);
	});

	it("are none of a pipe, which nobody waits for", async () => {
		const path = join(folder(), "pipe");
		execFileSync("mkfifo", [path]);
		expect(await values("namespace", path, "samples/minikube.log")).toContain("dev\n");
	});

	it("are none of what is no field, and no trouble for who has typed half a line", async () => {
		expect(await runCli(["completion", "values", "x"])).toMatchObject({ exitCode: 2, stdout: "", stderr: "" });
	});
});

it("the user's own presets complete, too", async () => {
	const path = join(folder(), "config.yaml");
	writeFileSync(path, "presets:\n  prod-deletes:\n    describe: deletions in prod\n    verb: [delete]\n");
	const { stdout } = await runCli(["completion", "bash"], { env: { AUDITAIL_CONFIG: path } });
	expect(stdout).toContain(" --prod-deletes");
	expect((await runCli(["help", "presets"], { env: { AUDITAIL_CONFIG: path } })).stdout).toContain(
		"Yours:\n\n--prod-deletes: deletions in prod\n",
	);
});

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
		["nothing for what no shell knows", ["--uid", "a"], []],
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
		execFileSync(
			"fish",
			["--no-config", "-c", `function auditail; ${process.execPath} ${BIN} $argv; end; source ${path}; complete -C "${typed}"`],
			{ encoding: "utf8" },
		)
			.split("\n")
			.map((line) => line.split("\t")[0])
			.filter(Boolean);
	expect(fish("auditail po")).toEqual(["policy"]);
	expect(fish("auditail --fo")).toEqual(["--follow"]);
	expect(fish("auditail x --verb de")).toEqual(["delete", "deletecollection"]);
	expect(fish("auditail samples/minikube.log --user bo")).toEqual(["bob"]);
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
