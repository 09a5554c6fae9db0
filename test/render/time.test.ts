import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { durationText, utc } from "../../src/render/time.ts";

const MS = 1000;
const S = 1_000_000;
const MINUTE = 60 * S;
const HOUR = 60 * MINUTE;

describe("a duration", () => {
	it.each([
		[0, "0.0ms"],
		[500, "0.5ms"],
		[6.7 * MS, "6.7ms"],
		[99.94 * MS, "99.9ms"],
		[99.95 * MS, "100ms"],
		[152 * MS, "152ms"],
		[999.4 * MS, "999ms"],
		[999.5 * MS, "1.0s"],
		[39.7 * S, "39.7s"],
		[99.94 * S, "99.9s"],
		[99.95 * S, "1m40s"],
		[123 * S, "2m03s"],
		[3599.4 * S, "59m59s"],
		[3599.5 * S, "1h00m"],
		[HOUR + 2 * MINUTE, "1h02m"],
		[95 * HOUR + 59 * MINUTE, "95h59m"],
		[240 * HOUR, "240h00m"],
		[-3 * MS, "-3.0ms"],
		[-2 * HOUR, "-2h00m"],
	])("of %d µs is %s", (micros, text) => {
		expect(durationText(micros)).toBe(text);
	});

	const below4Days = fc.oneof(fc.nat(2 * S), fc.integer({ min: 0, max: 4 * 24 * HOUR - MINUTE }));

	it("takes at most six characters below four days", () => {
		fc.assert(fc.property(below4Days, (micros) => durationText(micros).length <= 6));
	});

	it("is right to half of its last digit", () => {
		const units: Readonly<Record<string, number>> = { ms: MS, s: S, m: MINUTE, h: HOUR };
		fc.assert(
			fc.property(below4Days, (micros) => {
				const parts = [...durationText(micros).matchAll(/(\d+)(\.\d)?(ms|s|m|h)/g)];
				const read = parts.reduce((sum, [, whole, tenth = "", unit = ""]) => sum + Number(whole + tenth) * (units[unit] ?? 0), 0);
				const [, , tenth, unit = ""] = parts.at(-1) ?? [];
				const step = (units[unit] ?? 0) / (tenth === undefined ? 1 : 10);
				// Hours are made of rounded seconds, so that they may be another half of a second off.
				expect(Math.abs(read - micros)).toBeLessThanOrEqual(step / 2 + (unit === "m" ? S / 2 : 0) + 1);
			}),
			{ numRuns: 2000 },
		);
	});
});

describe("a timestamp", () => {
	it.each([
		["2026-11-23T15:04:50.435503Z", "2026-11-23T15:04:50.435503Z"],
		["2026-11-23T15:04:50Z", "2026-11-23T15:04:50.000000Z"],
		["2026-11-23T17:04:50.123456789+02:00", "2026-11-23T15:04:50.123456Z"],
		["2026-11-24T00:30:00+01:00", "2026-11-23T23:30:00.000000Z"],
		[null, undefined],
		[undefined, undefined],
		["", undefined],
		["soon", undefined],
		["0001-01-01T00:00:00Z", undefined],
	])("%j is in UTC %j", (timestamp, shown) => {
		expect(utc(timestamp)).toBe(shown);
	});

	// Six digits and a Z are taken as they are: no zero time of Go's, no impossible month is looked for there.
	it.each(["0001-01-01T00:00:00.000000Z", "2026-99-99T99:99:99.000000Z"])("%j is none", (timestamp) => {
		expect(utc(timestamp)).toBeUndefined();
	});
});
