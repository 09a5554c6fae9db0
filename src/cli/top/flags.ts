import type { Call } from "../../audit/call.ts";
import { fields } from "../../query/fields.ts";
import { limitFlag, liveFlags, type OwnFlag, outputFlag } from "../view/flags.ts";

/** So many rows are shown where nothing else is said. */
export const DEFAULT_LIMIT = 20;
/** How long a while is shown of a log that is followed. */
export const DEFAULT_WINDOW = "1m";
const HELP_WIDTH = 78;

/** What calls can be alike in: every field that says something, and the object. */
export const readers: Readonly<Record<string, (call: Call) => readonly string[]>> = {
	...Object.fromEntries(fields.flatMap(({ flag, texts }) => (texts ? [[flag, texts]] : []))),
	object: ({ event: { objectRef } }) =>
		objectRef ? [[objectRef.resource, objectRef.namespace, objectRef.name].flatMap((part) => (part ? [segment(part)] : [])).join("/")] : [],
};

/** A name with a slash in it would read as two. */
const segment = (part: string): string => (part.includes("/") ? JSON.stringify(part) : part);

/** The columns of numbers that rows can be sorted by. */
export const SORTS: readonly string[] = ["calls", "errors", "p50", "p99"];

/** The flags that only `top` has. */
export const topFlags: readonly OwnFlag[] = [
	{
		name: "by",
		placeholder: "FIELDS",
		describe: `what calls are alike in, with commas between (default user,verb,resource):\n${listed(Object.keys(readers))}`,
		words: Object.keys(readers),
	},
	{ name: "sort", placeholder: "COLUMN", describe: `${SORTS.join(", ")}, or one of --by`, choices: [...SORTS, ...Object.keys(readers)] },
	limitFlag(DEFAULT_LIMIT),
	outputFlag,
	...liveFlags(DEFAULT_WINDOW),
];

/** In lines that are no wider than the help. */
function listed(names: readonly string[]): string {
	const lines = [""];
	for (const name of names) {
		const line = lines.at(-1) ?? "";
		if (line.length + name.length > HELP_WIDTH) lines.push(name);
		else lines[lines.length - 1] = line === "" ? name : `${line} ${name}`;
	}
	return lines.join("\n");
}
