import fc from "fast-check";
import { expect, it } from "vitest";
import type { Reading } from "../src/audit/call.ts";
import { Window } from "../src/window.ts";
import { reading } from "./helpers/event.ts";
import { until } from "./helpers/until.ts";

const at = (ms: number): Reading => reading({ stageTimestamp: new Date(Date.parse("2026-11-23T15:00:00Z") + ms).toISOString() });
const msOf = ({ event }: Reading): number => Date.parse(event.stageTimestamp ?? "") - Date.parse("2026-11-23T15:00:00Z");

/** A window, and what came out of it. */
function windowed() {
	const out: number[] = [];
	return { window: new Window((one) => out.push(msOf(one))), out };
}

it("hands on all that waits in the order of time", () => {
	fc.assert(
		fc.property(fc.array(fc.nat(5000), { maxLength: 100 }), (times) => {
			const { window, out } = windowed();
			for (const time of times) window.add(at(time));
			expect(out).toEqual([]);
			window.flush();
			expect(out).toEqual([...times].sort((a, b) => a - b));
		}),
	);
});

it("hands on what has waited for a moment, in the order of time", async () => {
	const { window, out } = windowed();
	for (const time of [30, 10, 20]) window.add(at(time));
	await until(() => out.length === 3, "three events");
	expect(out).toEqual([10, 20, 30]);
	window.add(at(5));
	await until(() => out.length === 4, "one more");
});

it("holds no more than ten thousand", () => {
	const { window, out } = windowed();
	for (let time = 0; time < 10_007; time += 1) window.add(at(time));
	expect(out).toEqual([0, 1, 2, 3, 4, 5, 6]);
	window.flush();
});
