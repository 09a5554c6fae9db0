import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Call } from "../src/audit/call.ts";
import { Tail } from "../src/tail.ts";
import { call } from "./helpers/event.ts";
import { shown as shownAs } from "./helpers/shown.ts";

const numbered = (count: number): Call[] => Array.from({ length: count }, (_none, at) => call({ auditID: `${at}` }));
const ids = (calls: readonly Call[]): string[] => calls.map(({ event }) => event.auditID);

describe("the tail of the past", () => {
	it("is its last calls, in their order, once it is released", () => {
		const shown: Call[] = [];
		const tail = new Tail(3, ({ call: one }) => shown.push(one));
		for (const one of numbered(10)) tail.add(shownAs(one));
		expect(shown).toEqual([]);
		tail.release();
		tail.release();
		expect(ids(shown)).toEqual(["7", "8", "9"]);
	});

	it("lets everything pass after that", () => {
		const shown: Call[] = [];
		const tail = new Tail(0, ({ call: one }) => shown.push(one));
		const [past, live] = numbered(2) as [Call, Call];
		tail.add(shownAs(past));
		tail.release();
		tail.add(shownAs(live));
		expect(shown).toEqual([live]);
	});

	it("holds a call that has begun and ended once, at its end", () => {
		const shown: Call[] = [];
		const tail = new Tail(3, ({ call: one }) => shown.push(one));
		const open = call({ auditID: "long" }, { state: "open" }) as { state: Call["state"] } & Call;
		tail.add(shownAs(open));
		for (const one of numbered(2)) tail.add(shownAs(one));
		open.state = "complete";
		tail.add(shownAs(open));
		tail.release();
		expect(ids(shown)).toEqual(["0", "1", "long"]);
	});

	it("forgets one that is dropped, and does not mind one that it does not hold", () => {
		const shown: Call[] = [];
		const tail = new Tail(3, ({ call: one }) => shown.push(one));
		const open = call({ auditID: "long" }, { state: "open" });
		tail.add(shownAs(open));
		tail.drop(open);
		tail.drop(call());
		tail.release();
		expect(shown).toEqual([]);
	});

	it("is what slice says, whatever the numbers", () => {
		fc.assert(
			fc.property(fc.nat(40), fc.nat(20), (count, limit) => {
				const shown: Call[] = [];
				const tail = new Tail(limit, ({ call: one }) => shown.push(one));
				const calls = numbered(count);
				for (const one of calls) tail.add(shownAs(one));
				tail.release();
				expect(shown).toEqual(limit === 0 ? [] : calls.slice(-limit));
			}),
		);
	});
});
