import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, it } from "vitest";

/** From the outside in. A module may import its own layer and those behind it, never one before it. */
const layers: readonly (readonly string[])[] = [
	["index.ts", "cli"],
	["run.ts"],
	[
		"read.ts",
		"checkpoint.ts",
		"state-file.ts",
		"calls.ts",
		"around.ts",
		"merge.ts",
		"order.ts",
		"window.ts",
		"past.ts",
		"print.ts",
		"runs.ts",
		"tail.ts",
		"sink.ts",
	],
	["source", "decode", "query", "render", "policy", "top"],
	["path", "yaml"],
	["audit"],
];

/** Rooms of one layer that know nothing of each other. */
const strangers = ["source", "decode", "query", "render", "policy", "top"];

/** The modules that may import each package: one, but for YAML, which one reads and another writes. A second home is a decision, not an accident. */
const homes: Readonly<Record<string, string | readonly string[]>> = {
	"@marcbachmann/cel-js": "query/where",
	chokidar: "source/wake.ts",
	"fastest-levenshtein": "audit/nearest.ts",
	"jsonpath-plus": "path/select.ts",
	"pino-pretty": "render/pretty.ts",
	re2js: "query/value.ts",
	split2: "decode/lines.ts",
	"string-width": "render",
	yaml: ["yaml", "render/yaml.ts"],
	"yargs-parser": "cli/parser.ts",
};

const modules = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".ts"));
const room = (module: string): string => module.split("/")[0] ?? module;
const layerOf = (module: string): number => layers.findIndex((layer) => layer.includes(room(module)));

/** What a module imports, statically, dynamically or for types: files as paths in src, packages by name. */
function imports(module: string): string[] {
	const text = readFileSync(join("src", module), "utf8");
	return [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map(([, name = ""]) =>
		name.startsWith(".") ? relative("src", join("src", dirname(module), name)) : packageOf(name),
	);
}

/** The package of what is imported from it, which may be a part of it. */
const packageOf = (name: string): string => /^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name;

it("every module has its layer", () => {
	expect(modules.filter((module) => layerOf(module) < 0)).toEqual([]);
});

it("imports point inward", () => {
	const outward = modules.flatMap((module) =>
		imports(module)
			.filter((name) => name.endsWith(".ts"))
			.filter((name) => layerOf(name) < layerOf(module))
			.map((name) => `${module} -> ${name}`),
	);
	expect(outward).toEqual([]);
});

it("rooms of one layer do not import each other", () => {
	const across = modules.flatMap((module) =>
		imports(module)
			.filter((name) => strangers.includes(room(module)) && strangers.includes(room(name)) && room(name) !== room(module))
			.map((name) => `${module} -> ${name}`),
	);
	expect(across).toEqual([]);
});

it("every package has one home", () => {
	const used = modules.flatMap((module) =>
		imports(module)
			.filter((name) => !name.endsWith(".ts") && !name.startsWith("node:"))
			.map((name) => ({ module, name })),
	);
	expect(used.filter(({ module, name }) => ![homes[name] ?? []].flat().some((home) => module.startsWith(home)))).toEqual([]);
	const { dependencies } = JSON.parse(readFileSync("package.json", "utf8")) as { dependencies: Record<string, string> };
	expect(Object.keys(homes).sort()).toEqual(Object.keys(dependencies).sort());
});
