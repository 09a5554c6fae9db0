import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { utcClock } from "../../src/render/clock.ts";
import { Columns, NARROW, type Shape, WIDE } from "../../src/render/columns.ts";

const AT = "2026-11-23T15:09:26.644123Z";

it.each<[name: string, shape: Shape, clock: string]>([
	["wide", WIDE, "15:09:26.644Z"],
	["narrow", NARROW, "15:09:26Z"],
])("the clock of a %s row", (_name, shape, clock) => {
	expect(utcClock[shape.clock](AT)).toBe(clock);
});

const at = (width: number): Shape => ({ ...WIDE, width });

describe("columns", () => {
	it.each<[what: string, width: number, shape: Shape]>([
		["at 120", 120, WIDE],
		["at 100", 100, WIDE],
		["at 80", 80, NARROW],
		["at 40", 40, NARROW],
	])("%s have their first widths, and have no room to grow", (_what, width, shape) => {
		const columns = new Columns();
		expect(columns.fit(["alice", "get", "pods"], { ...shape, width })).toEqual(shape.columns);
		expect(columns.fit(["x".repeat(50), "deletecollection", "y".repeat(50)], { ...shape, width })).toEqual(shape.columns);
	});

	it("grow with what is seen where there is room, and stay so", () => {
		const columns = new Columns();
		columns.fit(["x".repeat(20), "get", "y".repeat(15)], at(200));
		expect(columns.fit(["alice", "get", "pods"], at(200))).toEqual([20, 6, 15]);
	});

	it("do not grow for one that is beyond the cap: it overflows alone", () => {
		const columns = new Columns();
		columns.fit(["x".repeat(100), "get", "pods"], at(200));
		expect(columns.fit(["alice", "get", "pods"], at(200))).toEqual(WIDE.columns);
	});

	it("are measured as a terminal shows them", () => {
		const columns = new Columns();
		expect(columns.fit(["日".repeat(10), "get", "pods"], at(200))[0]).toBe(20);
	});

	it("shrink again only with the terminal", () => {
		const columns = new Columns();
		columns.fit(["x".repeat(25), "get", "pods"], at(200));
		expect(columns.fit(["alice", "get", "pods"], at(120))).toEqual(WIDE.columns);
	});

	it("ratchet: at one width no column ever becomes narrower, whatever comes", () => {
		const cell = fc.nat(60).map((length) => "x".repeat(length));
		fc.assert(
			fc.property(fc.array(fc.tuple(cell, cell, cell), { maxLength: 20 }), fc.integer({ min: 100, max: 300 }), (rows, width) => {
				const columns = new Columns();
				const cap = Math.floor(Math.max(0, width - 120) / 6);
				let before: readonly number[] = WIDE.columns;
				for (const row of rows) {
					const widths = columns.fit(row, at(width));
					widths.forEach((columnWidth, at) => {
						expect(columnWidth).toBeGreaterThanOrEqual(before[at] ?? 0);
						expect(columnWidth).toBeLessThanOrEqual((WIDE.columns[at] ?? 0) + cap);
					});
					before = widths;
				}
			}),
		);
	});
});
