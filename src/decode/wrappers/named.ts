import { type Prefix, TIMESTAMP } from "../wrapper.ts";

const WORD = String.raw`(?!${TIMESTAMP} )[A-Za-z0-9][\w.:/@-]*`;
/** One to three words, and then JSON, or a time. */
const NAMED = new RegExp(String.raw`^(${WORD}) +(?:(${WORD}) +(?:(${WORD}) +)?)?(?=\{|\[\{|${TIMESTAMP} )`);

/**
 * One to three names: the node in front of each line of `oc adm node-logs` and the log stream in `aws logs tail`; pod and
 * container in stern's default output, which the namespace stands before with `-A`.
 */
export const named: Prefix = (line) => {
	const match = NAMED.exec(line);
	if (!match) return undefined;
	const [head, first, second, third] = match;
	return { text: line.slice(head.length), from: third ? second : first };
};
