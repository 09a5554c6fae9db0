import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import type { Layout, Paint } from "../../src/render/layout.ts";
import type { Row } from "../../src/render/row.ts";
import { quotedName } from "../../src/render/safe.ts";
import { terminalLayout } from "../../src/render/terminal-layout.ts";

const TODAY = "2026-11-23";
const plain: Paint = (_part, text) => text;
const row = (parts: Partial<Row> = {}): Row => ({
	at: "2026-11-23T15:09:30.000000Z",
	since: undefined,
	code: "200",
	duration: 1500,
	who: "alice",
	verb: "get",
	resource: "pods",
	where: "dev/web-1",
	notes: [],
	details: [],
	...parts,
});
const layoutAt = (width: () => number, isDated = false): Layout => terminalLayout({ width, today: TODAY, isDated });
const laid = (parts: Partial<Row>, width: number, paint = plain): string => layoutAt(() => width)(row(parts), paint);

describe("a row", () => {
	it.each<[width: number, text: string]>([
		[120, "15:09:30.000Z 200   1.5ms  alice            get    pods        dev/web-1"],
		[200, "15:09:30.000Z 200   1.5ms  alice            get    pods        dev/web-1"],
		[100, "15:09:30.000Z 200   1.5ms  alice            get    pods        dev/web-1"],
		[99, "15:09:30Z 200  alice          get    pods       dev/web-1"],
		[80, "15:09:30Z 200  alice          get    pods       dev/web-1"],
		[40, "15:09:30Z 200  alice          get\n               pods dev/web-1"],
	])("at %i columns", (width, text) => {
		expect(laid({}, width)).toBe(text);
	});

	it.each<[what: string, parts: Partial<Row>, text: string]>([
		["that is open", { code: "open", duration: undefined }, "15:09:30.000Z open         alice            get    pods        dev/web-1"],
		["without a time", { at: undefined }, "-             200   1.5ms  alice            get    pods        dev/web-1"],
		["of a path", { resource: "/version", where: "" }, "15:09:30.000Z 200   1.5ms  alice            get    /version"],
		["with a note", { notes: ["why"] }, "15:09:30.000Z 200   1.5ms  alice            get    pods        dev/web-1  why"],
		["with two notes", { notes: ["why", "how"] }, "15:09:30.000Z 200   1.5ms  alice            get    pods        dev/web-1  why  how"],
		[
			"with its beginning",
			{ since: "2026-11-23T15:08:30.123456Z" },
			"15:09:30.000Z 200   1.5ms  alice            get    pods        dev/web-1  since 15:08:30.123Z",
		],
		[
			"whose verb overflows",
			{ verb: "deletecollection" },
			"15:09:30.000Z 200   1.5ms  alice            deletecollection pods        dev/web-1",
		],
		["in wide characters", { who: '"日本"' }, '15:09:30.000Z 200   1.5ms  "日本"           get    pods        dev/web-1'],
		["whose duration is long", { duration: 95 * 3600e6 }, "15:09:30.000Z 200  95h00m  alice            get    pods        dev/web-1"],
	])("%s, at 120 columns", (_what, parts, text) => {
		expect(laid(parts, 120)).toBe(text);
	});

	it.each<[what: string, parts: Partial<Row>, text: string]>([
		["that was slow tells its duration", { duration: 152_000 }, "15:09:30Z 200  alice          get    pods       dev/web-1  152ms"],
		["that took 100 ms does, too", { duration: 100_000 }, "15:09:30Z 200  alice          get    pods       dev/web-1  100ms"],
		["that was quick does not", { duration: 99_999 }, "15:09:30Z 200  alice          get    pods       dev/web-1"],
		[
			"tells its beginning to the second",
			{ since: "2026-11-23T15:08:30.123456Z", duration: 39.7e6, where: "*" },
			"15:09:30Z 200  alice          get    pods       *  39.7s  since 15:08:30Z",
		],
	])("%s, at 80 columns", (_what, parts, text) => {
		expect(laid(parts, 80)).toBe(text);
	});
});

