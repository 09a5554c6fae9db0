import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PathError } from "../../src/path/path-error.ts";
import { plainText, template } from "../../src/render/template.ts";
import { folder } from "../helpers/log.ts";

/** The object that kubectl's documentation (docs/reference/kubectl/jsonpath) explains its templates with. */
const LIST = {
	kind: "List",
	items: [
		{
			kind: "None",
			metadata: { name: "127.0.0.1", labels: { "kubernetes.io/hostname": "127.0.0.1" } },
			status: { capacity: { cpu: "4" }, addresses: [{ type: "LegacyHostIP", address: "127.0.0.1" }] },
		},
		{
			kind: "None",
			metadata: { name: "127.0.0.2" },
			status: {
				capacity: { cpu: "8" },
				addresses: [
					{ type: "LegacyHostIP", address: "127.0.0.2" },
					{ type: "another", address: "127.0.0.3" },
				],
			},
		},
	],
	users: [
		{ name: "myself", user: {} },
		{ name: "e2e", user: { username: "admin", password: "secret" } },
	],
};

const filled = async (text: string, record: unknown = LIST): Promise<string> => (await template(text, plainText))(record);

describe("a template of kubectl's documentation:", () => {
	it.each([
		["the kind is {.kind}", "the kind is List"],
		["{@}", JSON.stringify(LIST)],
		["{.kind}", "List"],
		["{['kind']}", "List"],
		["{..name}", "127.0.0.1 127.0.0.2 myself e2e"],
		["{.items[*].metadata.name}", "127.0.0.1 127.0.0.2"],
		["{.users[0].name}", "myself"],
		["{.items[*]['metadata.name', 'status.capacity']}", '127.0.0.1 127.0.0.2 {"cpu":"4"} {"cpu":"8"}'],
		["{range .items[*]}[{.metadata.name}, {.status.capacity}] {end}", '[127.0.0.1, {"cpu":"4"}] [127.0.0.2, {"cpu":"8"}] '],
		["{range .items[*]}{.metadata.name}{'\\t'}{end}", "127.0.0.1\t127.0.0.2\t"],
		["{.items[*].metadata.labels.kubernetes\\.io/hostname}", "127.0.0.1"],
		["{.users[-1:].name}", "e2e"],
		["{.users[-1].name}", "e2e"],
		["{.items[0:2:1].metadata.name}", "127.0.0.1 127.0.0.2"],
	])("%s", async (text, expected) => {
		expect(await filled(text)).toBe(expected);
	});

	it("filters are refused, with what to use instead", async () => {
		await expect(filled('{.users[?(@.name=="e2e")].user.password}')).rejects.toMatchObject({ hint: expect.stringContaining("--where") });
	});
});

const hasKubectl = spawnSync("kubectl", ["version", "--client"]).status === 0;

describe.skipIf(!hasKubectl)("a template means what it means to kubectl (skipped without kubectl)", () => {
	const events = readFileSync("samples/bodies.log", "utf8").trimEnd().split("\n").slice(0, 3);
	const path = join(folder(), "event.json");

	it.each([
		"{.verb} {.user.username}",
		"{.user.groups[*]}",
		"{range .user.groups[*]}<{@}>{end}",
		'{range .sourceIPs[*]}{@}{"\\n"}{end}',
		"{.annotations}",
		"{.annotations.authorization\\.k8s\\.io/decision}",
		"{.annotations['authorization\\.k8s\\.io/decision']}",
		"{.nothing}|{.user.nothing}|{.responseStatus.code}",
		"{.user['username','groups']}",
		"{.objectRef}",
		"{.user.groups[-1:]}",
		"{.user.groups[0]}",
		"{.user.groups[-1]}",
		"{.requestObject.metadata.name}",
		"text {'quoted'} {\"and\\ttabs\"}",
	])("%s", async (text) => {
		for (const event of events) {
			writeFileSync(path, event);
			const args = ["annotate", "--local", "-f", path, "a=b", "-o", `jsonpath=${text}`];
			const { stdout } = spawnSync("kubectl", args, { encoding: "utf8" });
			const annotated = JSON.parse(spawnSync("kubectl", [...args.slice(0, -1), "json"], { encoding: "utf8" }).stdout) as object;
			expect(await filled(text, annotated)).toBe(stdout);
		}
	});
});

describe("a template", () => {
	it.each([
		["", ""],
		["no braces", "no braces"],
		["{.nothing}", ""],
		["{.users[*].user.username}", "admin"],
		['{"{"}{.kind}{"}"}', "{List}"],
		["{'it\\'s'}", "it's"],
		["{ .kind }", "List"],
		["{range .users[*]}{$.kind}:{.name};{end}", "List:myself;List:e2e;"],
		["{range .items[*]}{range .status.addresses[*]}{.address} {end}|{end}", "127.0.0.1 |127.0.0.2 127.0.0.3 |"],
		["{range .users[*].name}<{@}>{end}", "<myself><e2e>"],
		["{range .nothing[*]}x{end}", ""],
		["{.items[*]['metadata.name']}", "127.0.0.1 127.0.0.2"],
		["{.items[0].metadata.labels['kubernetes.io/hostname']}", "127.0.0.1"],
	])("%j", async (text, expected) => {
		expect(await filled(text)).toBe(expected);
	});

	it.each<[text: string, offset: number, why: string]>([
		["{.kind", 0, "a brace without its other half"],
		["abc {.kind", 4, "a brace without its other half"],
		["{.a}{.kind[}", 10, "not understood"],
		["{range .items[*]}x", 1, "without its {end}"],
		["x{end}", 2, "{end} without"],
		["{range .items[}x{end}", 13, "not understood"],
		["{range}x{end}", 9, "{end} without"],
		["{.a b}", 3, "not understood"],
		["{..a..b}", 1, "more than one"],
	])("%j is refused, with its place", async (text, offset, why) => {
		const error: unknown = await filled(text).then(
			() => undefined,
			(thrown: unknown) => thrown,
		);
		expect(error).toBeInstanceOf(PathError);
		expect(error).toMatchObject({ expression: text, offset, message: expect.stringContaining(why) });
	});
});
