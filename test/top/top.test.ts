import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Call } from "../../src/audit/call.ts";
import { Durations } from "../../src/top/durations.ts";
import { Top } from "../../src/top/top.ts";
import { call } from "../helpers/event.ts";

const by = (name: string): Call => call({ verb: name });
const verb = ({ event }: Call): string[] => [event.verb ?? ""];

/** Which keys were counted how often, of some calls, when so many can be remembered. */
function counted(names: readonly string[], most: number) {
	const top = new Top(verb, most);
	for (const name of names) top.add(by(name));
	return top;
}

describe("counting", () => {
	it("is exact while there are no more keys than it remembers", () => {
		fc.assert(
			fc.property(fc.array(fc.constantFrom("a", "b", "c", "d", "\0", "")), (names) => {
				const rows = counted(names, 6).table.rows.map(({ keys, calls, over }) => [keys[0], calls, over]);
				const expected = [...new Set(names)].map((name) => [name, names.filter((one) => one === name).length, 0]);
				expect(rows).toEqual(expected);
			}),
		);
	});

	const crowd = fc.tuple(
		fc.array(fc.nat(30)).map((numbers) => numbers.map(String)),
		fc.integer({ min: 1, max: 8 }),
	);
	const truth = (names: readonly string[], name: string | undefined) => names.filter((one) => one === name).length;

	it("of more keys is never too low, and no more too high than it says", () => {
		fc.assert(
			fc.property(crowd, ([names, most]) => {
				const { table: top } = counted(names, most);
				expect([top.calls, top.rows.length <= most]).toEqual([names.length, true]);
				expect(top.forgotten === 0).toBe(new Set(names).size <= most);
				for (const { keys, calls, over } of top.rows) {
					expect(calls).toBeGreaterThanOrEqual(truth(names, keys[0]));
					expect(calls - over).toBeLessThanOrEqual(truth(names, keys[0]));
				}
			}),
		);
	});

	it("forgets no key that has more calls than the one that it counts lowest", () => {
		fc.assert(
			fc.property(crowd, ([names, most]) => {
				const { rows } = counted(names, most).table;
				const least = Math.min(...rows.map(({ calls }) => calls));
				const remembered = new Set(rows.map(({ keys }) => keys[0]));
				const forgotten = [...new Set(names)].filter((name) => !remembered.has(name));
				expect(forgotten.filter((name) => truth(names, name) > least)).toEqual([]);
			}),
		);
	});

	it("takes codes from 400 on, and panics, for errors", () => {
		const top = new Top(() => ["all"], 10);
		for (const code of [200, 399, 400, 503]) top.add(call({ responseStatus: { code } }));
		top.add(call({}, { state: "panic" }));
		expect(top.table.rows).toEqual([expect.objectContaining({ keys: ["all"], calls: 5, errors: 3 })]);
		expect(top.errors).toBe(3);
	});
});

describe("durations", () => {
	it("are known to 1%", () => {
		fc.assert(
			fc.property(fc.array(fc.integer({ min: 0, max: 1e12 }), { minLength: 1 }), fc.constantFrom(0.01, 0.5, 0.99, 1), (micros, share) => {
				const durations = new Durations();
				for (const one of micros) durations.add(one);
				const exact = micros.toSorted((a, b) => a - b)[Math.max(1, Math.ceil(share * micros.length)) - 1] ?? 0;
				const said = durations.quantile(share) ?? Number.NaN;
				expect(Math.abs(said - exact)).toBeLessThanOrEqual(exact * 0.0101);
			}),
		);
	});

	it("are unknown where there are none", () => {
		expect(new Durations().quantile(0.5)).toBeUndefined();
	});
});
