import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, it } from "vitest";
import { commandLine } from "../../src/cli/shell.ts";
import { safe } from "../../src/render/safe.ts";

/** The words as bash reads a command line. */
const words = (line: string): string[] =>
	execFileSync("bash", ["--norc", "-c", `printf '%s\\0' ${line}`], { encoding: "utf8", env: { LC_ALL: "C.UTF-8" } })
		.split("\0")
		.slice(0, -1);

it.each([
	[["kubectl", "logs", "-f", "-n", "kube-system"], "kubectl logs -f -n kube-system"],
	[["--not-user", "system:*"], "--not-user 'system:*'"],
	[["--name=web-1,a/b", "50%", "me@host"], "--name=web-1,a/b 50% me@host"],
	[[""], "''"],
	[["it's"], String.raw`'it'\''s'`],
	[["$HOME", "`id`", "a;b", "~", "!x", "=ls", "#"], "'$HOME' '`id`' 'a;b' '~' '!x' '=ls' '#'"],
	[["日本 語"], "'日本 語'"],
	[["a\nauditail: all is well"], String.raw`$'a\x0aauditail: all is well'`],
	[["\x1b[2J'\\"], String.raw`$'\x1b[2J\'\\'`],
	[["\u202eabc"], String.raw`$'\xe2\x80\xaeabc'`],
])("%j is written so that a shell reads it, and a terminal obeys nothing of it", (given, line) => {
	expect(commandLine(given)).toBe(line);
	expect(words(line)).toEqual(given);
});

it("any words come back from a shell as they were, and nothing in the line is unsafe", () => {
	const odd = fc.constantFrom("\x1b", "\n", "\u202e", "'", '"', "\\", "$", "!", "\u0085", "\u{e0001}", " ", "é", "0");
	const word = fc.oneof(
		fc.string({ unit: odd, maxLength: 8 }),
		fc.string({ unit: "grapheme", maxLength: 8 }).map((text) => text.replaceAll("\0", "")),
	);
	fc.assert(
		fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), (given) => {
			const line = commandLine(given);
			expect(safe(line)).toBe(line);
			expect(words(line)).toEqual(given);
		}),
		{ numRuns: 50 },
	);
});
