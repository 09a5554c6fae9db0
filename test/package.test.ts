import { execFileSync } from "node:child_process";
import { join, resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { folder } from "./helpers/log.ts";

const npm = (args: readonly string[], cwd = "."): string =>
	execFileSync("npm", [...args], { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });

describe("the packed tarball, installed elsewhere", () => {
	const home = folder();
	const run = (command: string, ...args: string[]) =>
		execFileSync(join(home, "node_modules/.bin", command), args, { cwd: home, encoding: "utf8" });

	beforeAll(() => {
		const [{ filename }] = JSON.parse(npm(["pack", "--json", "--pack-destination", home])) as [{ filename: string }];
		npm(["init", "-y"], home);
		npm(["install", "--omit=dev", "--no-audit", "--no-fund", `./${filename}`], home);
	}, 120_000);

	it.each(["auditail", "kubectl-auditail"])("gives %s", (command) => {
		expect(run(command, "--version")).toMatch(/^\d+\.\d+\.\d+\n$/);
		expect(run(command, resolve("samples/minikube.log"), "-c")).toBe("60\n");
		expect(run(command, "policy", "check", resolve("samples/policies/quiet.yaml"))).toContain("the API server starts with it");
		expect(run(command, resolve("samples/minikube.log"), "--user", "re:^al", "-m", "1", "--jsonpath", "{.user}").split("\n")).toHaveLength(
			2,
		);
	});

	it("gives the library", () => {
		const script = `import { Pairer, gate, lines, compileQuery, run, loadPolicy } from "auditail"; console.log([Pairer, gate, lines, compileQuery, run, loadPolicy].map((it) => typeof it).join())`;
		expect(execFileSync(process.execPath, ["--input-type=module", "-e", script], { cwd: home, encoding: "utf8" })).toBe(
			"function,function,function,function,function,function\n",
		);
	});
});
