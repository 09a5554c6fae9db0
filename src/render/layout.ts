import type { Alike } from "../audit/call.ts";
import { type Clock, utcClock } from "./clock.ts";
import type { Row } from "./row.ts";
import { durationText, utc } from "./time.ts";

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

/** The notes of a row, how many calls it stands for first, the beginning of a long call last, by the clock that the layout shows. */
export const rowNotes = (row: Row, clock: (at: string) => string): string[] => {
	const since = row.since && clock(row.since).trim();
	return [...(row.alike ? [alikeText(row.alike, clock)] : []), ...row.notes, ...(since ? [`since ${since}`] : [])];
};

/** `×37 to 15:09:31.225Z, 12 objects, up to 152ms`: the columns tell of the first one. */
function alikeText({ count, until, longest, objects }: Alike, clock: (at: string) => string): string {
	const to = clock(utc(until) ?? SOME_TIME).trim();
	return [
		`×${count}${until && to ? ` to ${to}` : ""}`,
		...(objects > 1 ? [`${objects} objects`] : []),
		...(longest > 0 ? [`up to ${durationText(longest)}`] : []),
	].join(", ");
}

/** Shows how wide a clock is, and whether it tells a time at all. */
export const SOME_TIME = "2026-01-01T00:00:00.000000Z";