describe("what does not fit", () => {
	const NAME = "n".repeat(70);

	it.each<[what: string, width: number, parts: Partial<Row>, lines: string[]]>([
		[
			"a note goes to a row of its own",
			80,
			{ notes: ["w".repeat(50)] },
			["15:09:30Z 200  alice          get    pods       dev/web-1", `               ${"w".repeat(50)}`],
		],
		[
			"a note that fits just so stays",
			80,
			{ notes: ["w".repeat(21)] },
			[`15:09:30Z 200  alice          get    pods       dev/web-1  ${"w".repeat(21)}`],
		],
		[
			"a note that does not by one goes",
			80,
			{ notes: ["w".repeat(22)] },
			["15:09:30Z 200  alice          get    pods       dev/web-1", `               ${"w".repeat(22)}`],
		],
		[
			"a note is cut at the end of its row",
			80,
			{ notes: ["w".repeat(99)] },
			["15:09:30Z 200  alice          get    pods       dev/web-1", `               ${"w".repeat(64)}…`],
		],
		[
			"a name goes to a row of its own",
			120,
			{ where: `dev/${NAME}` },
			["15:09:30.000Z 200   1.5ms  alice            get    pods", `                            dev/${NAME}`],
		],
		[
			"a name takes its note along",
			120,
			{ where: `dev/${NAME}`, notes: ["why"] },
			["15:09:30.000Z 200   1.5ms  alice            get    pods", `                            dev/${NAME}  why`],
		],
		[
			"a name takes along a note that fits just so",
			120,
			{ where: NAME, notes: ["w".repeat(20)] },
			["15:09:30.000Z 200   1.5ms  alice            get    pods", `                            ${NAME}  ${"w".repeat(20)}`],
		],
		[
			"a name that is wider than the terminal is whole",
			80,
			{ where: "n".repeat(200) },
			["15:09:30Z 200  alice          get    pods", `               ${"n".repeat(200)}`],
		],
		[
			"cells go on as few rows as they fit on",
			80,
			{ who: "w".repeat(60) },
			[`15:09:30Z 200  ${"w".repeat(60)} get`, "               pods dev/web-1"],
		],
		[
			"a path goes to a row of its own",
			80,
			{ resource: `/${"p".repeat(50)}`, where: "" },
			["15:09:30Z 200  alice          get", `               /${"p".repeat(50)}`],
		],
		[
			"a query is cut",
			80,
			{ resource: `/path?${"q".repeat(90)}`, where: "" },
			[`15:09:30Z 200  alice          get    /path?${"q".repeat(36)}…`],
		],
	])("%s", (_what, width, parts, lines) => {
		expect(laid(parts, width).split("\n")).toEqual(lines);
	});
});

describe("columns", () => {
	it("grow where there is room, and keep what they grew to", () => {
		const layout = layoutAt(() => 200);
		layout(row({ who: "w".repeat(25) }), plain);
		expect(layout(row(), plain)).toBe(`15:09:30.000Z 200   1.5ms  ${"alice".padEnd(25)} get    pods        dev/web-1`);
	});

	it("of resources grow, too", () => {
		const layout = layoutAt(() => 200);
		layout(row({ resource: "r".repeat(20) }), plain);
		expect(layout(row(), plain)).toContain(` ${"pods".padEnd(20)} dev/web-1`);
	});

	it("do not take a path for a resource", () => {
		const layout = layoutAt(() => 200);
		layout(row({ resource: `/${"p".repeat(20)}`, where: "" }), plain);
		expect(layout(row(), plain)).toContain(" pods        dev/web-1");
	});

	it("follow a terminal that is resized", () => {
		let width = 120;
		const layout = layoutAt(() => width);
		layout(row(), plain);
		width = 80;
		expect(layout(row(), plain)).toBe("15:09:30Z 200  alice          get    pods       dev/web-1");
	});
});

describe("the date", () => {
	const dates = (...days: (string | undefined)[]): boolean[] => {
		const layout = layoutAt(() => 120);
		return days.map((day) => /^\d{4}-\d\d-\d\d\n/.test(layout(row({ at: day && `${day}T10:00:00.000000Z` }), plain)));
	};

	it("stands before a row whose day is not the one before's", () => {
		expect(dates("2026-11-23", "2026-11-24", "2026-11-24", "2026-11-23")).toEqual([false, true, false, true]);
	});

	it("stands before the first row, where that is not today's", () => {
		expect(dates("2026-11-22", "2026-11-22")).toEqual([true, false]);
	});

	it("is not changed by a row without a time", () => {
		expect(dates("2026-11-24", undefined, "2026-11-24")).toEqual([true, false, false]);
	});

	it("is on a row of its own, and painted as the time is", () => {
		const layout = layoutAt(() => 120);
		const text = layout(row({ at: "2026-11-24T10:00:00.000000Z" }), (part, of) => (part === "time" ? `<${of}>` : of));
		expect(text.split("\n").map((line) => line.slice(0, 15))).toEqual(["<2026-11-24>", "<10:00:00.000Z>"]);
	});
});

