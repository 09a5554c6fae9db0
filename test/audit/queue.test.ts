import fc from "fast-check";
import { expect, it } from "vitest";
import { type Place, Queue } from "../../src/audit/queue.ts";

it("gives values back in the order in which they came", () => {
	const queue = new Queue<string>();
	for (const value of ["a", "b", "c"]) queue.append(value);
	expect([queue.shift(), queue.shift(), queue.shift()]).toEqual(["a", "b", "c"]);
});

it("has nothing to give when it is empty", () => {
	const queue = new Queue<string>();
	expect([queue.shift(), queue.first, queue.size]).toEqual([undefined, undefined, 0]);
});

it.each([
	["first", 0, ["b", "c"]],
	["middle", 1, ["a", "c"]],
	["last", 2, ["a", "b"]],
])("lets the %s leave", (_which, at, left) => {
	const queue = new Queue<string>();
	const places = ["a", "b", "c"].map((value) => queue.append(value));
	queue.remove(places[at] as Place<string>);
	expect([queue.size, queue.shift(), queue.shift(), queue.shift()]).toEqual([2, ...left, undefined]);
});

it("holds a value as often as it was put in", () => {
	const queue = new Queue<string>();
	queue.remove(queue.append("a"));
	queue.append("a");
	queue.append("a");
	expect([queue.size, queue.shift(), queue.shift()]).toEqual([2, "a", "a"]);
});

it("does what an array does, whoever leaves in whatever order", () => {
	const step = fc.oneof(fc.constant("append"), fc.constant("shift"), fc.nat(20));
	fc.assert(
		fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
			const queue = new Queue<number>();
			const places: Place<number>[] = [];
			steps.forEach((what, number) => {
				if (what === "append") places.push(queue.append(number));
				else if (what === "shift") expect(queue.shift()).toBe(places.shift()?.value);
				else if (what in places) queue.remove(places.splice(what as number, 1)[0] as Place<number>);
				expect([queue.size, queue.first]).toEqual([places.length, places[0]]);
			});
			for (const { value } of places) expect(queue.shift()).toBe(value);
			expect(queue.shift()).toBeUndefined();
		}),
	);
});
