import { type Clock, utcClock } from "./clock.ts";
import type { Row } from "./row.ts";
import { durationText } from "./time.ts";

/** A piece of a row that has one meaning, and so one colour. */
export type Part = "time" | "outcome" | "duration" | "act" | "note";

/** Colours a text for what it is; the identity where there are no colours. */
export type Paint = (part: Part, text: string) => string;

/** Lays a row out as text without its last newline. */
export type Layout = (row: Row, paint: Paint) => string;

/** One line a row, whole and never cut, single spaces between columns, two before each note: for pipes and files. */
export const lineLayout =
	(clock: Clock = utcClock): Layout =>
	(row, paint) => {
		const time = row.at === undefined ? clock.whole(SOME_TIME) && "-" : clock.whole(row.at);
		const duration = row.duration === undefined ? "-" : durationText(row.duration);
		const columns = [
			...(time ? [paint("time", time)] : []),
			paint("outcome", row.code),
			paint("duration", duration),
			...act(row).map((text) => paint("act", text)),
		];
		return [columns.join(" "), ...rowNotes(row, clock.whole).map((note) => paint("note", note)), ...row.details].join("  ");
	};

const act = ({ who, verb, resource, where }: Row): string[] => [who, verb, resource, ...(where ? [where] : [])];

/** The notes of a row, the beginning of a long call last, by the clock that the layout shows. */
export const rowNotes = (row: Row, clock: (at: string) => string): string[] => {
	const since = row.since && clock(row.since).trim();
	return [...row.notes, ...(since ? [`since ${since}`] : [])];
};

/** Shows how wide a clock is, and whether it tells a time at all. */
export const SOME_TIME = "2026-01-01T00:00:00.000000Z";
