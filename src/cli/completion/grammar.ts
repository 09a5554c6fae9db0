import type { OwnPreset } from "../../query/own-preset.ts";
import { safe } from "../../render/safe.ts";
import { commands, ownCommands } from "../commands.ts";
import { type Flag, flags } from "../flags.ts";
import { topics } from "../help/topics.ts";
import { policyCommands } from "../policy/main.ts";
import { sharedFlags } from "../view/flags.ts";
import { views } from "../view/views.ts";

/** A flag as a shell completes it. */
export interface CompletedFlag {
	/** With dashes, the long one first. */
	readonly names: readonly [string, ...string[]];
	/** One line. */
	readonly describe: string;
	/** What may follow: words from a list, what the logs have of a field, a file, something that no shell knows, or nothing. */
	readonly value: readonly string[] | { readonly sampled: string } | "file" | "any" | "none";
	/** True for `--not-…`, which are shown to who has begun to type one. */
	readonly isNegation: boolean;
}

/** What can be typed behind some words. */
export interface Context {
	/** The words that stand first: none, `top`, or `policy check`. */
	readonly words: readonly string[];
	readonly flags: readonly CompletedFlag[];
	/** Words that may come next. */
	readonly next: readonly string[];
}

/** Flags whose value is a file. */
const FILES: readonly string[] = ["state", "kubeconfig", "kubectl", "event"];

const completed = (flag: Omit<Flag, "group">): CompletedFlag => ({
	names: [`--${flag.name}`, ...(flag.short ? [`-${flag.short}`] : [])],
	describe: flag.describe.split("\n", 1)[0] ?? "",
	isNegation: flag.name.startsWith("not-"),
	value: valuesOf(flag),
});

/** An own preset is a flag, and so is its negation. */
const presetFlags = ({ name, describe }: OwnPreset): CompletedFlag[] =>
	[name, `not-${name}`].map((flag) => ({ names: [`--${flag}`], describe: safe(describe), isNegation: flag !== name, value: "none" }));

function valuesOf({ name, placeholder, sampled, words = [], choices = words }: Omit<Flag, "group">): CompletedFlag["value"] {
	if (placeholder === undefined) return "none";
	if (FILES.includes(name)) return "file";
	if (sampled !== undefined) return { sampled };
	return choices.length > 0 ? choices : "any";
}

/** The shells that there is a completion for. */
export const shells = ["bash", "zsh", "fish"] as const;

/** Everything that can be typed, by what stands first, with presets of the user's own. */
export const contexts = (own: readonly OwnPreset[]): Context[] => [
	{
		words: [],
		flags: [...flags.map(completed), ...own.flatMap(presetFlags)],
		next: [...Object.keys(commands), ...Object.keys(ownCommands)],
	},
	...Object.entries(views).map(([name, its]) => ({
		words: [name],
		flags: [...[...its, ...sharedFlags].map(completed), ...own.flatMap(presetFlags)],
		next: [],
	})),
	{ words: ["policy"], flags: [], next: Object.keys(policyCommands) },
	...Object.entries(policyCommands).map(([name, { flags: own }]) => ({ words: ["policy", name], flags: own.map(completed), next: [] })),
	{ words: ["help"], flags: [], next: Object.keys(topics) },
	{ words: ["completion"], flags: [], next: shells },
];
