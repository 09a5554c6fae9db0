import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { formats } from "../src/render/renderers.ts";
import { runCli } from "./helpers/run-cli.ts";

const logs = readdirSync("samples").filter((name) => /\.(?:log|txt|json)$/.test(name));
const terminals = [120, 80] as const;

/** What formats are given that take something. */
const given: Readonly<Record<string, string>> = {
	jsonpath: "jsonpath={.verb} {.user.username} {.objectRef.name}{range .user.groups[*]} <{@}>{end}",
	"custom-columns": "custom-columns=WHO:.user.username,WHAT:.verb,OBJECT:.objectRef.name,CODE:.responseStatus.code,GROUPS:.user.groups[*]",
};
/** A template from a file is a template. */
const outputs = Object.keys(formats).filter((format) => format !== "jsonpath-file");

it.each(logs.flatMap((log) => outputs.map((format) => [log, format] as const)))("%s as %s, piped", async (log, format) => {
	const { stdout, stderr } = await runCli([`samples/${log}`, "-o", given[format] ?? format]);
	await expect(`${stdout}--\n${stderr}`).toMatchFileSnapshot(`golden/${log}.${format}.txt`);
});

it.each(logs.flatMap((log) => terminals.map((width) => [log, width] as const)))("%s at a terminal of %i columns", async (log, width) => {
	const { stdout, stderr } = await runCli([`samples/${log}`], { terminal: width, talk: width, env: { NO_COLOR: "1" } });
	await expect(`${stdout}--\n${stderr}`).toMatchFileSnapshot(`golden/${log}.${width}.txt`);
});

it.each(logs.flatMap((log) => ["top", "histogram", "open"].map((view) => [view, log] as const)))("%s of %s", async (view, log) => {
	const { stdout } = await runCli([view, `samples/${log}`]);
	await expect(stdout).toMatchFileSnapshot(`golden/${log}.${view}.txt`);
});

it("minikube.log live, as if it were being written", async () => {
	const { stdout } = await runCli(["-f", "-"], { terminal: 120, env: { NO_COLOR: "1" }, stdin: await sample("minikube.log") });
	await expect(stdout).toMatchFileSnapshot("golden/minikube.log.live.txt");
});

it("minikube.log in colour", async () => {
	const { stdout } = await runCli(["samples/minikube.log"], { terminal: 120, env: { TERM: "xterm" } });
	await expect(stdout.replaceAll("\x1b", "␛")).toMatchFileSnapshot("golden/minikube.log.colour.txt");
});

it("nothing from a log reaches a terminal raw", async () => {
	const runs = [...outputs.map((format) => ["-o", given[format] ?? format]), ["top", "--by", "user,name,uri"], ["histogram"], ["open"]];
	for (const args of runs) {
		const { stdout, stderr } = await runCli([...args, "samples/hostile.log"], { terminal: 120, talk: 120, env: { NO_COLOR: "1" } });
		expect(stdout + stderr, args.join(" ")).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
	}
});

const sample = async (name: string): Promise<Buffer> => (await import("node:fs/promises")).readFile(`samples/${name}`);
