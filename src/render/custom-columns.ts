import { PathError } from "../path/path-error.ts";
import { type Select, selectWithin } from "../path/select.ts";
import { recordOf } from "./record.ts";
import type { Renderer, RenderFacts } from "./renderer.ts";
import { quoted, safe, singleSpaced } from "./safe.ts";
import { plainText } from "./template.ts";

interface Column {
	readonly name: string;
	readonly values: Select;
}

const GAP = "   ";
/** Narrowest column, in characters: most values fit, and the header stays above them. */
const LEAST = 12;
const NONE = "<none>";

/** Columns as kubectl's `custom-columns=NAME:.path,…`, with a header; they grow to what is seen. Always safe: this is for people. Throws PathError. */
export async function customColumns(facts: RenderFacts, spec: string): Promise<Renderer> {
	const columns = await columnsOf(spec);
	const widths = columns.map(({ name }) => Math.max(LEAST, name.length));
	const line = (cells: readonly string[]): string => {
		cells.forEach((cell, at) => {
			widths[at] = Math.max(widths[at] ?? 0, cell.length);
		});
		return `${cells
			.map((cell, at) => cell.padEnd(widths[at] ?? 0))
			.join(GAP)
			.trimEnd()}\n`;
	};
	let header = facts.hasHeaders === false ? "" : line(columns.map(({ name }) => name));
	return (call, isContext) => {
		const record = recordOf(call, isContext, facts);
		const text = header + line(columns.map(({ values }) => cellOf(values(record))));
		header = "";
		return text;
	};
}

/** Several values with commas between; a space in a cell is one that cannot be taken for the end of it. */
function cellOf(values: readonly unknown[]): string {
	const text = values.map(plainText).join(",");
	if (text === "") return NONE;
	const plain = singleSpaced(safe(text));
	return plain === NONE ? quoted(NONE) : plain;
}

async function columnsOf(spec: string): Promise<Column[]> {
	let at = 0;
	const columns: Column[] = [];
	for (const part of spec.split(BETWEEN)) {
		const [, name = "", path = ""] = /^([^:]+):([\s\S]+)$/.exec(part) ?? [];
		if (name === "") throw new PathError(spec, "is not NAME:.path,NAME:.path,…", EXAMPLE, at);
		columns.push({ name: safe(name.trim()), values: await selectWithin(spec, path, at + name.length + 1) });
		at += part.length + 1;
	}
	return columns;
}

/** A comma, but not within brackets. */
const BETWEEN = /,(?![^[\]]*\])/;

const EXAMPLE = "for example custom-columns=WHO:.user.username,WHAT:.verb,OBJECT:.objectRef.name";
