import { expect, it } from "vitest";
import { callFacts } from "../../src/audit/record.ts";
import { call } from "../helpers/event.ts";

const stages = [
	{ stage: "RequestReceived", at: "2026-11-23T15:09:30.000000Z" },
	{ stage: "ResponseComplete", at: "2026-11-23T15:09:30.012592Z" },
];

it("says the state, each stage with its time, the duration and the source", () => {
	const facts = callFacts(call({ stageTimestamp: "2026-11-23T15:09:30.012592Z" }, { stages }));
	expect(JSON.stringify(facts)).toBe(
		'{"state":"complete","stages":{"RequestReceived":"2026-11-23T15:09:30.000000Z","ResponseComplete":"2026-11-23T15:09:30.012592Z"},"durationMs":12.592,"source":"audit.log"}',
	);
});

it("counts to the microsecond", () => {
	expect(callFacts(call({ stageTimestamp: "2026-11-23T15:09:30.000001Z" })).durationMs).toBe(0.001);
});

it.each(["open", "noEnd"] as const)("has no duration in the state %s", (state) => {
	expect(callFacts(call({}, { state }))).not.toHaveProperty("durationMs");
});

it("has no duration where a time is not recorded", () => {
	expect(callFacts(call({ requestReceivedTimestamp: "" }))).not.toHaveProperty("durationMs");
});

it("says - for stdin", () => {
	expect(callFacts(call({}, { origin: { name: "-", log: "-" } })).source).toBe("-");
});

it("keeps a stage without a time, and one with a strange name", () => {
	const facts = callFacts(call({}, { stages: [{ stage: "__proto__", at: null }] }));
	expect(JSON.stringify(facts.stages)).toBe('{"__proto__":null}');
});
