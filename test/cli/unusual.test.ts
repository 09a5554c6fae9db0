import { describe, expect, it } from "vitest";
import { runCli } from "../helpers/run-cli.ts";

const told = async (...args: string[]): Promise<string> => (await runCli(["samples/minikube.log", ...args])).stderr;

describe("a query that keeps nothing", () => {
	it.each([
		[["--verb", "delet"], "no call matched; --verb delet: did you mean delete?"],
		[["--resource", "deploymnts.apps/scale"], "no call matched; --resource deploymnts.apps/scale: did you mean deployments?"],
		[["--verb", "get", "--resource", "secrts"], "--resource secrts: did you mean secrets?"],
		[["--subresource", "exc"], "--subresource exc: did you mean exec?"],
	])("says of %j what is near", async (args, what) => {
		expect(await told(...args)).toContain(what);
	});

	it.each([
		[["--verb", "delete", "--user", "nobody-at-all"]],
		[["--resource", "widgets.example.com"]],
		[["--resource", "deploy", "--user", "nobody-at-all"]],
		[["--verb", "delet*"]],
		[["--verb", "!delet", "--user", "nobody-at-all"]],
		[["-q", "--verb", "delet"]],
	])("says nothing of %j", async (args) => {
		expect(await told(...args)).not.toContain("did you mean");
	});

	it("is the only one that is told so", async () => {
		expect(await told("--verb", "delet,delete")).toBe("");
	});
});
