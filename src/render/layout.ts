import type { Row } from "./row.ts";
import { durationText } from "./time.ts";

/** A piece of a row that has one meaning, and so one colour. */
export type Part = "time" | "outcome" | "duration" | "act" | "note";

/** Colours a text for what it is; the identity where there are no colours. */
export type Paint = (part: Part, text: string) => string;

/** Lays a row out as text without its last newline. */
export type Layout = (row: Row, paint: Paint) => string;

/** One line a row, whole and never cut, single spaces between columns, two before each note: for pipes and files. */
export const lineLayout: Layout = (row, paint) => {
	const duration = row.duration === undefined ? "-" : durationText(row.duration);
	const columns = [
		paint("time", row.at ?? "-"),
		paint("outcome", row.code),
		paint("duration", duration),
		...act(row).map((text) => paint("act", text)),
	];
	return [columns.join(" "), ...rowNotes(row, (at) => at).map((note) => paint("note", note)), ...row.details].join("  ");
};

const act = ({ who, verb, resource, where }: Row): string[] => [who, verb, resource, ...(where ? [where] : [])];

/** The notes of a row, the beginning of a long call last, by the clock that the layout shows. */
export const rowNotes = (row: Row, clock: (at: string) => string): string[] => [
	...row.notes,
	...(row.since ? [`since ${clock(row.since)}`] : []),
];
