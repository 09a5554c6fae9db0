import { describe, expect, it } from "vitest";
import { callOfStage, durationMicros, hasStage, isUnended } from "../../src/audit/call.ts";
import { call, event, origin, reading } from "../helpers/event.ts";

const { stageTimestamp: _end, ...endless } = event();
const { requestReceivedTimestamp: _beginning, ...beginningless } = event();

describe("the duration", () => {
	it("is from the request to the last stage", () => {
		expect(durationMicros(call())).toBe(1500);
	});

	it("is 0 where the clock was set back meanwhile", () => {
		expect(durationMicros(call({ stageTimestamp: "2026-11-23T15:09:29.999000Z" }))).toBe(0);
	});

	it.each([
		["is open", call({}, { state: "open" })],
		["has no end", call({}, { state: "noEnd" })],
		["has no time of its end", call({}, { event: endless })],
		["has no time of its beginning", call({}, { event: beginningless })],
	])("is unknown where the call %s", (_what, unknown) => {
		expect(durationMicros(unknown)).toBeUndefined();
	});

	it("is known where the handler panicked", () => {
		expect(durationMicros(call({ stage: "Panic" }, { state: "panic" }))).toBe(1500);
	});
});

it.each([
	["complete", false],
	["panic", false],
	["open", true],
	["noEnd", true],
] as const)("a call that is %s: unended is %s", (state, unended) => {
	expect(isUnended(call({}, { state }))).toBe(unended);
});

it("has the stages that were read", () => {
	expect([hasStage(call(), "ResponseComplete"), hasStage(call(), "RequestReceived")]).toEqual([true, false]);
});

it.each([
	["ResponseComplete", "complete"],
	["Panic", "panic"],
	["RequestReceived", "open"],
	["ResponseStarted", "open"],
	["ResponseSigned", "open"],
])("an event of the stage %s by itself is a call that is %s", (stage, state) => {
	const one = reading({ stage });
	expect(callOfStage(one)).toEqual({
		state,
		event: one.event,
		stages: [{ stage, at: one.event.stageTimestamp, code: 200 }],
		lines: [one.line],
		origin,
	});
});

it("an event without a time is a call whose stage has none", () => {
	expect(callOfStage({ ...reading(), event: endless }).stages[0]?.at).toBeNull();
});
