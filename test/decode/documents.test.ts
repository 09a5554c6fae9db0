import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Documents, type Found, type Step } from "../../src/decode/documents.ts";
import { event } from "../helpers/event.ts";

const one = JSON.stringify(event({ auditID: "one" }));
const two = JSON.stringify(event({ auditID: "two" }));

/** What is found in lines that come one by one, up to one that is torn. */
function found(lines: readonly string[], maxLength = 100_000) {
	const documents = new Documents(maxLength);
	const steps: Step[] = [];
	for (const line of lines) {
		if (steps.at(-1)?.progress === "torn") break;
		steps.push(documents.add(line));
	}
	const all: Found[] = steps.flatMap((step) => step.found);
	const consumed = steps.at(-1)?.consumed;
	return { all, texts: all.map(({ text }) => text), progress: steps.map(({ progress }) => progress), consumed, documents };
}

const value = fc.jsonValue({ maxDepth: 3 });
/** No key of a list: an object with one is taken apart. */
const object = fc.dictionary(
	fc.string({ unit: "binary", maxLength: 5 }).map((key) => `k${key}`),
	value,
	{ maxKeys: 4 },
);

type Print = (objects: readonly object[], indent: number) => string;
const pretty = (some: unknown, indent: number): string => JSON.stringify(some, undefined, indent);

const prints: readonly (readonly [string, Print])[] = [
	["one on each line", (objects) => objects.map((some) => `${JSON.stringify(some)}\n`).join("")],
	["all on one line", (objects) => objects.map((some) => JSON.stringify(some)).join("")],
	["all on one line, with commas", (objects) => objects.map((some) => JSON.stringify(some)).join(", ")],
	["over many lines", (objects, indent) => objects.map((some) => `${pretty(some, indent)}\n`).join("")],
	["over many lines, one right behind the other", (objects, indent) => objects.map((some) => pretty(some, indent)).join("")],
	[
		"over many lines, with carriage returns",
		(objects, indent) => objects.map((some) => `${pretty(some, indent)}\n`.replaceAll("\n", "\r\n")).join(""),
	],
	["over many lines, indented with tabs", (objects) => objects.map((some) => `${JSON.stringify(some, undefined, "\t")}\n`).join("")],
	["over many lines, with blank ones between", (objects, indent) => objects.map((some) => `\n${pretty(some, indent)}\n\n`).join("")],
	["in an array", (objects) => JSON.stringify(objects)],
	["in an array over many lines", (objects, indent) => pretty(objects, indent)],
	["in an array, one on each line", (objects) => `[\n${objects.map((some) => JSON.stringify(some)).join(",\n")}\n]`],
	["as items", (objects) => JSON.stringify({ items: objects })],
	["as items behind other keys", (objects) => JSON.stringify({ kind: "List", metadata: { a: [{ b: [] }] }, items: objects })],
	["as items before other keys", (objects) => JSON.stringify({ items: objects, kind: "List", metadata: { a: [{ b: [] }] }, x: [1] })],
	["as items over many lines", (objects, indent) => pretty({ kind: "List", items: objects, metadata: { a: [1] } }, indent)],
	["as records, as many lists as there are", (objects) => objects.map((some) => `${JSON.stringify({ records: [some] })}\n`).join("")],
	[
		"as events over many lines, one in each list",
		(objects, indent) => objects.map((some) => pretty({ x: [], events: [some] }, indent)).join(""),
	],
	["as log events", (objects) => JSON.stringify({ logStream: "a", logEvents: objects })],
];

