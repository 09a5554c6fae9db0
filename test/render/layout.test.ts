import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lineLayout, type Paint, rowNotes } from "../../src/render/layout.ts";
import { type Row, rowOf } from "../../src/render/row.ts";
import { call } from "../helpers/event.ts";

const plain: Paint = (_part, text) => text;
const row = (parts: Partial<Row> = {}): Row => ({
	at: "2026-11-23T15:09:42.596997Z",
	since: undefined,
	code: "403",
	duration: 500,
	who: "alice",
	verb: "list",
	resource: "pods",
	where: "prod/*",
	notes: [],
	details: [],
	...parts,
});

describe("a line in a pipe", () => {
	it.each<[what: string, parts: Partial<Row>, line: string]>([
		["is its cells, a space between them", {}, "2026-11-23T15:09:42.596997Z 403 0.5ms alice list pods prod/*"],
		[
			"has two spaces before each note",
			{ notes: ["authz: forbid", "with JTI=ab5ede00"] },
			"2026-11-23T15:09:42.596997Z 403 0.5ms alice list pods prod/*  authz: forbid  with JTI=ab5ede00",
		],
		[
			"has no cell for what a path does not have",
			{ resource: "/version", where: "" },
			"2026-11-23T15:09:42.596997Z 403 0.5ms alice list /version",
		],
		["says - for a time and a duration that are not known", { at: undefined, duration: undefined }, "- 403 - alice list pods prod/*"],
		[
			"says when a long call began, whole",
			{ since: "2026-11-23T15:09:26.644123Z", notes: ["x"] },
			"2026-11-23T15:09:42.596997Z 403 0.5ms alice list pods prod/*  x  since 2026-11-23T15:09:26.644123Z",
		],
		[
			"has what only wide shows at its end",
			{ notes: ["x"], details: ["from ::1", "id=1"] },
			"2026-11-23T15:09:42.596997Z 403 0.5ms alice list pods prod/*  x  from ::1  id=1",
		],
	])("%s", (_what, parts, line) => {
		expect(lineLayout()(row(parts), plain)).toBe(line);
	});

	it("is never cut", () => {
		const long = "x".repeat(5000);
		expect(lineLayout()(row({ who: long, where: long, notes: [long] }), plain).split(long)).toHaveLength(4);
	});

	it("paints each part for what it is", () => {
		const painted = lineLayout()(row({ notes: ["why"] }), (part, text) => `${part}(${text})`);
		expect(painted).toBe(
			"time(2026-11-23T15:09:42.596997Z) outcome(403) duration(0.5ms) act(alice) act(list) act(pods) act(prod/*)  note(why)",
		);
	});
});

/** The cells of a line, as one reads who knows only that a cell in quotes ends at its quote, and that notes come after two spaces. */
function cells(line: string): string[] {
	const [, columns = ""] = /^((?:"(?:[^"\\]|\\.)*"|[^" ]| (?! ))*)/u.exec(line) ?? [];
	return columns.match(/(?:"(?:[^"\\]|\\.)*"|[^" ])+/gu) ?? [];
}

it("no name can forge a column, however it is chosen", () => {
	const word = fc.constantFrom("a", " ", '"', "\\", "/", "*", "?", "-", "as", "\n", "  authz: forbid", "\u202e", "(nobody)", "日");
	const name = fc.oneof(fc.string({ unit: word, maxLength: 5 }), fc.string({ unit: "binary", maxLength: 5 }));
	const some = name.filter((text) => text !== "");
	fc.assert(
		fc.property(name, name, some, some, (username, verb, namespace, object) => {
			const one = rowOf(call({ user: { username }, verb, objectRef: { resource: "pods", namespace, name: object } }), {
				shortAccounts: false,
				sources: () => false,
				stages: false,
			});
			const line = lineLayout()(one, plain);
			expect(line).not.toContain("\n");
			expect(cells(line).slice(3)).toEqual([one.who, one.verb, one.resource, one.where]);
		}),
		{ numRuns: 1000 },
	);
});

it("the notes of a row are its own, and by the layout's clock when it began", () => {
	const clock = (at: string): string => at.slice(11, 16);
	expect(rowNotes(row({ notes: ["a"], since: "2026-11-23T15:09:26.644123Z" }), clock)).toEqual(["a", "since 15:09"]);
	expect(rowNotes(row(), clock)).toEqual([]);
});
