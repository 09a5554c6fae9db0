import { flagsAndRest, without } from "./words.ts";

const KUBECTL = /(?:^|\/)(?:[\w.-]*kubectl[\d.]*|oc)$/;
/** What a kubectl may stand behind. */
const LAUNCHER = /(?:^|\/)(?:(?:ba|da|k|z)?sh|sudo|k[03]s)$/;
/** Flags that stand before `logs` and take no value. */
const SWITCHES = ["--disable-compression", "--insecure-skip-tls-verify", "--match-server-version", "--warnings-as-errors"];
/** What says from where on the lines are wanted. */
const WINDOW = ["--since", "--since-time", "--since_time", "--tail"];

/** How `kubectl logs` goes on from a time (RFC 3339, whole seconds); undefined for another command line. */
export function resumedLogs(words: readonly string[], since: string | undefined): string[] | undefined {
	const kept = since ? without(WINDOW, words) : [...words];
	const logs = placeOfLogs(kept);
	if (logs === undefined) return undefined;
	const before = kept.slice(0, logs + 1);
	if (!isFollowing(kept)) before.push("-f");
	if (since) before.push(`--since-time=${since}`);
	if (since && hasSelector(kept)) before.push("--tail=-1");
	return [...before, ...kept.slice(logs + 1)];
}

/** True for a `kubectl logs` that was told to go on. */
export const isFollowing = (words: readonly string[]): boolean =>
	placeOfLogs(words) !== undefined && flagsAndRest(words)[0].some((word) => /^(?:-p?f|--follow(?:=true)?$)/.test(word));

/** With a selector, kubectl shows the last ten lines unless it is told otherwise. */
const hasSelector = (words: readonly string[]): boolean => flagsAndRest(words)[0].some((word) => /^(?:-l|--selector\b)/.test(word));

/** Where `logs` stands in a command line of kubectl. */
function placeOfLogs(words: readonly string[]): number | undefined {
	const [first = "", second = ""] = words;
	const kubectl = KUBECTL.test(first) ? 0 : 1;
	if (kubectl === 1 && !(LAUNCHER.test(first) && KUBECTL.test(second))) return undefined;
	let at = kubectl + 1;
	while (words[at]?.startsWith("-")) at += takesNext(words[at] ?? "") ? 2 : 1;
	return words[at] === "logs" ? at : undefined;
}

const takesNext = (flag: string): boolean => /^(?:-[nsv]|--[^=]+)$/.test(flag) && !SWITCHES.includes(flag);
