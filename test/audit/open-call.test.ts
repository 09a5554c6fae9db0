import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { hasStage } from "../../src/audit/call.ts";
import { type KeepLines, OpenCall } from "../../src/audit/open-call.ts";
import { origin, reading } from "../helpers/event.ts";

const joined = (stages: readonly string[], keepLines: KeepLines = "all"): OpenCall => {
	const call = new OpenCall("key", origin);
	for (const stage of stages) call.add({ ...reading({ stage }), line: stage }, keepLines);
	return call;
};

describe("the call's own event", () => {
	it.each([
		["the only one", ["RequestReceived"], "RequestReceived"],
		["the last stage's", ["RequestReceived", "ResponseStarted", "ResponseComplete"], "ResponseComplete"],
		["the last stage's, though it did not come last", ["ResponseStarted", "RequestReceived"], "ResponseStarted"],
		["a panic's", ["ResponseStarted", "Panic"], "Panic"],
		["an unknown stage's behind the first", ["RequestReceived", "ResponseSigned"], "ResponseSigned"],
		["an unknown stage's behind ResponseStarted", ["ResponseStarted", "ResponseSigned"], "ResponseSigned"],
		["the later of two unknown stages'", ["ResponseSigned", "ResponseSealed"], "ResponseSealed"],
		["not an unknown stage's behind the end", ["ResponseComplete", "ResponseSigned"], "ResponseComplete"],
	])("is %s", (_what, stages, own) => {
		expect(joined(stages).event.stage).toBe(own);
	});

	it("brings its source along", () => {
		const rotated = { name: "audit-2026-11-23T15-18-55.761.log", log: "/audit.log" };
		const call = new OpenCall("key", rotated);
		call.add(reading({ stage: "RequestReceived" }, rotated), "none");
		call.add(reading({ stage: "ResponseComplete" }), "none");
		expect(call.origin).toBe(origin);
	});
});

it("has the stages in the order in which they came, with their times", () => {
	const call = joined(["ResponseStarted", "RequestReceived"]);
	const at = reading().event.stageTimestamp;
	expect(call.stages).toEqual([
		{ stage: "ResponseStarted", at, code: 200 },
		{ stage: "RequestReceived", at, code: 200 },
	]);
	expect([hasStage(call, "RequestReceived"), hasStage(call, "Panic")]).toEqual([true, false]);
});

it("has a stage without a time where none is recorded", () => {
	const { stageTimestamp: _none, ...timeless } = reading().event;
	const call = new OpenCall("key", origin);
	call.add({ ...reading(), event: timeless }, "none");
	expect(call.stages).toEqual([{ stage: "ResponseComplete", at: null, code: 200 }]);
});

describe("of the lines", () => {
	const stages = ["ResponseStarted", "RequestReceived", "ResponseComplete"];

	it.each<[KeepLines, string[]]>([
		["none", []],
		["last", ["ResponseComplete"]],
		["all", stages],
	])("%s are kept", (keepLines, lines) => {
		expect(joined(stages, keepLines).lines).toEqual(lines);
	});

	it("the last stage's is kept, though an earlier stage came after it", () => {
		expect(joined(["ResponseStarted", "RequestReceived"], "last").lines).toEqual(["ResponseStarted"]);
	});

	it("bytes are kept as they are", () => {
		const call = new OpenCall("key", origin);
		const line = Buffer.from([123, 255, 125]);
		call.add({ ...reading(), line }, "last");
		expect(call.lines).toEqual([line]);
	});

	it("none keeps the chunk alive that it was cut from", () => {
		setFlagsFromString("--expose-gc");
		const collect = runInNewContext("gc") as () => void;
		const CHUNK = 1_000_000;
		collect();
		const before = process.memoryUsage().heapUsed;
		const calls = Array.from({ length: 100 }, (_none, at) => {
			const chunk = Buffer.alloc(CHUNK, 97 + (at % 26)).toString("latin1");
			const call = new OpenCall("key", origin);
			call.add({ ...reading(), line: chunk.slice(at, at + 500) }, "last");
			return call;
		});
		collect();
		expect(process.memoryUsage().heapUsed - before).toBeLessThan(20 * CHUNK);
		expect(calls.every(({ lines }) => lines[0]?.length === 500)).toBe(true);
	});
});

it("takes more memory with each event, by estimate at least the text of its line", () => {
	const call = new OpenCall("key", origin);
	const line = "x".repeat(5000);
	call.add({ ...reading({ stage: "RequestReceived" }), line }, "none");
	const one = call.bytes;
	call.add({ ...reading(), line }, "none");
	expect(one).toBeGreaterThan(5000);
	expect(call.bytes).toBe(2 * one);
});
