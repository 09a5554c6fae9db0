import type { Prefix } from "../wrapper.ts";
import { TIMESTAMP } from "./timestamp.ts";

const WORD = String.raw`(?!${TIMESTAMP} )[A-Za-z0-9][\w.:/@-]*`;
/** What a line begins with that is behind a name: JSON, a time, or the API server's own text, of which some lines are indented. */
const LINE = String.raw`\{|\[\{|${TIMESTAMP} |[IWEF]\d{4} \d\d:\d\d:|\t|>`;
/** One to three words, and then such a line. */
const NAMED = new RegExp(`^(${WORD}) +(?:(${WORD}) +(?:(${WORD}) +)?)?(?=${LINE})`);

/**
 * One to three names: the node in front of each line of `oc adm node-logs` and the log stream in `aws logs tail`; pod and
 * container in stern's default output, which the namespace stands before with `-A`.
 */
export const named: Prefix = (line) => {
	const match = NAMED.exec(line);
	if (!match) return undefined;
	const [head, first, second, third] = match;
	return { length: head.length, from: third ? second : first };
};
