/** The words of a command line up to a `--`, which ends the flags, and the others. */
export function flagsAndRest(words: readonly string[]): [flags: string[], rest: string[]] {
	const end = words.includes("--") ? words.indexOf("--") : words.length;
	return [words.slice(0, end), words.slice(end)];
}

/** A command line without some flags, each of which has a value: as `--flag=value` or as the next word. */
export function without(flags: readonly string[], words: readonly string[]): string[] {
	const [before, rest] = flagsAndRest(words);
	const kept = before.filter((word, at) => !flags.includes(flagOf(word)) && !flags.includes(before[at - 1] ?? ""));
	return [...kept, ...rest];
}

/** True where one of the flags is there, with a value. */
export const has = (flags: readonly string[], words: readonly string[]): boolean =>
	flagsAndRest(words)[0].some((word) => flags.includes(flagOf(word)));

const flagOf = (word: string): string => word.split("=", 1)[0] ?? word;
