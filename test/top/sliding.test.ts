import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { timestampOf } from "../../src/audit/time.ts";
import { LogClock } from "../../src/top/log-clock.ts";
import { Sliding } from "../../src/top/sliding.ts";
import { SlidingTop } from "../../src/top/sliding-top.ts";
import { call } from "../helpers/event.ts";

const SECOND = 1_000_000;
const START = Date.parse("2026-11-23T15:00:00Z") * 1000;

describe("the clock of a log", () => {
	it("is that of its last event, and goes on", () => {
		let now = 5000;
		const clock = new LogClock(() => now, 60 * SECOND);
		expect(clock.time).toBeUndefined();
		clock.hear(START);
		now += 250;
		expect(clock.time).toBe(START + 250_000);
		clock.hear(START + SECOND);
		clock.hear(START); // late
		expect(clock.time).toBe(START + SECOND);
	});

	it("is set back where an event shows that it was wrong", () => {
		const clock = new LogClock(() => 0, 60 * SECOND);
		clock.hear(START + 1e15);
		clock.hear(START);
		expect(clock.time).toBe(START);
	});
});

it("a window has what is in it, to a thirtieth of its length", () => {
	const times = fc.array(
		fc.integer({ min: 0, max: 200 }).map((seconds) => seconds * SECOND),
		{ maxLength: 50 },
	);
	fc.assert(
		fc.property(times, fc.integer({ min: 0, max: 400 }), (offsets, later) => {
			const window = 60 * SECOND;
			const sliding = new Sliding<number[]>(window, () => []);
			let now = 0;
			for (const at of offsets) {
				now = Math.max(now, at);
				sliding.at(at, now)?.push(at);
			}
			now += later * SECOND;
			const kept = sliding.within(now).flat();
			const exact = offsets.filter((at) => at > now - window + window / 30);
			expect(kept.toSorted()).toEqual(expect.arrayContaining(exact.toSorted()));
			expect(kept.every((at) => at > now - window)).toBe(true);
		}),
	);
});

describe("counting the last while", () => {
	const counter = (names: readonly string[]) => {
		const top = new SlidingTop(({ event }) => [event.verb ?? ""], { window: 60 * SECOND, now: () => 0 });
		for (const [at, verb] of names.entries()) top.add(call({ verb, stageTimestamp: timestampOf(START + at * 10_000) }));
		return top.table;
	};

	it("is exact while there are no more keys than it remembers", () => {
		fc.assert(
			fc.property(fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 300 }), (names) => {
				const rows = Object.fromEntries(counter(names).rows.map(({ keys, calls }) => [keys[0], calls]));
				const expected = Object.fromEntries([...new Set(names)].map((name) => [name, names.filter((one) => one === name).length]));
				expect(rows).toEqual(expected);
			}),
		);
	});

	it("of more keys is never too low, and no more too high than it says", () => {
		const names = Array.from({ length: 5900 }, (_none, at) => (at % 3 === 0 ? "much" : `n-${(at * 7919) % 5000}`));
		const { rows, forgotten } = counter(names);
		expect(forgotten).toBe(0); // a slice has 200 of them
		const crowd = Array.from({ length: 60_000 }, (_none, at) => (at % 3 === 0 ? "much" : `n-${(at * 7919) % 50_000}`));
		const top = new SlidingTop(({ event }) => [event.verb ?? ""], { window: 60 * SECOND, now: () => 0 });
		for (const [at, verb] of crowd.entries()) top.add(call({ verb, stageTimestamp: timestampOf(START + at * 500) }));
		expect(top.table.forgotten).toBeGreaterThan(0);
		for (const { keys, calls, over } of top.table.rows.filter(({ calls }) => calls > 500)) {
			const truth = crowd.filter((name) => name === keys[0]).length;
			expect([calls >= truth, calls - over <= truth]).toEqual([true, true]);
		}
		expect(top.table.rows.find(({ keys }) => keys[0] === "much")?.calls).toBeGreaterThanOrEqual(20_000);
		expect(rows.find(({ keys }) => keys[0] === "much")?.calls).toBe(names.filter((name) => name === "much").length);
	});

	it("says from when to when it is, and has no call without a time", () => {
		expect(counter([])).toMatchObject({ calls: 0, rows: [] });
		const top = new SlidingTop(() => [""], { window: 60 * SECOND, now: () => 0 });
		top.add(call({ stageTimestamp: undefined as never, requestReceivedTimestamp: undefined as never }));
		expect(top.table.calls).toBe(0);
		top.add(call({ stageTimestamp: timestampOf(START) }));
		top.add(call({ stageTimestamp: timestampOf(START + 90 * SECOND) }));
		expect(top.table).toMatchObject({ calls: 1, first: START + 30 * SECOND, last: START + 90 * SECOND });
	});
});
