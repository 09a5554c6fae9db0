import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Pieces } from "../../src/decode/pieces.ts";
import { lineOf, rawBytes, rawText, textOf } from "../../src/decode/raw.ts";
import { event, origin } from "../helpers/event.ts";

const one = JSON.stringify(event());
const context = { origin, place: { file: "audit.log", line: 1 }, depth: 1 };

/** Puts pieces together: `[stream, text, isLast]`, and gives the whole lines as they come, what was lost, and what is left. */
function put(pieces: readonly (readonly [string, string, boolean])[], maxLength = 1000) {
	const lost: string[] = [];
	const all = new Pieces(maxLength, ({ raw }, why) => lost.push(`${why}: ${textOf(raw)}`));
	const whole = pieces
		.flatMap(([stream, text, isLast], at) =>
			all.add(rawText(text), { stream, isLast }, { ...context, place: { file: "audit.log", line: at + 1 } }),
		)
		.map(({ raw }) => textOf(raw));
	return { whole, lost, left: all.flush().map(({ raw }) => textOf(raw)) };
}

describe("pieces of lines", () => {
	it.each([
		["a line in one piece", [["out", "one", true]], ["one"], []],
		[
			"a line in two",
			[
				["out", "on", false],
				["out", "e", true],
			],
			["one"],
			[],
		],
		["a line in many", [..."pieces"].map((text, at) => ["out", text, at === 5]), ["pieces"], []],
		[
			"an empty last piece",
			[
				["out", "one", false],
				["out", "", true],
			],
			["one"],
			[],
		],
		[
			"an empty first piece",
			[
				["out", "", false],
				["out", "one", true],
			],
			["one"],
			[],
		],
		[
			"two lines of two streams",
			[
				["out", "o", false],
				["err", "t", false],
				["out", "ne", true],
				["err", "wo", true],
			],
			["one", "two"],
			[],
		],
		[
			"a line of the other stream between",
			[
				["out", "o", false],
				["err", "two", true],
				["out", "ne", true],
			],
			["two", "one"],
			[],
		],
		[
			"a next line behind it",
			[
				["out", "o", false],
				["out", "ne", true],
				["out", "t", false],
				["out", "wo", true],
			],
			["one", "two"],
			[],
		],
		[
			"a line whose last piece does not come",
			[
				["out", "one", true],
				["out", "tw", false],
			],
			["one"],
			["tw"],
		],
		[
			"two such lines, in their order",
			[
				["out", "o", false],
				["err", "t", false],
				["out", "n", false],
			],
			[],
			["on", "t"],
		],
		[
			"streams with odd names",
			[
				["__proto__", "o", false],
				["", "t", false],
				["__proto__", "ne", true],
			],
			["one"],
			["t"],
		],
		[
			"an event that is whole, though nothing says that it ends, nor that the line before it does",
			[
				["out", "text", false],
				["out", one, false],
				["out", one, false],
			],
			["text", one, one],
			[],
		],
		[
			"an event that is only a part of a line, in a stream that has shown how its lines end",
			[
				["out", "text", true],
				["out", "\t", false],
				["out", one, false],
				["out", "", true],
				["out", one, false],
			],
			["text", `\t${one}`],
			[one],
		],
		[
			"a piece that only ends like JSON",
			[
				["out", '"a":1}', false],
				["out", "x", true],
			],
			['"a":1}x'],
			[],
		],
		[
			"a piece that only begins like JSON",
			[
				["out", '{"a":', false],
				["out", "1}", true],
			],
			['{"a":1}'],
			[],
		],
	] as [string, [string, string, boolean][], string[], string[]][])("are put together: %s", (_what, pieces, whole, left) => {
		expect(put(pieces)).toEqual({ whole, lost: [], left });
	});

	it("are put together, however many streams' pieces stand between each other", () => {
		const lines = fc.array(
			fc.array(
				fc.string({ maxLength: 4 }).map((text) => `.${text}`),
				{ minLength: 1, maxLength: 5 },
			),
			{ maxLength: 6 },
		);
		fc.assert(
			fc.property(lines, fc.infiniteStream(fc.nat()), (streams, order) => {
				const waiting = streams.map((parts, stream) => parts.map((text, at) => [`${stream}`, text, at === parts.length - 1] as const));
				const mixed: (readonly [string, string, boolean])[] = [];
				for (const next of order) {
					const ready = waiting.filter((parts) => parts.length > 0);
					const piece = ready[next % ready.length]?.shift();
					if (!piece) break;
					mixed.push(piece);
				}
				const { whole, lost, left } = put(mixed, 100_000);
				expect(whole.toSorted()).toEqual(streams.map((parts) => parts.join("")).toSorted());
				expect([...lost, ...left]).toEqual([]);
			}),
		);
	});

	it("are the same bytes again, wherever a character was cut in two", () => {
		const input = Buffer.concat([Buffer.from('{"é":"😀'), Buffer.of(0xff), Buffer.from('"}')]);
		for (let place = 1; place < input.length; place += 1) {
			const pieces = new Pieces(1000, () => expect.unreachable("it was lost"));
			expect(pieces.add(rawBytes(input.subarray(0, place)), { stream: "out", isLast: false }, context)).toEqual([]);
			const [whole] = pieces.add(rawBytes(input.subarray(place)), { stream: "out", isLast: true }, context);
			expect(whole && lineOf(whole.raw)).toEqual(input);
		}
	});

	it("are a text again when a character that was cut in two is whole", () => {
		const input = Buffer.from("é");
		const pieces = new Pieces(1000, () => expect.unreachable("it was lost"));
		pieces.add(rawBytes(input.subarray(0, 1)), { stream: "out", isLast: false }, context);
		expect(pieces.add(rawBytes(input.subarray(1)), { stream: "out", isLast: true }, context)).toEqual([{ raw: rawText("é"), context }]);
	});
});

