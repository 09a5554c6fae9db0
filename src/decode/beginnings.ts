import { type Nesting, nestingAfter } from "./json-text.ts";
import { byteLength, cut, joined, type Raw } from "./raw.ts";
import { serverLogPlaces } from "./server-log.ts";

/** In how many places one torn event is tried to be put together. */
const MOST_CUTS = 4;
/** Longest beginning, in characters. */
const LONGEST = 8 * 1024 * 1024;

/** What may be an event's own part of a torn line, klog text behind it aside. */
export interface Beginning {
	readonly raw: Raw;
	readonly nesting: Nesting;
}

/** What stands before klog text on the line, that which is nearest to its end first, and all of a line that was cut by its length. */
export const beginningsOf = (raw: Raw): Beginning[] =>
	[
		...serverLogPlaces(raw.chars)
			.toReversed()
			.map((at) => cut(raw, 0, at)),
		...(isCutByLength(raw) ? [raw] : []),
	]
		.slice(0, MOST_CUTS)
		.map((part) => ({ raw: part, nesting: nestingAfter(part.chars) }));

/** The same when another line may be a piece from the middle of the event, which ends where klog text begins on it. */
export function extended(beginnings: readonly Beginning[], line: Raw): readonly Beginning[] {
	const places = serverLogPlaces(line.chars).slice(-MOST_CUTS);
	const [first] = beginnings;
	if (places.length === 0 || !first || first.raw.chars.length + line.chars.length > LONGEST) return beginnings;
	const middles = places.map((at) => cut(line, 0, at));
	const longer = beginnings.flatMap(({ raw, nesting }) =>
		middles.map((middle) => ({ raw: joined([raw, middle]), nesting: nestingAfter(middle.chars, nesting) })),
	);
	return [...longer, ...beginnings].slice(0, MOST_CUTS);
}

/** What each beginning is together with a line that may be its end: it costs the line's length alone to find out whether it is. */
export const completed = (beginnings: readonly Beginning[], line: Raw): Raw[] =>
	beginnings.filter(({ nesting }) => closes(line, nesting)).map(({ raw }) => joined([raw, line]));

/** True for a text that closes what stands before it, whole. */
function closes({ chars }: Raw, before: Nesting): boolean {
	const { depth, isQuoted } = nestingAfter(chars, before);
	return depth === 0 && !isQuoted;
}

/** Journald and others cut lines at so many KiB; what ends elsewhere may end with text that is none of the event's. */
const isCutByLength = (raw: Raw): boolean => byteLength(raw) % 1024 === 0;
