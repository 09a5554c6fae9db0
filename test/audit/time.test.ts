import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { micros, timestampOf } from "../../src/audit/time.ts";

const SECOND = Date.parse("2026-11-23T15:04:50Z") * 1000;

describe("micros", () => {
	it.each<[timestamp: string, below: number]>([
		["2026-11-23T15:04:50.435503Z", 435_503],
		["2026-11-23T15:04:50.000001Z", 1],
		["2026-11-23T15:04:50Z", 0],
		["2026-11-23T15:04:50.5Z", 500_000],
		["2026-11-23T15:04:50.435Z", 435_000],
		["2026-11-23T15:04:50.4355Z", 435_500],
		["2026-11-23T15:04:50.123456789Z", 123_456],
		["2026-11-23T17:04:50.123456789+02:00", 123_456],
	])("of %s are exact", (timestamp, below) => {
		expect(micros(timestamp)).toBe(SECOND + below);
	});

	it.each([undefined, null, "", "soon", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000000Z", "2026-99-99T99:99:99.000000Z"])(
		"of %j are none",
		(timestamp) => {
			expect(micros(timestamp)).toBeUndefined();
		},
	);

	// Date.parse reads any word with a number behind it as a date of its own making.
	it.each(["web-1", "pods 12"])("of %j, which is no RFC 3339, are none", (timestamp) => {
		expect(micros(timestamp)).toBeUndefined();
	});

	const moments = fc.integer({ min: 0, max: Date.parse("2254-12-31T00:00:00Z") * 1000 });

	it("read back what timestampOf writes, to the microsecond", () => {
		fc.assert(fc.property(moments, (at) => micros(timestampOf(at)) === at));
	});

	it("sort as the timestamps do", () => {
		fc.assert(fc.property(moments, moments, (a, b) => a < b === timestampOf(a) < timestampOf(b)));
	});
});

it("timestampOf writes six digits, as the API server does", () => {
	expect(timestampOf(SECOND + 7)).toBe("2026-11-23T15:04:50.000007Z");
});
