import { expect, it } from "vitest";
import { Lane } from "../../src/decode/lane.ts";

it("knows the number and the bytes of each line, over stretches and dropped lines", () => {
	const lane = new Lane();
	lane.enter({ bytes: Buffer.from("one\n\nthree\n"), lines: 3, dropped: 0 });
	lane.enter({ bytes: Buffer.from("six\n"), lines: 1, dropped: 2 });
	const seen = Array.from({ length: 4 }, () => {
		lane.next();
		const line = [lane.number, lane.bytes().toString()];
		lane.done();
		return line;
	});
	expect(seen).toEqual([
		[1, "one"],
		[2, ""],
		[3, "three"],
		[6, "six"],
	]);
});

it("tells that it is empty at once, or when its last line is dealt with, once", () => {
	const lane = new Lane();
	let told = 0;
	const tell = () => {
		told += 1;
	};
	lane.whenEmpty(tell);
	expect(told).toBe(1);
	lane.enter({ bytes: Buffer.from("one\ntwo\n"), lines: 2, dropped: 0 });
	lane.whenEmpty(tell);
	lane.next();
	lane.done();
	expect(told).toBe(1);
	lane.next();
	lane.done();
	expect(told).toBe(2);
});