const words = fc.array(fc.string({ unit: fc.constantFrom("a", "-", "日", '"', "\\", "é"), minLength: 1, maxLength: 12 }), {
	minLength: 1,
	maxLength: 4,
});
const bare = fc.string({ unit: fc.constantFrom("a", "b", "-", "."), minLength: 1, maxLength: 40 });
const identity = fc.oneof(
	bare,
	words.map((some) => quotedName(some.join(" "))),
);
const note = fc
	.array(fc.constantFrom("why", "because", "日本", "x".repeat(30), "❤️", "\u0301"), { minLength: 1, maxLength: 8 })
	.map((some) => some.join(" "));
const anyRow = fc.record({
	at: fc.constantFrom("2026-11-23T15:09:30.000000Z", "2026-11-24T15:09:30.000000Z", undefined),
	since: fc.constantFrom(undefined, "2026-11-23T15:08:30.123456Z"),
	code: fc.constantFrom("200", "open", "?", "-"),
	duration: fc.constantFrom(undefined, 500, 152_000, 60e6),
	who: identity,
	verb: fc.oneof(fc.constantFrom("get", "deletecollection"), identity),
	resource: identity,
	where: fc.oneof(identity, fc.constant("")),
	notes: fc.array(note, { maxLength: 3 }),
	details: fc.array(note, { maxLength: 2 }),
});
const anyWidth = fc.oneof(fc.constantFrom(40, 80, 120, 200), fc.integer({ min: 40, max: 220 }));

describe("of any row at any width", () => {
	it("no identity is cut: they are all there, whole, in their order", () => {
		fc.assert(
			fc.property(fc.array(anyRow, { minLength: 1, maxLength: 4 }), anyWidth, (rows, width) => {
				const layout = layoutAt(() => width);
				for (const one of rows) {
					const lines = layout(one, plain)
						.split("\n")
						.map((line) => line.trim());
					const joined = lines
						.filter((line) => !/^\d{4}-\d\d-\d\d$/.test(line))
						.join(" ")
						.replaceAll(/ {2,}/g, " ");
					const identities = [one.who, one.verb, one.resource, ...(one.where ? [one.where] : [])].join(" ");
					// One that is wider than a row is shown without spaces, see below.
					expect(joined.replaceAll("\\x20", " ")).toContain(` ${identities}`);
				}
			}),
			{ numRuns: 1000 },
		);
	});

	it("a path is whole, whatever becomes of its query", () => {
		const path = bare.map((name) => `/${name}`);
		fc.assert(
			fc.property(path, bare, anyWidth, (resource, query, width) => {
				expect(laid({ resource: `${resource}?${query}`, where: "" }, width)).toContain(`${resource}?`);
			}),
		);
	});

	it("every line but the first is indented as far as any other, so that none looks like a row", () => {
		fc.assert(
			fc.property(anyRow, anyWidth, (one, width) => {
				const [first = "", ...more] = laid({ ...one, at: "2026-11-23T15:09:30.000000Z" }, width).split("\n");
				expect(first).toMatch(/^15:09:30/);
				for (const line of more) expect(line).toMatch(width < 100 ? /^ {15}\S/ : /^ {28}\S/);
			}),
		);
	});

	it("no line ends in a blank", () => {
		fc.assert(fc.property(anyRow, anyWidth, (one, width) => !/ $/m.test(laid(one, width))));
	});

	it("colours change nothing in where things stand", () => {
		fc.assert(
			fc.property(anyRow, anyWidth, (one, width) => {
				const painted = laid(one, width, (part, text) => `\x1b[3${part.length}m${text}\x1b[39m`);
				expect(stripVTControlCharacters(painted)).toBe(laid(one, width));
			}),
		);
	});

	it("a note never makes a line wider than the terminal", () => {
		const noted = note.filter((text) => !text.includes("❤️"));
		fc.assert(
			fc.property(anyRow, fc.array(noted, { maxLength: 3 }), anyWidth, (one, notes, width) => {
				const lines = laid({ ...one, notes }, width, (part, text) => (part === "note" ? `\u0001${text}` : text)).split("\n");
				for (const line of lines.filter((text) => text.includes("\u0001"))) {
					expect(stringWidth(line.replaceAll("\u0001", ""))).toBeLessThanOrEqual(width);
				}
			}),
			{ numRuns: 500 },
		);
	});

	// Widths are added up character by character, but a heart with a variation selector is wider than its two characters.
	it("nor does a note with an emoji of two characters", () => {
		expect(
			Math.max(
				...laid({ notes: ["❤️".repeat(60)] }, 80)
					.split("\n")
					.map((line) => stringWidth(line)),
			),
		).toBeLessThanOrEqual(80);
	});
});

