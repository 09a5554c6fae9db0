import { expect, it } from "vitest";
import { Lane } from "../../src/decode/lane.ts";
import { origin } from "../helpers/event.ts";

/** Deals with the next line: its place, its bytes, and whether lines are missing before it. */
function take(lane: Lane) {
	const isBehindGap = lane.next();
	const line = [`${lane.place.file}:${lane.place.line}`, lane.bytes().toString(), isBehindGap];
	lane.done();
	return line;
}

it("knows the place and the bytes of each line, over stretches, dropped lines and files", () => {
	const lane = new Lane(origin);
	lane.enter(Buffer.from("one\n\nthree\n"), 3);
	expect(lane.pass(2)).toEqual({ file: "audit.log", line: 4 });
	lane.enter(Buffer.from("six\n"), 1);
	lane.goOnWith({ name: "next.log", log: origin.log });
	expect(lane.pass(0)).toEqual({ file: "next.log", line: 1 });
	lane.enter(Buffer.from("first\n"), 1);
	expect([take(lane), take(lane), take(lane), take(lane), lane.isFirstFile, take(lane), lane.isFirstFile]).toEqual([
		["audit.log:1", "one", false],
		["audit.log:2", "", false],
		["audit.log:3", "three", false],
		["audit.log:6", "six", true],
		true,
		["next.log:1", "first", false],
		false,
	]);
	expect(lane.isHolding).toBe(false);
});

it("tells once that all that has entered is dealt with, whatever enters behind it; at once where there is nothing", () => {
	const lane = new Lane(origin);
	const told: string[] = [];
	lane.whenDealtWith(() => told.push("nothing"));
	expect(told).toEqual(["nothing"]);
	lane.enter(Buffer.from("one\ntwo\n"), 2);
	lane.whenDealtWith(() => told.push("two"));
	lane.enter(Buffer.from("three\n"), 1);
	lane.whenDealtWith(() => told.push("three"));
	take(lane);
	expect(told).toEqual(["nothing"]);
	take(lane);
	expect(told).toEqual(["nothing", "two"]);
	take(lane);
	expect(told).toEqual(["nothing", "two", "three"]);
});
