import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { instant } from "../../src/query/instant.ts";
import { QueryError } from "../../src/query/query-error.ts";
import { inZone } from "../helpers/in-zone.ts";

const NOW = Date.parse("2026-11-23T12:30:00.250Z");
const at = (text: string, now = NOW): string => new Date(instant("since", text, now) / 1000).toISOString();

describe("the moment", () => {
	it.each([
		["5m", "2026-11-23T12:25:00.250Z"],
		["-5m", "2026-11-23T12:25:00.250Z"],
		["2h", "2026-11-23T10:30:00.250Z"],
		["2h30m", "2026-11-23T10:00:00.250Z"],
		["1.5h", "2026-11-23T11:00:00.250Z"],
		["1d", "2026-11-22T12:30:00.250Z"],
		["1w", "2026-11-16T12:30:00.250Z"],
		["90s", "2026-11-23T12:28:30.250Z"],
		["250ms", "2026-11-23T12:30:00.000Z"],
		["1m250ms", "2026-11-23T12:29:00.000Z"],
	])("%s is so long ago", (text, moment) => {
		expect(at(text)).toBe(moment);
	});

	it.each([
		["2026-11-23", "2026-11-23T00:00:00.000Z"],
		["2026-11-23T10:15", "2026-11-23T10:15:00.000Z"],
		["2026-11-23 10:15", "2026-11-23T10:15:00.000Z"],
		["2026-11-23T10:15:30", "2026-11-23T10:15:30.000Z"],
		["2026-11-23T10:15:30.5Z", "2026-11-23T10:15:30.500Z"],
		["2026-11-23T10:15:30Z", "2026-11-23T10:15:30.000Z"],
		["2026-11-23T10:15+01:00", "2026-11-23T09:15:00.000Z"],
		["2026-11-23 10:15:30-02:30", "2026-11-23T12:45:30.000Z"],
	])("%s is that, in UTC unless it says otherwise", (text, moment) => {
		expect(at(text)).toBe(moment);
	});

	it.each([
		["10:15", "2026-11-23T10:15:00.000Z"],
		["10:15:30", "2026-11-23T10:15:30.000Z"],
		["9:05", "2026-11-23T09:05:00.000Z"],
		["12:30", "2026-11-23T12:30:00.000Z"],
		["12:31", "2026-11-22T12:31:00.000Z"],
		["23:59:59", "2026-11-22T23:59:59.000Z"],
		["0:00", "2026-11-23T00:00:00.000Z"],
	])("%s is the last time it was that", (text, moment) => {
		expect(at(text)).toBe(moment);
	});

	it.each([
		["today", "2026-11-23T00:00:00.000Z"],
		["yesterday", "2026-11-22T00:00:00.000Z"],
		["yesterday 14:00", "2026-11-22T14:00:00.000Z"],
		["Yesterday 9:05:30", "2026-11-22T09:05:30.000Z"],
		["today 23:59", "2026-11-23T23:59:00.000Z"],
	])("%s is of that day in UTC", (text, moment) => {
		expect(at(text)).toBe(moment);
	});

	it("of a clock is now, where it is just that", () => {
		expect(at("10:15", Date.parse("2026-11-23T10:15:00Z"))).toBe("2026-11-23T10:15:00.000Z");
	});

	it("is exact to the microsecond", () => {
		expect(instant("since", "2026-11-23T10:15:30.123456Z", NOW) % 1_000_000).toBe(123_456);
	});

	it.each([
		"",
		"soon",
		"yesterday 25:00",
		"yesterday 2h",
		"yesterdays",
		"5",
		"5x",
		"m",
		"5m ago",
		"24:00",
		"10:60",
		"10",
		"1969-12-31",
		"2026-13-01",
		"2026-11-23T25:00",
		"1h-5m",
		"NaNs",
	])("%j is none, and the hint shows some", (text) => {
		expect(() => at(text)).toThrow(QueryError);
		expect(() => at(text)).toThrow(expect.objectContaining({ hint: expect.stringContaining("2h, 1d, 10:15") }));
	});

	it.each(["2026-02-30", "2026-11-31T10:00Z"])("%s is none: there is no such day", (text) => {
		expect(() => at(text)).toThrow(QueryError);
	});

	it("of a clock is never in the future, nor a day in the past", () => {
		fc.assert(
			fc.property(fc.integer({ min: 86_400_000, max: NOW * 2 }), fc.nat(23), fc.nat(59), (now, hour, minute) => {
				const ago = now - instant("since", `${hour}:${String(minute).padStart(2, "0")}`, now) / 1000;
				expect(ago).toBeGreaterThanOrEqual(0);
				expect(ago).toBeLessThan(86_400_000);
			}),
		);
	});

	it("is a number, or a QueryError is thrown, whatever is typed", () => {
		const piece = fc.constantFrom("1", "23", "0", "5", "m", "h", "ms", ":", "-", "T", "Z", ".", " ", "+", "2026", "11");
		fc.assert(
			fc.property(fc.oneof(fc.string(), fc.string({ unit: piece, maxLength: 12 })), (text) => {
				try {
					expect(instant("since", text, NOW)).not.toBeNaN();
				} catch (error) {
					expect(error).toBeInstanceOf(QueryError);
				}
			}),
			{ numRuns: 1000 },
		);
	});
});

describe("in the machine's zone", () => {
	const now = Date.parse("2026-10-25T12:00:00Z"); // in Berlin the clocks were set back that night
	const moment = (text: string): string =>
		inZone("Europe/Berlin", "query/instant.ts", `new Date(it.instant("since", ${JSON.stringify(text)}, ${now}, "local") / 1000)`);

	it.each([
		["yesterday 14:00", "2026-10-24T12:00:00.000Z"],
		["today", "2026-10-24T22:00:00.000Z"],
		["yesterday", "2026-10-23T22:00:00.000Z"],
		["00:30", "2026-10-24T22:30:00.000Z"],
		["12:15", "2026-10-25T11:15:00.000Z"],
		["23:00", "2026-10-24T21:00:00.000Z"],
		["2026-11-23", "2026-11-22T23:00:00.000Z"],
		["2026-07-01 10:15:30.123", "2026-07-01T08:15:30.123Z"],
		["2026-11-23T10:15Z", "2026-11-23T10:15:00.000Z"],
		["24h", "2026-10-24T12:00:00.000Z"],
	])("%s is that", (text, expected) => {
		expect(moment(text)).toBe(expected);
	});
});