describe("a name that the terminal must wrap", () => {
	it("has no spaces, so that its rest cannot look like a row of its own", () => {
		const who = quotedName(`${"x".repeat(60)} 15:09:30Z 200 admin`);
		const [first = ""] = laid({ who }, 80).split("\n");
		expect(first).toBe(`15:09:30Z 200  "${"x".repeat(60)}\\x2015:09:30Z\\x20200\\x20admin"`);
	});

	it("keeps its spaces where it need not be wrapped", () => {
		expect(laid({ who: '"a b"' }, 80)).toContain(' "a b" ');
	});
});

describe("with the date in the clock", () => {
	it("there is no date row, and the columns stand further right", () => {
		expect(layoutAt(() => 120, true)(row({ at: "2026-11-24T15:09:30.000000Z" }), plain)).toBe(
			"2026-11-24T15:09:30.000Z 200   1.5ms  alice            get    pods        dev/web-1",
		);
	});

	it("details are below the row, packed, whole, and painted as the time is", () => {
		const paint: Paint = (part, text) => (part === "time" ? `<${text}>` : text);
		const text = layoutAt(() => 80, true)(row({ notes: ["why"], details: ["from ::1", "x".repeat(60), "id=1"] }), paint);
		expect(text.split("\n").slice(-3)).toEqual([
			"               <from ::1>",
			`               <${"x".repeat(60)}>`,
			"               <id=1>",
		]);
	});
});

describe("no line is wider than the terminal where no identity is wider than its indented row", () => {
	const widest = (text: string): number => Math.max(...text.split("\n").map((line) => stringWidth(line)));

	it.each<[what: string, width: number, parts: Partial<Row>]>([
		["when verb, resource and where have room only apart", 40, { resource: "configmaps", where: "dev/kube-root-ca.crt" }],
		["when verb, resource and where have room only apart, at 80", 80, { resource: "r".repeat(50), where: "n".repeat(50) }],
		["when who has room, but not with the verb of a path", 80, { who: "w".repeat(64), resource: "/version", where: "" }],
		["when a user and a verb share a row, at 120", 120, { who: "w".repeat(92), verb: "deletecollection", resource: "/x", where: "" }],
	])("%s", (_what, width, parts) => {
		expect(widest(laid(parts, width))).toBeLessThanOrEqual(width);
	});

	it("whatever the names, the notes and the width", () => {
		const fitting = fc
			.tuple(anyRow, anyWidth)
			.filter(([one, width]) => [one.who, one.verb, one.resource, one.where].every((name) => stringWidth(name) <= width - 28))
			.filter(([one]) => !one.notes.join().includes("❤️"));
		fc.assert(
			fc.property(fitting, ([one, width]) => widest(laid({ ...one, details: [] }, width)) <= width),
			{ numRuns: 500 },
		);
	});

	// The query is cut only on the row itself, not where the path has a row of its own.
	it("when a query is long behind a path that has a row of its own", () => {
		expect(widest(laid({ resource: `/${"p".repeat(50)}?${"q".repeat(200)}`, where: "" }, 80))).toBeLessThanOrEqual(80);
	});

	// The clock with its date leaves less room beside it than a row below has, but a name goes there whether or not it fits.
	it.fails("when who has room only below a clock with its date", () => {
		expect(widest(layoutAt(() => 80, true)(row({ who: "w".repeat(60) }), plain))).toBeLessThanOrEqual(80);
	});
});
