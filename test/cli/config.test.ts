import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { variableOf } from "../../src/cli/config/environment.ts";
import { settable } from "../../src/cli/config/file.ts";
import { flags } from "../../src/cli/flags.ts";
import { colorNames } from "../../src/render/palette.ts";
import { type Ran, runCli } from "../helpers/run-cli.ts";

const LOG = "samples/minikube.log";

/** A folder of settings with that file in it. */
function folderWith(yaml: string): string {
	const folder = mkdtempSync(join(tmpdir(), "auditail-"));
	mkdirSync(join(folder, "auditail"));
	writeFileSync(join(folder, "auditail", "config.yaml"), yaml);
	return folder;
}

/** Runs the program with a file of settings where it belongs. */
const settled = (yaml: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> =>
	runCli(args, { env: { XDG_CONFIG_HOME: folderWith(yaml), ...env } });

const count = async (...args: string[]): Promise<string> => (await runCli([LOG, "-c", ...args])).stdout;

describe("settings in a file", () => {
	it("are what flags are where nothing else is said: a text, several, a switch", async () => {
		const yaml = "flags:\n  not-user: ['system:*', alice]\n  verb: get,list\n  stages: true\n  humans: false\n  name: []\n";
		expect((await settled(yaml, [LOG, "-c"])).stdout).toBe(await count("--not-user", "system:*,alice", "--verb", "get,list", "--stages"));
	});

	it("are replaced by what is typed, not added to it", async () => {
		expect((await settled("flags: {user: bob}", [LOG, "-c", "--user", "alice"])).stdout).toBe(await count("--user", "alice"));
		expect((await settled("flags: {output: raw}", [LOG, "-o", "json", "-m1"])).stdout).toContain('"call":');
	});

	it("give way to the opposite of a flag, and to a switch that is turned off", async () => {
		const two = ["samples/bodies.log", LOG];
		const merged = (await runCli(two)).stdout;
		expect((await settled("flags: {no-merge: true}", [...two, "--merge"])).stdout).toBe(merged);
		expect((await settled("flags: {humans: true}", [LOG, "-c", "--humans=false"])).stdout).toBe(await count());
	});

	it("give way to all that is about the same", async () => {
		const yaml = "flags: {not-user: ['system:*', bob], no-merge: true}";
		expect((await settled(yaml, [LOG, "-c", "--user", "bob"])).stdout).toBe(await count("--user", "bob"));
		expect((await settled(yaml, [LOG, "-c"], { AUDITAIL_USER: "bob" })).stdout).toBe(await count("--user", "bob"));
		const two = ["samples/bodies.log", LOG];
		const merged = (await runCli([...two, "--not-user", "system:*,bob"])).stdout;
		expect((await settled(yaml, two, { AUDITAIL_MERGE: "1" })).stdout).toBe(merged);
		expect((await settled("flags: {humans: true}", [LOG, "-c"], { AUDITAIL_HUMANS: "0" })).stdout).toBe(await count());
	});

	it("say how -g searches, and nothing without it", async () => {
		const yaml = "flags: {ignore-case: true, fixed-strings: true}";
		expect((await settled(yaml, [LOG, "-c"])).stdout).toBe(await count());
		expect((await settled(yaml, [LOG, "-c", "-g", "CM1"])).stdout).toBe(await count("-i", "-F", "-g", "CM1"));
	});

	it("are in HOME where XDG_CONFIG_HOME says nothing", async () => {
		const home = mkdtempSync(join(tmpdir(), "auditail-"));
		mkdirSync(join(home, ".config", "auditail"), { recursive: true });
		writeFileSync(join(home, ".config", "auditail", "config.yaml"), "flags: {user: bob}");
		expect((await runCli([LOG, "-c"], { env: { HOME: home } })).stdout).toBe(await count("--user", "bob"));
	});

	it("can be of another file, or left out; the last word counts", async () => {
		const other = join(folderWith("flags: {user: alice}"), "auditail", "config.yaml");
		expect((await settled("flags: {user: bob}", [LOG, "-c", "--config", other])).stdout).toBe(await count("--user", "alice"));
		expect((await settled("flags: {user: bob}", [LOG, "-c", "--config", other, "--no-config"])).stdout).toBe(await count());
		expect((await settled("flags: {user: bob}", [LOG, "-c", `--config=${other}`])).stdout).toBe(await count("--user", "alice"));
		expect((await settled("flags: {user: bob}", [LOG, "-c"], { AUDITAIL_CONFIG: other })).stdout).toBe(await count("--user", "alice"));
		expect((await settled("flags: {user: bob}", [LOG, "-c"], { AUDITAIL_NO_CONFIG: "1" })).stdout).toBe(await count());
	});

	it("may be none, or nothing", async () => {
		for (const yaml of ["", "# nothing\n", "flags:\npresets:\nmachines:\ncolors:\n"])
			expect((await settled(yaml, [LOG, "-c"])).stdout).toBe(await count());
	});

	it("are for auditail top, too, as far as they say which calls", async () => {
		const { stdout } = await settled("flags: {user: bob, output: wide, tail: 1}", ["top", LOG, "--by", "user"]);
		expect(stdout).toContain("bob");
		expect(stdout).not.toContain("alice");
	});

	it("do not keep anybody from the help, from the version, or from other commands", async () => {
		for (const args of [["--help"], ["--version"], ["help", "fields"], ["completion", "bash"]])
			expect(await settled("flags: [", args)).toMatchObject({ exitCode: 0, stderr: "" });
	});
});

describe("presets of one's own", () => {
	const yaml = `
presets:
  dev-deletes:
    describe: deletions in dev
    verb: [delete, deletecollection]
    not-user: eve
    namespace: dev
  either:
    where: user.username == 'bob' || call.rbac
    writes: true
  broken:
    where: verbb == 'x'
machines: [ali*, "re:^b", sa:dev:builder]
`;

	it("are flags, listed in the help", async () => {
		expect((await settled(yaml, [LOG, "-c", "--dev-deletes"])).stdout).toBe(
			await count("--verb", "delete,deletecollection", "--not-user", "eve", "-n", "dev"),
		);
		expect((await settled(yaml, [LOG, "-c", "--either", "--code", "2xx"])).stdout).toBe(
			await count("--where", "user.username == 'bob' || call.rbac", "--writes", "--code", "2xx"),
		);
		expect((await settled(yaml, ["--help"])).stdout).toMatch(/ --dev-deletes +deletions in dev\n/);
	});

	it("are asked of top, and explained", async () => {
		expect((await settled(yaml, ["top", LOG, "--dev-deletes", "--by", "user"])).exitCode).toBe(0);
		expect((await settled(yaml, ["--explain", "--dev-deletes"])).stdout).toContain(
			"--dev-deletes: deletions in dev\n      user: not eve\n",
		);
	});

	it("feed the sieve as flags do", async () => {
		expect((await settled(yaml, ["--explain", "--dev-deletes"])).stdout).toContain('‹"delete"›');
	});

	it("say where a mistake in them stands, to who uses them", async () => {
		const { exitCode, stderr } = await settled(yaml, [LOG, "--broken"]);
		expect([exitCode, stderr]).toEqual([
			2,
			expect.stringContaining(
				"config.yaml:11: in the preset broken: --where: there is no verbb\n  verbb == 'x'\n  ^\nhint: did you mean verb?",
			),
		]);
		expect((await settled(yaml, [LOG, "-c"])).exitCode).toBe(0);
	});

	it("machines are no humans", async () => {
		expect((await settled(yaml, [LOG, "-c", "--humans"])).stdout).toBe(
			await count("--humans", "--not-actor", "ali*", "--not-actor", "re:^b"),
		);
	});

	it("get suggestions, as flags do", async () => {
		expect((await settled(yaml, [LOG, "--dev-delets"])).stderr).toContain("did you mean --dev-deletes?");
	});
});

describe("a mistake in the file", () => {
	it.each([
		["flgs: {}", "1:1: flgs: there is none in this file", "did you mean flags?"],
		["flags:\n  outptu: wide", "2:3: outptu: there is none in flags", "did you mean output?"],
		["flags:\n  output: wild", '2:11: output "wild": is none of pretty, wide, json, raw', ""],
		["flags:\n  output: [wide]", "2:11: output must be a text", ""],
		["flags:\n  humans: perhaps", "2:11: humans must be true or false", ""],
		["flags:\n  user:", "2:8: user must be a text", ""],
		["flags:\n  user: a\n  user: b", "3:3: user is there twice", ""],
		["flags: [a]", "1:8: flags must be a mapping", ""],
		["flags: {user: a}\n---\nflags: {user: b}", "2:1: what stands from here on counts for nothing", "one document"],
		["  flags:\n    user: a\npresets: {}", "3:1: what stands from here on counts for nothing", "indented alike"],
		["flags:\n  follow: true", "2:3: follow: there is none in flags", ""],
		["presets:\n  v: {user: x}", "2:3: v is no name for a flag", "two small letters"],
		["presets:\n  after: {user: x}", "2:3: --after is a flag already", "another name"],
		["presets:\n  constructor: {user: x}", "2:3: --constructor is a flag already", "another name"],
		["presets:\n  limit: {user: x}", "2:3: --limit is a flag already", "another name"],
		["flags:\n  config: x", "2:3: config: there is none in flags", ""],
		["flags:\n\t- x", "2:1:", "it is YAML"],
		["presets:\n  verb: {user: x}", "2:3: --verb is a flag already", "another name"],
		["presets:\n  not-x: {user: x}", "2:3: --not-x is a flag already", "another name"],
		["presets:\n  My Own: {user: x}", "2:3: My Own is no name for a flag", "prod-deletes"],
		["presets:\n  xx: {usr: x}", "2:8: usr: there is none in the preset xx", "did you mean user?"],
		["presets:\n  xx: {describe: x}", "2:3: the preset xx asks for nothing", "verb: delete"],
		["colors:\n  refused: redd", "2:12: redd: there is none in the names of colours", "did you mean red?"],
		["colors:\n  rfused: red", "2:3: rfused: there is none in colors", "did you mean refused?"],
	])("%j: %s", async (yaml, what, hint) => {
		const { exitCode, stdout, stderr } = await settled(yaml, [LOG]);
		expect([exitCode, stdout]).toEqual([2, ""]);
		expect(stderr).toContain(`config.yaml:${what}`);
		expect(stderr).toContain(hint);
	});

	it("of a value says where that was said", async () => {
		expect((await settled("flags:\n  tail: many", [LOG])).stderr).toMatch(/^auditail: --tail "many": .* \(from \S+config\.yaml:2\)\n/);
		expect((await settled("flags:\n  code: abc", [LOG])).stderr).toMatch(/^auditail: --code "abc": .* \(from \S+config\.yaml:2\)\n/);
	});

	it("is that there is none, where one was asked for", async () => {
		expect(await runCli([LOG, "--config", "nowhere.yaml"])).toMatchObject({
			exitCode: 2,
			stderr: expect.stringContaining("cannot read nowhere.yaml: no such file"),
		});
	});

	it("is a file that is none", async () => {
		expect((await runCli([LOG, "--config", "samples"])).stderr).toContain("it is no regular file");
	});

	it("cannot touch the terminal", async () => {
		expect((await settled('flags:\n  "\\e[31mx": 1', [LOG])).stderr).not.toContain("\u001b");
	});
});

describe("variables", () => {
	it.each(settable.map(({ name }) => [name, variableOf(name)]))("%s has one of its own: %s", (_name, variable) => {
		expect(settable.filter(({ name }) => variableOf(name) === variable)).toHaveLength(1);
	});

	it("count more than the file, and less than what is typed", async () => {
		const env = { AUDITAIL_USER: "alice" };
		expect((await settled("flags: {user: bob}", [LOG, "-c"], env)).stdout).toBe(await count("--user", "alice"));
		expect((await settled("flags: {user: bob}", [LOG, "-c", "--user", "eve"], env)).stdout).toBe(await count("--user", "eve"));
	});

	it("say yes and no as people do, and nothing where they are empty", async () => {
		for (const yes of ["1", "true", "YES", "on"])
			expect((await runCli([LOG, "-c"], { env: { AUDITAIL_HUMANS: yes } })).stdout).toBe(await count("--humans"));
		for (const no of ["0", "false", "no", "off", ""])
			expect((await runCli([LOG, "-c"], { env: { AUDITAIL_HUMANS: no } })).stdout).toBe(await count());
	});

	it("ask for presets of one's own", async () => {
		expect((await settled("presets: {mine: {user: bob}}", [LOG, "-c"], { AUDITAIL_MINE: "1" })).stdout).toBe(await count("--user", "bob"));
	});

	it.each([
		[{ AUDITAIL_OUTPUT: "wild" }, "AUDITAIL_OUTPUT=wild: is none of pretty, wide, json, raw"],
		[{ AUDITAIL_HUMANS: "maybe" }, "AUDITAIL_HUMANS=maybe: is neither true nor false"],
		[{ AUDITAIL_TAIL: "many" }, '--tail "many": is no whole number (from AUDITAIL_TAIL)'],
	])("%o is told", async (env, what) => {
		expect(await runCli([LOG], { env })).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(what) });
	});

	it("of top are its own flags, and name themselves in what is wrong", async () => {
		expect((await runCli(["top", LOG], { env: { AUDITAIL_BY: "user", AUDITAIL_OUTPUT: "wide" } })).stdout).toMatch(/ USER\n/);
		expect((await runCli(["top", LOG], { env: { AUDITAIL_LIMIT: "x" } })).stderr).toContain("(from AUDITAIL_LIMIT)");
		expect((await runCli([LOG, "-c"], { env: { AUDITAIL_BY: "user" } })).stderr).toBe("");
	});

	it("that Kubernetes sets for a Service of that name are not ours", async () => {
		const env = {
			AUDITAIL_SERVICE_HOST: "10.0.0.1",
			AUDITAIL_SERVICE_PORT_HTTP: "80",
			AUDITAIL_PORT: "tcp://10.0.0.1:80",
			AUDITAIL_PORT_80_TCP: "x",
		};
		expect((await runCli([LOG, "-c"], { env })).stderr).toBe("");
	});

	it("that stand for nothing are told, and do not end the run", async () => {
		expect(await runCli([LOG, "-c"], { env: { AUDITAIL_OUTPTU: "json" } })).toMatchObject({
			exitCode: 0,
			stderr: "auditail: AUDITAIL_OUTPTU stands for no flag: did you mean AUDITAIL_OUTPUT?\n",
		});
	});
});

