import { fields } from "../../query/fields.ts";
import type { OwnPreset } from "../../query/own-preset.ts";
import { presets } from "../../query/presets.ts";
import { type ColorName, type Colors, colorNames, palette } from "../../render/palette.ts";
import type { Field, Tree } from "../../yaml/tree.ts";
import { flagsOfPresets } from "../args.ts";
import { aliases, type Flag, flags, groups } from "../flags.ts";
import { type FlagSyntax, isChoice } from "../parser.ts";
import { topFlags } from "../top/flags.ts";
import type { Setting, Settings } from "./settings.ts";
import { ConfigText } from "./tree.ts";

/** Flags that say something of one run only: a variable can say them, but not a file. */
const OF_ONE_RUN: readonly string[] = ["follow", "no-follow", "state", "count", "quiet", "max-count", "invert-match", "explain"];

/** Flags that can be settled for all runs. */
export const settable: readonly Flag[] = flags.filter(({ name, group }) => group !== groups.about && !OF_ONE_RUN.includes(name));

const PARTS = ["flags", "presets", "machines", "colors"] as const;

/** What a file settles, whose text and name these are. Throws UsageError with the place of what is wrong. */
export function settingsIn(text: string, path: string): Omit<Settings, "notes"> {
	const config = new ConfigText(path, text);
	const parts = new Map(config.fields(config.tree, "this file", PARTS));
	const part = (name: (typeof PARTS)[number]): Tree => parts.get(name)?.tree ?? { kind: "null", text: "", at: 0 };
	const own = config.fields(part("presets"), "presets").map((field) => ownPreset(config, field));
	const machines = part("machines");
	return {
		defaults: defaultsOf(config, part("flags"), own),
		presets: own,
		machines: machines.kind === "null" ? [] : config.texts(machines, "machines"),
		colors: colorsOf(config, part("colors")),
	};
}

function defaultsOf(config: ConfigText, tree: Tree, own: readonly OwnPreset[]): Map<string, Setting> {
	const known = [...settable, ...flagsOfPresets(own)];
	const names = known.map(({ name }) => name);
	const defaults = new Map<string, Setting>();
	for (const [name, { tree: value, at }] of config.fields(tree, "flags", names)) {
		const setting = settingOf(config, known.find((flag) => flag.name === name) ?? { name }, value);
		if (setting !== undefined) defaults.set(name, { value: setting, origin: config.origin(at) });
	}
	return defaults;
}

/** What a flag is set to; undefined where it is not set. */
function settingOf(config: ConfigText, flag: FlagSyntax, tree: Tree): Setting["value"] | undefined {
	const { name, placeholder, repeats, choices } = flag;
	if (placeholder === undefined) return config.isTrue(tree, name);
	if (repeats) return tree.kind === "array" && tree.items.length === 0 ? undefined : config.texts(tree, name);
	const text = config.text(tree, name);
	if (choices && !isChoice(text, choices))
		throw config.mistake(tree.at, `${name} ${JSON.stringify(text)}: is none of ${choices.join(", ")}`);
	return text;
}

const presetNames = presets.flatMap(({ name }) => [name, `not-${name}`]);
const fieldNames = fields.flatMap(({ flag }) => [flag, `not-${flag}`]);

/** Names that a command line has a meaning for. */
const taken: readonly string[] = [...flags, ...topFlags]
	.map(({ name }) => name)
	.concat(Object.values(aliases).flat(), "files", Object.getOwnPropertyNames(Object.prototype));

function ownPreset(config: ConfigText, [name, { at, tree }]: [string, Field]): OwnPreset {
	if (!/^[a-z][a-z0-9-]+$/.test(name))
		throw config.mistake(at, `${name} is no name for a flag`, "two small letters or more, digits and dashes: prod-deletes");
	if (/^not?-/.test(name) || taken.includes(name)) throw config.mistake(at, `--${name} is a flag already`, "take another name");
	const own = config.fields(tree, `the preset ${name}`, ["describe", "where", "jsonpath", ...fieldNames, ...presetNames]);
	const texts = (key: string): string[] => own.filter(([other]) => other === key).flatMap(([, field]) => config.texts(field.tree, key));
	if (own.every(([key]) => key === "describe")) throw config.mistake(at, `the preset ${name} asks for nothing`, "for example verb: delete");
	return {
		name,
		describe: texts("describe").join(" ") || "a preset of your own",
		origin: config.origin(at),
		query: {
			fields: Object.fromEntries(own.flatMap(([key]) => (fieldNames.includes(key) ? [[key, texts(key)]] : []))),
			presets: own.flatMap(([key, field]) => (presetNames.includes(key) && config.isTrue(field.tree, key) ? [key] : [])),
			where: texts("where"),
			jsonpath: texts("jsonpath"),
		},
	};
}

function colorsOf(config: ConfigText, tree: Tree): Colors {
	const tones = config.fields(tree, "colors", Object.keys(palette));
	return Object.fromEntries(
		tones.map(([tone, field]) => {
			const names = config.texts(field.tree, tone);
			const strange = names.find((name) => !colorNames.some((known) => known === name));
			if (strange !== undefined) throw config.unknown(field.tree.at, strange, "the names of colours", colorNames);
			return [tone, names as ColorName[]];
		}),
	);
}
