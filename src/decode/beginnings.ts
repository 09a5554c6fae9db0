import { standsInBody } from "./head.ts";
import { type Nesting, nestingAfter } from "./json-text.ts";
import { byteLength, cut, joined, type Raw } from "./raw.ts";
import { serverLogPlaces } from "./server-log.ts";

/** In how many places one torn event is tried to be put together. */
const MOST_CUTS = 4;
/** Longest beginning, in characters. */
export const LONGEST = 8 * 1024 * 1024;

/** As much of a text as says whether a value follows, in characters. */
const VALUE_LENGTH = 16;

/** What may be an event's own part of a torn line, klog text behind it aside. */
export interface Beginning {
	readonly raw: Raw;
	readonly nesting: Nesting;
	/** True where it is all of its lines. */
	readonly isWhole: boolean;
}

/** What of a line that begins as an event does may be the event's. */
export const beginningsOf = (line: Raw): Beginning[] =>
	[...cuts(line), ...(mayGoOn(line) ? [line] : [])].slice(0, MOST_CUTS).map((part) => beginning([part], undefined, part === line));

/** The same when another line may be a piece from the middle of the event, as far as that reaches on it: all of it, or none, maybe. */
export function extended(beginnings: readonly Beginning[], line: Raw): readonly Beginning[] {
	const isBroken = beginnings.every(({ isWhole }) => isWhole) ? mayGoOn(line) : isCutByLength(line);
	const middles = [...(isBroken ? [line] : []), ...cuts(line).reverse()];
	const [first] = beginnings;
	if (middles.length === 0 || !first || first.raw.chars.length + line.chars.length > LONGEST) return beginnings;
	const longer = beginnings.flatMap(({ raw, nesting, isWhole }) =>
		middles.map((middle) => beginning([raw, middle], nesting, isWhole && middle === line)),
	);
	return [...longer, ...beginnings].slice(0, MOST_CUTS);
}

/** What stands before klog text on a line, that which is nearest to its end first. */
const cuts = (line: Raw): Raw[] =>
	serverLogPlaces(line.chars)
		.slice(-MOST_CUTS)
		.reverse()
		.map((at) => cut(line, 0, at));

/** Parts of an event, the last of which stands where `before` says; without it, the event begins there. */
function beginning(parts: readonly Raw[], before: Nesting | undefined, isWhole: boolean): Beginning {
	return { raw: joined(parts), nesting: nestingAfter(parts.at(-1)?.chars ?? "", before), isWhole };
}

/** True where an object that follows may be part of a body: a client can send one that looks like an event. */
export const endInBody = (beginnings: readonly Beginning[]): boolean =>
	beginnings.some(({ raw, nesting }) => !nesting.isQuoted && standsInBody(raw.chars.slice(-VALUE_LENGTH)));

/** What each beginning is together with a line that may be its end: it costs the line's length alone to find out whether it is. */
export const completed = (beginnings: readonly Beginning[], line: Raw): Raw[] =>
	beginnings.filter(({ nesting }) => closes(line, nesting)).map(({ raw }) => joined([raw, line]));

/** True for a text that closes what stands before it, whole. */
function closes({ chars }: Raw, before: Nesting): boolean {
	const { depth, isQuoted } = nestingAfter(chars, before);
	return depth === 0 && !isQuoted;
}

/** Journald and others cut lines at so many KiB; what ends elsewhere may end with text that is none of the event's. */
export const isCutByLength = (raw: Raw): boolean => byteLength(raw) % 1024 === 0;

/** True for a line that was cut by its length, or broken where JSON may be: behind a comma, a colon or a bracket. */
const mayGoOn = (line: Raw): boolean => isCutByLength(line) || /[,:[{]\s?$/.test(line.chars.slice(-2));