describe("objects", () => {
	it.each(prints)("are found as they are, however they were printed: %s", (_what, print) => {
		fc.assert(
			fc.property(fc.array(object, { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 4 }), (objects, indent) => {
				const { texts, progress } = found(print(objects, indent).split("\n"));
				expect(texts.map((text) => JSON.parse(text))).toEqual(objects.map((some) => JSON.parse(JSON.stringify(some))));
				expect(progress.at(-1)).toBe("done");
			}),
		);
	});

	it("are found in any mixture of these", () => {
		const part = fc.tuple(
			fc.array(object, { minLength: 1, maxLength: 3 }),
			fc.integer({ min: 1, max: 4 }),
			fc.constantFrom(...prints.slice(0, -2)),
		);
		fc.assert(
			fc.property(fc.array(part, { maxLength: 5 }), (parts) => {
				const { texts } = found(parts.flatMap(([objects, indent, [, print]]) => print(objects, indent).split("\n")));
				expect(texts.map((text) => JSON.parse(text))).toEqual(
					parts.flatMap(([objects]) => objects).map((some) => JSON.parse(JSON.stringify(some))),
				);
			}),
		);
	});

	it("are found with the number of lines before them", () => {
		const { all } = found(["[", "{", '"a": 1', '}, {"b": 2},', "", '{"c":', "3}]", '{"d": 4}']);
		expect(all.map(({ text, line }) => [text, line])).toEqual([
			['{\n"a": 1\n}', 1],
			['{"b": 2}', 3],
			['{"c":\n3}', 5],
			['{"d": 4}', 7],
		]);
	});

	it.each([
		["nothing", "", []],
		["white space", " \t\r ", []],
		["a byte order mark before each", '\uFEFF{"a":1}\uFEFF{"b":2}', ['{"a":1}', '{"b":2}']],
		["braces and quotes in texts", '{"a":"}]{[\\"\\\\"}{"b":"\\\\\\""}', ['{"a":"}]{[\\"\\\\"}', '{"b":"\\\\\\""}']],
		["an empty object", "{}{}", ["{}", "{}"]],
		["an empty array", "[]", ["[]"]],
		["arrays in an array", '[[{"a":1}],{"b":2}]', ['[{"a":1}]', '{"b":2}']],
		["a list in an array", '[{"items":[{"a":1}]}]', ['{"items":[{"a":1}]}']],
		["a list in a list", '{"items":[{"items":[{"a":1}]}]}', ['{"items":[{"a":1}]}']],
		["a list's key deeper than a list has it", '{"a":{"items":[{"b":1}]}}', ['{"a":{"items":[{"b":1}]}}']],
		["an array under another key", '{"things":[{"b":1}]}', ['{"things":[{"b":1}]}']],
		["a list's key before something else", '{"items":{"a":[1]},"records":7}', ['{"items":{"a":[1]},"records":7}']],
		["a list's key in a text", '{"a":"\\"items\\":","b":[1]}', ['{"a":"\\"items\\":","b":[1]}']],
		["numbers and texts between the elements of a list", '{"items":[1.5e-3,{"a":1},null,"}{",true,{"b":2}]}', ['{"a":1}', '{"b":2}']],
		["a list without elements", '{"kind":"EventList","items":[]}', ['{"kind":"EventList","items":\n[]}']],
		["two lists in an object", '{"items":[{"a":1}],"records":[{"b":2}]}', ['{"a":1}', '{"b":2}']],
	])("on a line: %s", (_what, line, texts) => {
		const { texts: seen, progress } = found([line]);
		expect(seen.map((text) => text.replaceAll("\n", ""))).toEqual(texts.map((text) => text.replaceAll("\n", "")));
		expect(progress).toEqual(["done"]);
	});
});

describe("the elements of a list", () => {
	it.each([
		['[{"a":1}]', ""],
		['{"items":[{"a":1}]}', '{"items":['],
		['{"kind":"EventList","metadata":{},"items":[{"a":1},{"b":2}]}', '{"kind":"EventList","metadata":{},"items":['],
		['{"items" : [ {"a":1} ] }', '{"items" : ['],
		['{"a":1}', undefined],
	])("know what stands before it: %s", (line, list) => {
		for (const { list: seen } of found([line]).all) expect(seen).toBe(list);
	});

	it("know it over many lines, though they come long before the list ends", () => {
		const { all, documents } = found(["{", '  "kind": "EventList",', '  "items":', "  [", '    {"a": 1},', '    {"b": 2},']);
		expect(all.map(({ list }) => JSON.parse(`${list}]}`))).toEqual([
			{ kind: "EventList", items: [] },
			{ kind: "EventList", items: [] },
		]);
		expect(documents.rest.text).toBe("");
	});

	it("are all that is found of it, if there are any", () => {
		expect(found(['{"items":[{"a":[{}]}],"kind":"List","x":[{}]}']).texts).toEqual(['{"a":[{}]}']);
		expect(found(['{"items":[],"kind":"List"}']).texts.map((text) => JSON.parse(text))).toEqual([{ items: [], kind: "List" }]);
	});

	it("are not held, however many they are", () => {
		const lines = ['{"items":[', ...Array.from({ length: 5000 }, (_none, at) => `{"at":${at}},`), '{"at":5000}', "]}"];
		const { texts, progress } = found(lines, 200);
		expect(texts).toHaveLength(5001);
		expect(progress.at(-1)).toBe("done");
		expect(progress).not.toContain("torn");
	});

	it("may hold lists and objects of their own", () => {
		const { texts } = found([`{"kind":"EventList","items":[${one},${two}]}`]);
		expect(texts).toEqual([one, two]);
	});
});