describe("colours", () => {
	it("can be others", async () => {
		const { stdout } = await settled("colors: {refused: [cyan, underline]}", [LOG, "--code", "403", "--color", "always", "-m1"]);
		expect(stdout).toContain("\u001b[4m\u001b[36m403");
		expect((await runCli([LOG, "--code", "403", "--color", "always", "-m1"])).stdout).toContain("\u001b[31m403");
	});

	it("have the names that pino-pretty has", async () => {
		const { colorizerFactory } = await import("pino-pretty");
		const { colors } = colorizerFactory(true) as unknown as { colors: object };
		for (const name of colorNames) expect(colors).toHaveProperty(name);
	});
});

it("the README's example is a file of settings, and says what it does", async () => {
	const [, yaml = ""] = /```yaml\n# ~\/\.config\/auditail\/config\.yaml\n([\s\S]*?)```/.exec(readFileSync("README.md", "utf8")) ?? [];
	expect(yaml).toContain("presets:");
	expect((await settled(yaml, [LOG, "-c", "--prod-deletes"])).stderr).toBe("");
	expect(flags.map(({ name }) => name)).toContain("no-config");
});

it("a preset of one's own is turned round as others are", async () => {
	const yaml = "presets: {bobs: {user: bob, verb: [get, delete]}}";
	const [kept, without] = await Promise.all([settled(yaml, [LOG, "-c", "--bobs"]), settled(yaml, [LOG, "-c", "--not-bobs"])]);
	expect(Number(kept.stdout) + Number(without.stdout)).toBe(Number(await count()));
	expect((await settled(yaml, ["--explain", "--not-bobs"])).stdout).toContain("The sieve: every line is parsed");
});
