import { describe, expect, it } from "vitest";
import { Tally } from "../../src/audit/tally.ts";
import { call, reading } from "../helpers/event.ts";

it("counts what was skipped by kind, and keeps the first place of each", () => {
	const tally = new Tally();
	tally.skip("notJSON", { file: "a.log", line: 1 });
	tally.skip("notJSON", { file: "a.log", line: 9 });
	tally.skip("damaged", { file: "a.log", line: 5 });
	expect([...tally.skipped]).toEqual([
		["notJSON", { count: 2, first: { file: "a.log", line: 1 }, what: undefined }],
		["damaged", { count: 1, first: { file: "a.log", line: 5 }, what: undefined }],
	]);
	expect([tally.count("notJSON"), tally.count("overlong")]).toEqual([2, 0]);
});

it("knows the earliest and the latest time read, in whatever order they came", () => {
	const tally = new Tally();
	for (const second of [5, 3, 9, 4]) tally.read(reading({ stageTimestamp: `2026-11-23T15:00:0${second}.000000Z` }));
	tally.read(reading({ stageTimestamp: "" }));
	expect([tally.events, tally.first, tally.last]).toEqual([5, "2026-11-23T15:00:03.000000Z", "2026-11-23T15:00:09.000000Z"]);
});

it.each([
	["unauthenticated", call({ responseStatus: { code: 401 } })],
	["forbidden", call({ responseStatus: { code: 403 } })],
	["panicked", call({}, { state: "panic" })],
	["noEnd", call({}, { state: "noEnd" })],
] as const)("counts a call that is %s, and only there", (kind, one) => {
	const tally = new Tally();
	tally.join(one);
	tally.join(call());
	const { calls, unauthenticated, forbidden, panicked, noEnd } = tally;
	const none = { calls: 2, unauthenticated: 0, forbidden: 0, panicked: 0, noEnd: 0 };
	expect({ calls, unauthenticated, forbidden, panicked, noEnd }).toEqual({ ...none, [kind]: 1 });
});

describe("a match may have been lost", () => {
	it.each<[lossy: boolean, what: string, happen: (tally: Tally) => void]>([
		[true, "when an event was damaged", (tally) => tally.skip("damaged", { file: "a", line: 1 })],
		[true, "when a line was too long", (tally) => tally.skip("overlong", { file: "a", line: 1 })],
		[true, "when a call was given up", (tally) => Object.assign(tally, { evicted: 1 })],
		[true, "when no line was an event", (tally) => Object.assign(tally, { lines: 3 })],
		[false, "when only klog text was skipped", (tally) => tally.skip("notJSON", { file: "a", line: 1 })],
		[false, "when the log was empty", () => undefined],
		[false, "when an event had been read before", (tally) => Object.assign(tally, { repeats: 1 })],
	])("%s %s", (lossy, _what, happen) => {
		const tally = new Tally();
		happen(tally);
		expect(tally.lossy).toBe(lossy);
	});
});
