import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Reading } from "../../src/audit/call.ts";
import { cutAt, decoded } from "../helpers/decode.ts";
import { damagedStreams } from "./damage.ts";
import { allEvents, events, forged } from "./events.ts";
import { held, hostile, largest, lingering, MAX_LINE, packed } from "./hostile.ts";
import type { Read } from "./model.ts";
import { miscounts, streams } from "./stream.ts";

/** `FUZZ_SECONDS=600 npm run fuzz` looks for that long, from another seed each time; FUZZ_SEED and FUZZ_PATH repeat what failed. */
const { FUZZ_SECONDS, FUZZ_SEED, FUZZ_PATH } = process.env;
const MILLISECONDS = Number(FUZZ_SECONDS ?? 0) * 1000;
const TIMEOUT = MILLISECONDS + 120_000;

/** How often a property is tried, or which part of the time it gets. */
function effort(runs: number, part: number) {
	const repeat = { seed: FUZZ_SEED ? Number(FUZZ_SEED) : MILLISECONDS > 0 ? Date.now() : 1, ...(FUZZ_PATH ? { path: FUZZ_PATH } : {}) };
	if (MILLISECONDS === 0) return { ...repeat, numRuns: runs };
	return { ...repeat, numRuns: Number.POSITIVE_INFINITY, interruptAfterTimeLimit: MILLISECONDS * part };
}

/** The audit IDs of what is no event. */
const lures = /^(?:forged-(?:value|body|object|quoted)|dropped)$/;

const cuts = fc.array(fc.nat(), { maxLength: 12 });
const chunksOf = (bytes: string, places: readonly number[]): Buffer[] =>
	cutAt(
		Buffer.from(bytes, "latin1"),
		places.map((place) => place % (bytes.length + 1)),
	);

/** A line by itself keeps its carriage return, as the rest of its bytes. */
const readOf = ({ event, origin, line }: Reading): Read => ({
	id: event.auditID,
	stage: event.stage,
	from: origin.name,
	own: Buffer.from(line).toString("latin1").replace(/\r$/, ""),
});

it("reads what is in a stream, and nothing else, whatever is around it", { timeout: TIMEOUT }, async () => {
	await fc.assert(
		fc.asyncProperty(streams(allEvents), cuts, async (stream, places) => {
			const { readings, tally } = await decoded(chunksOf(stream.bytes, places));
			const reads = readings.map(readOf);
			expect(reads.map(({ id, stage, from }) => `${id} ${stage} ${from}`)).toEqual(
				stream.reads.map(({ id, stage, from }) => `${id} ${stage} ${from}`),
			);
			expect(reads.map(({ own }) => own)).toEqual(stream.reads.map(({ own }) => own));
			expect(miscounts(tally, stream.skips)).toEqual([]);
		}),
		effort(300, 0.5),
	);
});

/** How often each text is among some. */
function counted(texts: readonly string[]): Map<string, number> {
	const counts = new Map<string, number>();
	for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
	return counts;
}

it("reads what was not damaged, and invents nothing, however a stream is damaged", { timeout: TIMEOUT }, async () => {
	await fc.assert(
		fc.asyncProperty(damagedStreams(events), cuts, async ({ bytes, reads: given, kept, excused, touched, isRepeated }, places) => {
			const { readings } = await decoded(chunksOf(bytes, places));
			const reads = readings.map(readOf);
			const readOften = counted(reads.map(({ id, stage, own }) => `${id} ${stage} ${own}`));
			const lost = [...counted(kept.map(({ id, stage, own }) => `${id} ${stage} ${own}`))].filter(
				([read, count]) => (readOften.get(read) ?? 0) < count,
			);
			expect(lost.map(([read]) => read)).toEqual([]);
			const putIn = counted(given.map(({ id, stage }) => `${id} ${stage}`));
			const invented = reads.filter(({ id, stage }) => !putIn.has(`${id} ${stage}`) && !excused.has(id));
			expect(invented.slice(touched)).toEqual([]);
			expect(invented.filter(({ id }) => lures.test(id))).toEqual([]);
			const tooOften = [...counted(reads.map(({ id, stage }) => `${id} ${stage}`))].filter(
				([read, count]) => count > (putIn.get(read) ?? count),
			);
			expect(isRepeated ? [] : tooOften).toEqual([]);
		}),
		effort(300, 0.4),
	);
});

