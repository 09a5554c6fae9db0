import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Rhythm, type Silence } from "../../src/source/rhythm.ts";

/** What a stream has been told of, and when, that comes after each of these pauses, in seconds, and then not any more. */
function heard(pauses: readonly number[], silence: number) {
	const rhythm = new Rhythm();
	rhythm.came();
	const told: { readonly during: number; readonly silence: Silence }[] = [];
	for (const [during, seconds] of [...pauses, silence].entries()) {
		for (let second = 0; second < seconds; second += 1) {
			const strange = rhythm.second();
			if (strange) told.push({ during, silence: strange });
		}
		rhythm.came();
	}
	return told;
}

const many = (count: number, seconds: number): number[] => Array.from({ length: count }, () => seconds);
const pauses = fc.array(fc.nat(40), { maxLength: 200 });

describe("a silence", () => {
	it.each([
		["after a minute of a line a second", many(60, 1), 30],
		["after a minute of a line in two seconds", many(30, 2), 30],
		["after ten minutes of a line in nine seconds", many(67, 9), 100],
		["after an hour that began with a pause of two minutes", [119, ...many(3600, 1)], 1200],
	])("%s is strange when it has lasted", (_what, before, seconds) => {
		expect(heard(before, seconds - 1)).toEqual([]);
		expect(heard(before, seconds)).toEqual([{ during: before.length, silence: { seconds, longest: Math.max(...before) + 1 } }]);
	});

	it.each([
		["before the stream was known for a minute", many(59, 1)],
		["of a log that was read at once, and of which one line has come since", [...many(5000, 0), 50]],
		["of a stream that has told little", [20, 40, 5]],
	])("%s is not strange, however long", (_what, before) => {
		expect(heard(before, 5000)).toEqual([]);
	});

	it("that comes before anything is none: its writer may have to connect", () => {
		const rhythm = new Rhythm();
		expect(Array.from({ length: 5000 }, () => rhythm.second()).filter(Boolean)).toEqual([]);
	});

	it("is told again when the stream came alive and fell silent anew, but not as soon", () => {
		const told = heard([...many(60, 1), 30, ...many(600, 1), 310], 5000);
		expect(told.map(({ silence }) => silence.seconds)).toEqual([30, 310]);
	});

	it("is strange only where every pause before was ten times shorter, and the stream was heard for twice as long", () => {
		fc.assert(
			fc.property(pauses, fc.nat(1000), (before, last) => {
				for (const { during, silence } of heard(before, last)) {
					const earlier = before.slice(0, during);
					expect(silence.seconds).toBeGreaterThanOrEqual(Math.max(30, 10 * Math.max(...earlier)));
					expect(earlier.reduce((sum, pause) => sum + pause, 0)).toBeGreaterThanOrEqual(2 * silence.seconds);
				}
			}),
		);
	});

	it("is told once, and always in the end of a stream that had a rhythm", () => {
		fc.assert(
			fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 120, maxLength: 300 }), (before) => {
				expect(heard(before, 10_000)).toEqual([expect.objectContaining({ during: before.length })]);
			}),
		);
	});
});
