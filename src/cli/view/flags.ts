import { durationMs } from "../../query/duration.ts";
import { UsageError } from "../exit.ts";
import { type Flag, flags, groups } from "../flags.ts";
import type { Given } from "../parser.ts";

/** A flag of one command only. */
export type OwnFlag = Omit<Flag, "group">;

/** Flags of other groups that are for views, too. */
const OTHERS: readonly string[] = ["poll", "stats", "time", "color", "show-secrets", "config", "no-config"];

/** The flags that say which calls a view is of, and how they are read. */
export const sharedFlags: readonly Flag[] = flags.filter(
	({ group, name }) => [groups.query, groups.presets, groups.limits].some((one) => one === group) || OTHERS.includes(name),
);

/** Text, for people, or JSON. */
export const outputFlag: OwnFlag = {
	name: "output",
	short: "o",
	placeholder: "FORMAT",
	describe: "text, or json",
	choices: ["text", "json"],
};

export const limitFlag = (usual: number): OwnFlag => ({
	name: "limit",
	placeholder: "NUM",
	describe: `so many rows (default ${usual}; 0 is all)`,
});

export const followFlag: OwnFlag = { name: "follow", short: "f", describe: "go on: at a terminal in place, in a pipe again and again" };

/** The flags of what shows the last while of a log that is followed. */
export const liveFlags = (usual: string): readonly OwnFlag[] => [
	followFlag,
	{ name: "window", placeholder: "TIME", describe: `with -f, how long a while is shown, and how often in a pipe (default ${usual})` },
];

/** The shortest while, in milliseconds. */
const SHORTEST_MS = 1000;

/** A while: its length, and as it was typed. */
export interface While {
	readonly ms: number;
	readonly text: string;
}

/** How long a while is to be shown. Throws UsageError. */
export function windowOf(given: Given, usual: string): While {
	if (given.has("window") && !given.isSet("follow"))
		throw new UsageError("--window is of a log that is followed", "with -f, or without --window");
	return whileOf("window", given.text("window") ?? usual, SHORTEST_MS);
}

/** The time that a flag was given. Throws UsageError. */
export function whileOf(flag: string, text: string, shortestMs: number): While {
	const ms = durationMs(text);
	if (ms !== undefined && ms >= shortestMs) return { ms, text };
	throw new UsageError(
		`--${flag} ${JSON.stringify(text)}: is no time from ${shortestMs}ms on`.replace("1000ms", "1s"),
		`for example --${flag} 5m`,
	);
}