const good = forged("good");
const idsOf = (readings: readonly Reading[]): string[] => readings.map(({ event: { auditID } }) => auditID);

it("survives hostile text, and reads the event behind it", { timeout: TIMEOUT }, async () => {
	const texts = fc.tuple(fc.constantFrom(...Object.values(hostile)), fc.integer({ min: 1, max: 3000 })).map(([text, size]) => text(size));
	await fc.assert(
		fc.asyncProperty(fc.array(texts, { minLength: 1, maxLength: 4 }), cuts, async (parts, places) => {
			const { readings } = await decoded(chunksOf(`${parts.join("")}${good}\n`, places));
			expect(idsOf(readings).at(-1)).toBe("good");
		}),
		effort(250, 0.1),
	);
});

/** How long it takes, in milliseconds: the best of some. */
async function fastest(text: string, tries: number): Promise<number> {
	const times: number[] = [];
	for (let round = 0; round < tries; round += 1) {
		const start = performance.now();
		await decoded([text]);
		times.push(performance.now() - start);
	}
	return Math.min(...times);
}

/** Enough to be measured, in milliseconds, and what is more than enough text, in bytes. */
const ENOUGH = 12;
const LARGEST = 1024 * 1024;

/** How much longer it takes when it is eight times as long: 8 is what should be, 64 where each part is looked at for each other one. */
async function growth(text: (size: number) => string): Promise<number> {
	let size = 4096;
	while ((await fastest(text(size), 2)) < ENOUGH && size < LARGEST) size *= 2;
	const ratio = async (tries: number) => (await fastest(text(8 * size), tries)) / (await fastest(text(size), 3));
	const first = await ratio(1);
	return first > 20 ? ratio(3) : first;
}

// These take long, and their limits are those of a machine that has nothing else to do.
describe.skipIf(MILLISECONDS === 0)("hostile text takes", () => {
	const slow = new Set<string>();

	it("time in proportion", { timeout: TIMEOUT + 600_000 }, async () => {
		const ratios: string[] = [];
		for (const [name, text] of Object.entries(hostile)) {
			const ratio = await growth(text).catch(() => Number.POSITIVE_INFINITY);
			if (ratio <= 26) continue;
			slow.add(name);
			ratios.push(`${name}: ${ratio}`);
		}
		expect(ratios).toEqual([]);
	});

	it("no longer when it is packed twice than the largest record does", { timeout: TIMEOUT + 600_000 }, async () => {
		expect((await fastest(packed(64), 1)) / (await fastest(largest(), 2))).toBeLessThan(1);
	});

	it("no more stack than there is", { timeout: TIMEOUT + 600_000 }, async () => {
		const fatal: string[] = [];
		for (const [name, text] of Object.entries(hostile)) {
			if (slow.has(name) || text(10_000).split("\n").length > 100) continue; // would not end; short lines need none
			const ids = await decoded([text(40_000_000), `${good}\n`]).then(({ readings }) => idsOf(readings), String);
			if (ids.at(-1) !== "good") fatal.push(`${name}: ${ids}`);
		}
		expect(fatal).toEqual([]);
	});

	it("the memory of some lines at most", { timeout: TIMEOUT + 600_000 }, async () => {
		const large: string[] = [];
		for (const [name, text] of Object.entries(lingering)) {
			const lines = (await held(300, text)) / MAX_LINE;
			if (lines > 96) large.push(`${name}: ${lines} lines`); // of 300; what V8 keeps for itself is about 60
		}
		expect(large).toEqual([]);
	});
});
