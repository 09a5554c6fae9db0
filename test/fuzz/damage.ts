import fc from "fast-check";
import type { Bytes, Chain, Message, Read } from "./model.ts";
import { type Placed, type Stream, streams } from "./stream.ts";

/** Some bytes taken out, and others put in their place. */
interface Edit {
	readonly at: number;
	readonly removed: number;
	readonly added: Bytes;
}

/** How a stream is damaged; a place is a number that is taken modulo what there is. */
type Wound = (stream: Stream) => Edit;

const lengths = fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 1, max: 8 }) }, fc.integer({ min: 1, max: 3000 }));
const places = fc.nat();
const placeIn = ({ bytes }: Stream, place: number): number => place % (bytes.length + 1);

const flip = fc.tuple(places, fc.integer({ min: 1, max: 255 })).map(
	([place, mask]): Wound =>
		(stream) => {
			const at = placeIn(stream, place);
			const byte = stream.bytes.charCodeAt(at);
			return { at, removed: 1, added: Number.isNaN(byte) ? "" : String.fromCharCode(byte ^ mask) };
		},
);
const removal = fc.tuple(places, lengths).map(
	([place, removed]): Wound =>
		(stream) => ({ at: placeIn(stream, place), removed, added: "" }),
);
const repetition = fc.tuple(places, lengths).map(
	([place, length]): Wound =>
		(stream) => {
			const at = placeIn(stream, place);
			return { at, removed: 0, added: stream.bytes.slice(Math.max(0, at - length), at) };
		},
);
/** What may be put in: anything, and what has a meaning. */
const junk = fc.oneof(
	fc.uint8Array({ minLength: 1, maxLength: 8 }).map((bytes) => Buffer.from(bytes).toString("latin1")),
	fc.constantFrom(
		'"',
		"{",
		"}",
		"[",
		"]",
		"\\",
		"\n",
		"\r",
		"\0",
		"\t",
		",",
		" stdout P ",
		'{"a":',
		'{"items":[',
		"\n{\n",
		"\n[\n",
		"\x1b[",
		"=<\n",
	),
);
const insertion = fc.tuple(places, junk).map(
	([place, added]): Wound =>
		(stream) => ({ at: placeIn(stream, place), removed: 0, added }),
);
const beheading = places.map(
	(place): Wound =>
		(stream) => ({ at: 0, removed: placeIn(stream, place) % 5000, added: "" }),
);
const ending = places.map(
	(place): Wound =>
		(stream) => {
			const length = placeIn(stream, place) % 5000;
			return { at: stream.bytes.length - length, removed: length, added: "" };
		},
);
/** The rest of a line is lost: with its newline, so that the next one stands right behind it, or without. */
const tear = fc.tuple(places, places, fc.boolean()).map(
	([line, place, isGlued]): Wound =>
		({ placed }) => {
			const { start, end } = placed[line % placed.length] ?? { start: 0, end: 0 };
			const at = start + (place % Math.max(1, end - start));
			return { at, removed: Math.max(0, end - at - (isGlued ? 0 : 1)), added: "" };
		},
);

/** One to four wounds. */
const wounds: fc.Arbitrary<readonly Wound[]> = fc.array(
	fc.oneof({ weight: 3, arbitrary: tear }, { weight: 2, arbitrary: flip }, removal, repetition, insertion, beheading, ending),
	{ minLength: 1, maxLength: 4 },
);

/** A stream that was damaged. */
export interface Damaged {
	readonly bytes: Bytes;
	/** Events that must be read all the same. */
	readonly kept: readonly Read[];
	/** Audit IDs that may be read though no event has them: what held them was damaged. */
	readonly excused: ReadonlySet<string>;
	/** How many events, and texts that look like some, were touched: they may have another audit ID now. */
	readonly touched: number;
	/** True where an event may be read more often than it was put in. */
	readonly isRepeated: boolean;
	/** What was put in. */
	readonly reads: readonly Read[];
}

/** Streams that were damaged; fast-check tells what is left of one. */
export const damagedStreams = (events: fc.Arbitrary<Message>): fc.Arbitrary<Damaged> =>
	fc.tuple(streams(events), wounds).map(([stream, inflicted]) => {
		const result = damaged(stream, inflicted);
		return { ...result, [fc.toStringMethod]: () => `${stream.name}: ${JSON.stringify(result.bytes)}` };
	});

