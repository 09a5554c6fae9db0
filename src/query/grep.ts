import type { Predicate } from "./predicate.ts";
import { searcher } from "./value.ts";

/** What is searched for in the text of events, as grep's own flags say it. */
export interface GrepSpec {
	/** Regular expressions in RE2's syntax, or texts; one of them must be there. */
	readonly patterns: readonly string[];
	readonly ignoreCase: boolean;
	/** The patterns are texts, not regular expressions. */
	readonly fixed: boolean;
}

const SPECIAL = /[\\^$.|?*+()[\]{}]/g;

/**
 * True for a call whose last event, as the server wrote it, has one of the patterns in it: keys and JSON's escapes too, as for grep. Asks for
 * the call's last line. Throws QueryError for what is no regular expression.
 */
export async function grep({ patterns, ignoreCase, fixed }: GrepSpec): Promise<Predicate> {
	const searches = await Promise.all(patterns.map((pattern) => search(pattern, { ignoreCase, fixed })));
	return ({ lines }) => {
		const text = String(lines.at(-1) ?? "");
		return searches.some((finds) => finds(text));
	};
}

/** Most patterns are plain words, which need no engine. */
async function search(pattern: string, { ignoreCase, fixed }: Omit<GrepSpec, "patterns">): Promise<(text: string) => boolean> {
	const escaped = pattern.replace(SPECIAL, String.raw`\$&`);
	if (!ignoreCase && (fixed || escaped === pattern)) return (text) => text.includes(pattern);
	return await searcher({ flag: "grep", typed: pattern }, fixed ? escaped : pattern, { ignoreCase });
}
