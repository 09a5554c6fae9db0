import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Reading } from "../src/audit/call.ts";
import { Merge } from "../src/merge.ts";
import { reading } from "./helpers/event.ts";

const at = (second: number): Reading => reading({ stageTimestamp: `2026-11-23T15:00:${String(second).padStart(2, "0")}.000000Z` });
const secondOf = ({ event }: Reading): number => Number(event.stageTimestamp?.slice(17, 19));

/** Reads logs side by side as a run does, line by line; a line is the seconds of its events. */
function merged(logs: Readonly<Record<string, readonly (readonly number[])[]>>): number[] {
	const seconds: number[] = [];
	const merge = new Merge(Object.keys(logs), (one) => seconds.push(secondOf(one)));
	for (const [name, lines] of Object.entries(logs)) {
		const rest = [...lines];
		const next = (): void => {
			const line = rest.shift();
			for (const second of line ?? []) merge.add(name, at(second));
			if (line) merge.whenRead(name, next);
			else merge.end(name);
		};
		next();
	}
	return seconds;
}

describe("several logs", () => {
	it.each([
		["that take turns", { a: [[1], [4], [5]], b: [[2], [3], [6]] }, [1, 2, 3, 4, 5, 6]],
		["of which one ends early", { a: [[1]], b: [[2], [3]] }, [1, 2, 3]],
		["of which one is empty", { a: [], b: [[2], [3]] }, [2, 3]],
		["with lines that hold no event", { a: [[], [], [5]], b: [[1], [], [9]] }, [1, 5, 9]],
		["with lines that hold several", { a: [[1, 3, 5]], b: [[2, 4], [6]] }, [1, 2, 3, 4, 5, 6]],
		["at the same time: the first one named comes first", { a: [[1], [2]], b: [[1], [2]] }, [1, 1, 2, 2]],
	])("%s come in the order of time", (_what, logs, expected) => {
		expect(merged(logs as Parameters<typeof merged>[0])).toEqual(expected);
	});

	it("come in the order of time, all of them, whatever they hold", () => {
		const seconds = fc.array(fc.nat(59), { maxLength: 30 }).map((all) => all.sort((a, b) => a - b).map((second) => [second]));
		fc.assert(
			fc.property(fc.array(seconds, { minLength: 1, maxLength: 5 }), (logs) => {
				const expected = logs.flat(2).sort((a, b) => a - b);
				expect(merged(Object.fromEntries(logs.map((lines, index) => [`log-${index}`, lines])))).toEqual(expected);
			}),
		);
	});

	it("keep their own order where their times go back", () => {
		expect(merged({ a: [[5], [3], [7]], b: [[4], [6]] })).toEqual([4, 5, 3, 6, 7]);
	});

	it("wait for one whose next event is not known", () => {
		const seconds: number[] = [];
		const merge = new Merge(["a", "b"], (one) => seconds.push(secondOf(one)));
		merge.add("a", at(1));
		let asked = 0;
		merge.whenRead("a", () => {
			asked += 1;
		});
		expect([seconds, asked]).toEqual([[], 0]);
		merge.end("b");
		expect([seconds, asked]).toEqual([[1], 1]);
	});
});

it("passes everything on at once when it is released: what was held first", () => {
	const seconds: number[] = [];
	const merge = new Merge(["a", "b"], (one) => seconds.push(secondOf(one)));
	merge.add("a", at(3));
	merge.release();
	merge.add("b", at(2));
	let asked = 0;
	merge.whenRead("b", () => {
		asked += 1;
	});
	expect([seconds, asked]).toEqual([[3, 2], 1]);
});

it("an event without a time does not hold the others up", () => {
	const { stageTimestamp: _none, requestReceivedTimestamp: _either, ...timeless } = reading().event;
	const ids: string[] = [];
	const merge = new Merge(["a", "b"], ({ event }) => ids.push(event.auditID));
	merge.add("a", reading({ auditID: "timed" }));
	merge.add("b", { ...reading(), event: { ...timeless, auditID: "timeless" } });
	merge.end("a");
	merge.end("b");
	expect(ids).toEqual(["timeless", "timed"]);
});
