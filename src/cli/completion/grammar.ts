import { commands, ownCommands } from "../commands.ts";
import { type Flag, flags } from "../flags.ts";
import { policyCommands } from "../policy/main.ts";
import { topics } from "../topics.ts";
import { sharedFlags } from "../view/flags.ts";
import { views } from "../view/views.ts";

/** A flag as a shell completes it. */
export interface CompletedFlag {
	/** With dashes, the long one first. */
	readonly names: readonly [string, ...string[]];
	/** One line. */
	readonly describe: string;
	/** What may follow: words from a list, a file, something that no shell knows, or nothing. */
	readonly value: readonly string[] | "file" | "any" | "none";
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

const completed = ({ name, short, placeholder, describe, words = [], choices = words }: Omit<Flag, "group">): CompletedFlag => ({
	names: [`--${name}`, ...(short ? [`-${short}`] : [])],
	describe: describe.split("\n", 1)[0] ?? "",
	isNegation: name.startsWith("not-"),
	value: placeholder === undefined ? "none" : FILES.includes(name) ? "file" : choices.length > 0 ? choices : "any",
});

/** The shells that there is a completion for. */
export const shells = ["bash", "zsh", "fish"] as const;

/** Everything that can be typed, by what stands first. */
export const contexts = (): Context[] => [
	{
		words: [],
		flags: flags.map(completed),
		next: [...Object.keys(commands), ...Object.keys(ownCommands)],
	},
	...Object.entries(views).map(([name, own]) => ({ words: [name], flags: [...own, ...sharedFlags].map(completed), next: [] })),
	{ words: ["policy"], flags: [], next: Object.keys(policyCommands) },
	...Object.entries(policyCommands).map(([name, { flags: own }]) => ({ words: ["policy", name], flags: own.map(completed), next: [] })),
	{ words: ["help"], flags: [], next: Object.keys(topics) },
	{ words: ["completion"], flags: [], next: shells },
];