describe("a line that is torn", () => {
	it.each([
		["prose", ["prose"], 0],
		["a text", ['"text"'], 0],
		["a key in a list", ['{"items":["a":1]}'], 10],
		["an object where a key belongs", ['{"a":1,{"b":2}}'], 0],
		["an object behind a key without its colon", ['{"a"{"b":2}}'], 0],
		["a bracket too many", ['{"a":1}]'], 7],
		["a brace too many", ['{"a":1}}'], 7],
		["a text that does not end", ['{"a":"b'], 0],
		["a text that does not end, behind an object", ['{"a":1}{"b":"c'], 7],
		["a text whose end is escaped", ['{"a":"b\\"}'], 0],
		["prose behind an object", ['{"a":1} and more'], 7],
		["prose inside of an object", ["{", "prose"], 0],
		["prose inside of an object on its line", ['{"a":prose}'], 0],
		["a prefix of kubectl's inside of an array", ["[", "[pod/kube-apiserver/c] {}"], 0],
		["prose behind a number", ['{"a":1 prose}'], 0],
		["klog text inside of an object", ["{", "I1123 15:13:37.308373   22399 flags.go:64] text"], 0],
		["another event inside of an object", ["{", one], 0],
		["another event behind the beginning of one", [one.slice(0, one.indexOf('"user"')), two], 0],
		["an object that begins no deeper", ["{", '  "a": {', "{"], 0],
		["an object that begins less deep", ["  {", '    "a": 1,', "{"], 0],
		["an element that begins no deeper", ["[", "  {", '    "a": {', "  {"], 0],
	])("is told: %s", (_what, lines, consumed) => {
		const torn = found(lines);
		expect(torn.progress).toEqual([...lines.slice(1).map(() => "open"), "torn"]);
		expect(torn.consumed).toBe(consumed);
	});

	it("is told from where it is torn, which the objects before it are not part of", () => {
		const { texts, documents } = found(['[{"a":1},{"b":2},{"c":']);
		expect(texts).toEqual(['{"a":1}', '{"b":2}']);
		expect(documents.rest).toEqual({ text: '{"c":', line: 0, indent: 0 });
	});

	it("gives back what earlier lines hold, and where that began", () => {
		const { documents } = found(['{"a":1}', "{", '  "b":', "prose"]);
		expect(documents.rest).toEqual({ text: '{\n  "b":', line: 1, indent: 0 });
	});

	it("never costs a document behind it, wherever an event was torn", () => {
		for (let place = one.indexOf('"level"'); place < one.length; place += 1) {
			const [first, next] = found([one.slice(0, place), two]).progress;
			expect([place, first === "open" ? next : first]).toEqual([place, "torn"]);
		}
	});

	it("never costs a document behind it, wherever one over many lines was torn", () => {
		const lines = JSON.stringify(event({ auditID: "torn" }), undefined, 2).split("\n");
		const next = JSON.stringify(event({ auditID: "next" }), undefined, 2).split("\n");
		for (let count = 2; count < lines.length; count += 1) {
			const { progress } = found([...lines.slice(0, count), ...next]);
			expect([count, progress.indexOf("torn")]).toEqual([count, count]);
			expect(found(next).texts).toHaveLength(1);
		}
	});

	it("is told from the place behind an array, and not one behind that", () => {
		expect(found(['[{"a":1}] and more']).consumed).toBe(9);
	});

	it("never costs a document behind it, where what was torn is no event", () => {
		const line = '{"log":"a","stream":"stdout"}';
		expect(found([line.slice(0, 11), line]).progress).toEqual(["open", "torn"]);
	});

	it("never costs a document behind it, where a blank line stood in what was torn", () => {
		expect(found(["{", "", '  "a": {', "{"]).progress).toEqual(["open", "open", "open", "torn"]);
	});

	it("is no JSON where it begins with a time, which only looks like a number", () => {
		expect(found(["{", `2026-11-23T15:00:00 ${one}`]).progress).toEqual(["open", "torn"]);
	});
});

describe("what is no log", () => {
	it("is given up where brackets are deeper than in any", () => {
		expect(found(["[".repeat(10_001)]).progress).toEqual(["open"]);
		expect(found(["[".repeat(10_002)]).progress).toEqual(["torn"]);
	});

	it("is given up where blank lines in an object do not end", () => {
		expect(found(["{", ...Array.from({ length: 200 }, () => "")], 100).progress.at(-1)).toBe("torn");
	});

	it("is given up where a line has more objects than any has", () => {
		const { texts, progress } = found(["{}".repeat(1_100_000)]);
		expect([texts.length, progress]).toEqual([1_000_001, ["torn"]]);
	});
});

describe("an object that is too long", () => {
	const long = ["{", ...Array.from({ length: 50 }, (_none, at) => `  "${at}": 1,`), '  "last": 1', "}"];

	it("is given up on the line that makes it so", () => {
		const { progress, texts } = found(long, 200);
		expect(texts).toEqual([]);
		expect(progress.indexOf("torn")).toBeGreaterThan(5);
		expect(progress.indexOf("torn")).toBeLessThan(20);
	});

	it("is found where it is just short enough", () => {
		expect(found(long, long.join("").length + 16 * long.length).texts).toHaveLength(1);
	});

	it("is bounded, and not the list that it stands in", () => {
		const { texts, progress } = found(["[", "{", '"a": 1', "},", ...long, "]"], 100);
		expect(texts[0]).toBe('{\n"a": 1\n}');
		expect(progress).toContain("torn");
	});

	it("holds nothing of the objects before it", () => {
		const lines = Array.from({ length: 1000 }, () => ["{", '"a": 1', "}"]).flat();
		expect(found(lines, 60).texts).toHaveLength(1000);
	});
});