describe("a line in pieces", () => {
	const long = "x".repeat(600);

	it("is lost beyond the longest line, with its first piece, as soon as it is too long", () => {
		expect(
			put([
				["out", "first", false],
				["out", long, false],
				["out", long, false],
			]),
		).toEqual({ whole: [], lost: [`overlong: first${long}${long}`], left: [] });
		expect(
			put([
				["out", "first", false],
				["out", long, false],
			]),
		).toEqual({ whole: [], lost: [], left: [`first${long}`] });
	});

	it("is lost in pieces of one character too, each of which takes its own memory", () => {
		const { lost, left } = put(Array.from({ length: 1001 }, () => ["out", "x", false]));
		expect(lost).toEqual([expect.stringMatching(/^overlong: x{9,20}$/)]);
		expect(left).toEqual([]);
	});

	it("is lost once, however much of it is still to come, and the next one of its stream is not", () => {
		const { whole, lost } = put([
			...Array.from({ length: 5 }, () => ["out", long, false] as const),
			["out", "end", true],
			["out", "next", true],
		]);
		expect({ whole, lost }).toEqual({ whole: ["next"], lost: [`overlong: ${long}${long}`] });
	});

	it("is told with the line that it began on", () => {
		const lost: number[] = [];
		const pieces = new Pieces(1000, (part) => lost.push(part.context.place.line));
		for (const line of [7, 8, 9])
			pieces.add(rawText(long), { stream: "out", isLast: false }, { ...context, place: { file: "audit.log", line } });
		expect(lost).toEqual([7]);
	});

	it("keeps nothing of what is lost, and costs no other line", () => {
		const { whole, left, lost } = put([
			["out", long, false],
			["err", "two", false],
			["out", long, false],
			["err", "", true],
		]);
		expect({ whole, left, lost }).toEqual({ whole: ["two"], left: [], lost: [`overlong: ${long}${long}`] });
	});

	it("is lost when more streams have one under way than are remembered: the one that began longest ago", () => {
		const begun = Array.from({ length: 256 }, (_none, stream) => [`${stream}`, `line ${stream}`, false] as const);
		expect(put(begun, 100_000)).toMatchObject({ lost: [], left: { length: 256 } });
		const continued = ["0", " goes on", false] as const;
		const { lost, left } = put([...begun, continued, ["more", "line 256", false]], 100_000);
		expect(lost).toEqual(["damaged: line 0 goes on"]);
		expect(left).toHaveLength(256);
		expect(left.at(-1)).toBe("line 256");
	});

	it("is lost when all of them together are twice the longest line: the one that began longest ago", () => {
		const begun = Array.from({ length: 4 }, (_none, stream) => [`${stream}`, "x".repeat(500), false] as const);
		expect(put(begun, 1000)).toMatchObject({ lost: [`damaged: ${"x".repeat(500)}`], left: { length: 3 } });
	});

	it("makes room when it ends", () => {
		const begun = Array.from({ length: 256 }, (_none, stream) => [`${stream}`, `line ${stream}`, false] as const);
		expect(put([...begun, ["7", "", true], ["more", "line 256", false]], 100_000)).toMatchObject({ whole: ["line 7"], lost: [] });
	});

	it("is given back once at the end", () => {
		const pieces = new Pieces(1000, () => expect.unreachable("it was lost"));
		pieces.add(rawText("half"), { stream: "out", isLast: false }, context);
		expect(pieces.flush()).toEqual([{ raw: rawText("half"), context }]);
		expect(pieces.flush()).toEqual([]);
	});
});
