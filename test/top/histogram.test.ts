import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { timestampOf } from "../../src/audit/time.ts";
import { type Bins, Histogram } from "../../src/top/histogram.ts";
import { call } from "../helpers/event.ts";

const START = Date.parse("2026-11-23T15:00:00Z") * 1000;
const SECOND = 1_000_000;
const at = (micros: number) => call({ stageTimestamp: timestampOf(START + micros) });
const sum = ({ bins }: Bins): number => bins.reduce((all, { counts }) => all + Object.values(counts).reduce((a, b) => a + b, 0), 0);

function counted(times: readonly number[], options = {}): Histogram {
	const histogram = new Histogram(options);
	for (const time of times) histogram.add(at(time));
	return histogram;
}

describe("a histogram", () => {
	const times = fc.array(
		fc.nat(3_000_000_000).map((seconds) => seconds * 1000),
		{ minLength: 1, maxLength: 100 },
	);

	it("has every call once, in no more intervals than asked for, each where its time is", () => {
		fc.assert(
			fc.property(times, fc.integer({ min: 1, max: 60 }), (all, most) => {
				const bins = counted(all).bins({ step: undefined, most });
				expect(sum(bins)).toBe(all.length);
				expect((bins.last - bins.first) / bins.step).toBeLessThan(most);
				for (const { from, counts } of bins.bins) {
					expect(from % bins.step).toBe(0);
					expect(counts.allowed).toBe(all.filter((time) => START + time >= from && START + time < from + bins.step).length);
				}
			}),
		);
	});

	it("takes lengths that people count in", () => {
		const stepOf = (length: number) => counted([0, length]).bins({ step: undefined, most: 20 }).step / SECOND;
		expect([10, 60, 600, 3600, 86_400, 30 * 86_400].map((seconds) => stepOf(seconds * SECOND))).toEqual([
			1,
			5,
			60,
			300,
			7200,
			2 * 3600 * 84,
		]);
	});

	it("lengthens its intervals where there are too many to remember, and loses no call", () => {
		const histogram = counted(
			Array.from({ length: 25_000 }, (_none, nth) => nth * SECOND),
			{ step: SECOND },
		);
		const bins = histogram.bins({ step: SECOND, most: 1 });
		expect([bins.step, sum(bins), bins.bins.length <= 10_000]).toEqual([5 * SECOND, 25_000, true]);
	});

	it("forgets what was before the while that is of interest", () => {
		const histogram = counted(
			Array.from({ length: 25_000 }, (_none, nth) => nth * SECOND),
			{ step: SECOND, window: 60 * SECOND },
		);
		const last = START + 24_999 * SECOND;
		const bins = histogram.bins({ step: SECOND, most: 1, span: { first: last - 60 * SECOND, last } });
		expect([bins.step, sum(bins), bins.first, bins.last]).toEqual([SECOND, 61, last - 60 * SECOND, last]);
	});

	it("tells outcomes apart, and counts calls without a time", () => {
		const histogram = new Histogram();
		histogram.add(call({ responseStatus: { code: 404 } }));
		histogram.add(call({ responseStatus: { code: 401 } }));
		histogram.add(call({}, { state: "panic" }));
		histogram.add(call({}, { state: "noEnd" }));
		histogram.add(call({ stageTimestamp: "yesterday", requestReceivedTimestamp: undefined as never }));
		const { bins } = histogram.bins({ step: undefined, most: 1 });
		expect([bins[0]?.counts, histogram.timeless]).toEqual([{ allowed: 0, denied: 1, failed: 1, open: 1, panic: 1 }, 1]);
	});

	it("has nothing to show of nothing", () => {
		expect(new Histogram().bins({ step: undefined, most: 10 }).bins).toEqual([]);
	});
});
