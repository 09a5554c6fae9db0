import { safe } from "../render/safe.ts";

/** A word that every shell takes as it is. */
const BARE = /^[\w@%+:,./-][\w@%+=:,./-]*$/;

/** A command line that can be pasted into a shell. What a terminal would obey stands in it as an escape, as bash and zsh read it. */
export const commandLine = (words: readonly string[]): string => words.map(shellWord).join(" ");

function shellWord(word: string): string {
	if (BARE.test(word)) return word;
	if (safe(word) !== word) return `$'${Array.from(word, escaped).join("")}'`;
	return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

function escaped(character: string): string {
	if (/['\\]/.test(character)) return `\\${character}`;
	return safe(character) === character ? character : Array.from(Buffer.from(character), hexadecimal).join("");
}

const hexadecimal = (byte: number): string => `\\x${byte.toString(16).padStart(2, "0")}`;
