import type { OwnPreset } from "../../query/own-preset.ts";
import type { Colors } from "../../render/palette.ts";

/** What a flag is, where the command line does not say it. */
export interface Setting {
	/** As it would have been typed: the values of a flag that repeats, the text of another, or whether it is set. */
	readonly value: readonly string[] | string | boolean;
	/** Where it was said, for messages: a line of a file, or a variable. */
	readonly origin: string;
}

/** What the user has settled for all runs. */
export interface Settings {
	/** By the names of the flags. */
	readonly defaults: ReadonlyMap<string, Setting>;
	readonly presets: readonly OwnPreset[];
	/** Names, as `--actor` has them, of actors that are no humans, whatever they look like. */
	readonly machines: readonly string[];
	readonly colors: Colors;
	/** What a user should know of them. */
	readonly notes: readonly string[];
}

/** What a flag and its opposites are about: who says `--user` does not want a `not-user` that was settled before. */
export const subjectOf = (name: string): string => name.replace(/^(?:not?-)+/, "");

/** Settings, and stronger ones, which replace all that is about the same. */
export function layered(weak: ReadonlyMap<string, Setting>, strong: ReadonlyMap<string, Setting>): Map<string, Setting> {
	const subjects = new Set([...strong.keys()].map(subjectOf));
	return new Map([...[...weak].filter(([name]) => !subjects.has(subjectOf(name))), ...strong]);
}

/** Nothing is settled. */
export const noSettings: Settings = { defaults: new Map(), presets: [], machines: [], colors: {}, notes: [] };