/** Applies wounds, the first ones first where they overlap. */
function damaged(stream: Stream, inflicted: readonly Wound[]): Damaged {
	const edits: Edit[] = [];
	for (const wound of inflicted) {
		const edit = wound(stream);
		const overlaps = edits.some(({ at, removed }) => edit.at <= at + removed && at <= edit.at + edit.removed);
		if (!overlaps) edits.push(edit);
	}
	edits.sort((a, b) => a.at - b.at);
	let bytes = "";
	let from = 0;
	for (const { at, removed, added } of edits) {
		bytes += stream.bytes.slice(from, at) + added;
		from = at + removed;
	}
	return { bytes: bytes + stream.bytes.slice(from), reads: stream.reads, ...consequences(stream, edits) };
}

/** True for a line that an edit changes, or puts something in front of. */
const isHit = ({ start, end }: Placed, { at, removed }: Edit): boolean => at < end && at + removed >= start;

/**
 * What a reader can know after all. An event must be read if no edit touches the lines of its chain. Not decidable is:
 * - which of the elements of a document are events, once any of its lines was damaged: all of them may be lost;
 * - what an event of the legacy format is, once a message about dropped events was damaged: it may count as one of them;
 * - whether an event right behind a torn piece of its stream is one, or in a body of the one that was torn;
 * - what a message says, once it, or the one before it in its stream, or a line in between of it was damaged: what it holds
 *   may be taken for an event;
 * - which lines such text is taken for: pieces, say, of an event that begins before it and ends behind it;
 * - what an event that was touched says: it may have another ID then, or be taken for a wrapper of what its body holds.
 */
function consequences({ placed }: Stream, edits: readonly Edit[]): Omit<Damaged, "bytes" | "reads"> {
	const hit = new Set<Chain>();
	for (const edit of edits) {
		for (const chain of chainsAt(placed, edit)) hit.add(chain);
	}
	const chains = [...new Set(placed.map(({ chain }) => chain))];
	const shaken = chains.filter(
		(chain, at) => hit.has(chain) || chain.lanes.some((lane) => hit.has(lastOf(chains.slice(0, at), lane) as Chain)),
	);
	const isRepeated = edits.some(({ added }) => added.length > 8);
	const areDropsKnown = !isRepeated && !shaken.some(({ hasDrops }) => hasDrops);
	const luring = new Set(shaken.filter(({ lures }) => lures.length > 0));
	const isKept = (chain: Chain) => !shaken.includes(chain) && !isAmong(chain, luring, placed) && (!chain.hasLegacy || areDropsKnown);
	return {
		kept: placed.filter(({ chain }) => isKept(chain)).flatMap(({ step }) => step.reads),
		excused: new Set(
			chains.filter((chain) => isRepeated || shaken.includes(chain) || isAmong(chain, hit, placed)).flatMap(({ lures }) => lures),
		),
		touched: shaken.flatMap(({ steps, lures }) => [...lures, ...steps.flatMap(({ reads }) => reads)]).length,
		isRepeated,
	};
}

/** True for a chain that one of the others stands in between of. */
function isAmong(chain: Chain, others: ReadonlySet<Chain>, placed: readonly Placed[]): boolean {
	const first = placed.findIndex((line) => line.chain === chain);
	const last = placed.findLastIndex((line) => line.chain === chain);
	return placed.slice(first, last + 1).some((line) => line.chain !== chain && others.has(line.chain));
}

const lastOf = (chains: readonly Chain[], lane: string): Chain | undefined => chains.findLast(({ lanes }) => lanes.includes(lane));

/** The chains that have a line which an edit touches, and those around the place where it adds lines. */
function chainsAt(placed: readonly Placed[], edit: Edit): Chain[] {
	const touched = placed.filter((line) => isHit(line, edit)).map(({ chain }) => chain);
	if (!edit.added.includes("\n")) return touched;
	const before = new Set(placed.filter(({ start }) => start <= edit.at).map(({ chain }) => chain));
	return [...touched, ...placed.filter(({ start, chain }) => start >= edit.at && before.has(chain)).map(({ chain }) => chain)];
}
