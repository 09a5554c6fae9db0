import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Origin } from "../../src/audit/call.ts";
import { EVENT_HEAD, standsInBody } from "../../src/decode/head.ts";
import { rawText, textOf } from "../../src/decode/raw.ts";
import { Torn } from "../../src/decode/torn.ts";
import { decoded } from "../helpers/decode.ts";
import { event, origin } from "../helpers/event.ts";

const one = JSON.stringify(event({ auditID: "one", requestObject: { metadata: { name: "ä 😀" }, data: { a: "1", b: ["x"] } } }));
const two = JSON.stringify(event({ auditID: "two" }));
const klog = (text: string) => `I1123 14:00:00.200000       1 trace.go:236] ${text}`;
const TRACE = klog('Trace[1]: "Update" accept:application/json');

const context = { origin, place: { file: "audit.log", line: 7 }, depth: 0 };
const ignored = { event: () => {}, behind: () => {}, lost: () => {}, text: () => {}, serverText: () => {} };

/** Holds the beginning of an event, offers texts for its end, and says which completed it, what was read and what was lost. */
function torn(beginning: string, offers: readonly (readonly [string, Origin] | string)[] = []) {
	const read: unknown[] = [];
	const lost: string[] = [];
	const held = new Torn({
		...ignored,
		event: (reading) => read.push(reading.line),
		lost: (raw, { place }) => lost.push(`${textOf(raw)}@${place.line}`),
	});
	held.take(rawText(beginning), context);
	const completed = offers.map((offer) => {
		const [text, from] = typeof offer === "string" ? [offer, origin] : offer;
		return held.complete(rawText(text), { ...context, origin: from });
	});
	return { at: completed.indexOf(true), read, lost, isHolding: held.isHolding };
}

/** `one`, cut in three, where a text goes on. */
const [begin, middle, end] = [one.slice(0, 150), one.slice(150, 160), one.slice(160)];

describe("the beginning of a torn event", () => {
	it.each([
		["behind klog text on its own line", begin + middle + TRACE, [end], 0],
		["behind a line of klog text", begin + middle + TRACE, ["Trace[1]: x", end], 1],
		["behind the further line of a trace", `${begin}${middle}Trace[1]: ---"x" 5ms`, [end], 0],
		["behind a piece from its middle", begin + TRACE, [middle + TRACE, end], 1],
		["behind two such pieces", begin + TRACE, [middle.slice(0, 4) + TRACE, middle.slice(4) + TRACE, end], 2],
		["behind two pieces of klog text on its own line", begin + middle + TRACE + klog("more"), [end], 0],
		["behind a line of Go's own log", `${begin}${middle}2026/11/23 15:07:07 http: text`, [end], 0],
		["before a carriage return", begin + middle + TRACE, [`${end}\r`], 0],
		["behind ends that are none", begin + middle + TRACE, ["}", '"}}', one, end], 3],
	])("finds its end %s", (_what, beginning, offers, at) => {
		expect(torn(beginning, offers)).toEqual({ at, read: [one], lost: [], isHolding: false });
	});

	it("counts no piece from its middle as damaged where that has the beginning of another event in it, in a body", async () => {
		const nested = JSON.stringify(event({ auditID: "outer", requestObject: event({ auditID: "inner" }) }));
		const [first, second] = [nested.indexOf('"level"'), nested.lastIndexOf('"level"')];
		const text = [nested.slice(0, first) + TRACE, nested.slice(first, second) + TRACE, nested.slice(second), ""].join("\n");
		const { readings, tally } = await decoded([text]);
		expect([readings.map(({ line }) => line), tally.count("damaged")]).toEqual([[nested], 0]);
	});

	it("is tried with what looks like klog text inside of it, and without it", () => {
		const own = one.replace("kubectl/", klog("kubectl/"));
		const place = own.indexOf("objectRef");
		expect(torn(own.slice(0, place) + TRACE, [own.slice(place)]).read).toEqual([own]);
	});

	it.each([1024, 2048, 49_152])("finds its end on the next line where it was cut by its length: %i", async (length) => {
		for (const text of ["xä", "ä"]) {
			const bytes = Buffer.from(JSON.stringify(event({ userAgent: text.repeat(40_000) })));
			const { readings } = await decoded([bytes.subarray(0, length), "\n", bytes.subarray(length), "\n"]);
			expect(readings.map(({ line }) => Buffer.from(line).equals(bytes))).toEqual([true]);
		}
	});

	it("has no end on the next line where it was cut elsewhere: nothing says that it goes on there", () => {
		expect(torn(begin + middle, [end])).toMatchObject({ at: -1, read: [] });
	});

	it("is held until then", () => {
		expect(torn(begin, ["no end", "}"])).toEqual({ at: -1, read: [], lost: [], isHolding: true });
	});

	it("is no beginning where it is whole", () => {
		expect(torn(one)).toEqual({ at: -1, read: [one], lost: [], isHolding: false });
	});

	it("does not take the end of another log", () => {
		const other: Origin = { name: "b", log: "/b" };
		expect(torn(begin + middle + TRACE, [[end, other], end]).at).toBe(1);
		expect(torn(begin + middle + TRACE, [[end, { name: "rotated", log: origin.log }]]).at).toBe(0);
	});

	it("is lost, with the line it stands on, when another one is held, and once", () => {
		const lost: unknown[] = [];
		const held = new Torn({
			...ignored,
			event: () => expect.unreachable("it was read"),
			lost: (raw, { place }) => lost.push([textOf(raw), place.line]),
		});
		held.take(rawText(`${EVENT_HEAD}1`), { ...context, place: { file: "audit.log", line: 1 } });
		held.take(rawText(`${EVENT_HEAD}2`), { ...context, place: { file: "audit.log", line: 2 } });
		expect(lost).toEqual([[`${EVENT_HEAD}1`, 1]]);
		held.flush();
		held.flush();
		expect(lost).toEqual([
			[`${EVENT_HEAD}1`, 1],
			[`${EVENT_HEAD}2`, 2],
		]);
	});

	it("is lost when its end is not among the 64 lines behind it", () => {
		const age = (lines: number) => {
			const lost: string[] = [];
			const held = new Torn({
				...ignored,
				event: () => expect.unreachable("it was read"),
				lost: (raw) => lost.push(textOf(raw)),
			});
			held.take(rawText(begin), context);
			for (let line = 0; line <= lines; line += 1) held.age(); // its own line counts too
			return [held.isHolding, lost.length];
		};
		expect(age(63)).toEqual([true, 0]);
		expect(age(64)).toEqual([false, 1]);
	});

	it("is lost at once when it is longer than 8 MiB", () => {
		const longest = begin.padEnd(8 * 1024 * 1024, "x");
		expect(torn(longest)).toMatchObject({ isHolding: true, lost: [] });
		expect(torn(`${longest}x`)).toMatchObject({ isHolding: false, lost: { length: 1 } });
	});

	it("does not grow beyond 8 MiB", () => {
		const half = "x".repeat(4 * 1024 * 1024);
		const inTwo = (text: string) => torn(begin + text + TRACE, [`${text}","x":{"y":"${TRACE}`, `${middle}${end}}`]).at;
		expect(inTwo(half)).toBe(-1);
		expect(inTwo(half.slice(500))).toBe(1);
	});

	it("is tried in four places at most, those nearest to its end first", () => {
		const many = begin + middle + TRACE + klog("2") + klog("3");
		expect(torn(many, [end]).at).toBe(0);
		expect(torn(many + klog("4") + klog("5"), [end]).at).toBe(-1);
	});
});

/** What came of an event that was cut at a place, with other text in between, and another event behind it. */
async function cutWith(place: number, text: (before: string, after: string) => string, line = one) {
	const { readings, tally } = await decoded([`${text(line.slice(0, place), line.slice(place))}\n${two}\n`]);
	return { lines: readings.map((reading) => reading.line), damaged: tally.count("damaged") };
}

/** Every 50th place of a text, from behind the head of an event on. */
const places = (text: string): number[] => Array.from({ length: Math.floor(text.length / 50) - 1 }, (_none, at) => 50 * (at + 1));

describe("an event that klog text stands in, as `kubectl logs` has it", () => {
	it.each([
		["a line", (before: string, after: string) => `${before}${TRACE}\n${after}`],
		["several lines", (before: string, after: string) => `${before}${TRACE}\nTrace[1]: ---"x" 500ms\nTrace[1]: [1s] END\n${after}`],
		["a further line of a trace", (before: string, after: string) => `${before}Trace[1]: ---"x" 500ms\n${after}`],
		["a line with quotes and braces", (before: string, after: string) => `${before}${klog('"x" err="{\\"a\\":["')}\n${after}`],
		["a line with half of a quote", (before: string, after: string) => `${before}${klog('"x')}\n${after}`],
		["a value over several lines", (before: string, after: string) => `${before}${klog('"x" err=<')}\n\tone\n\ttwo\n >\n${after}`],
		["another event of another stream", (before: string, after: string) => `${before}${TRACE}\n${two.replace("two", "three")}\n${after}`],
		["other JSON", (before: string, after: string) => `${before}${TRACE}\nnull\n{}\n[]\n${after}`],
		["blank lines", (before: string, after: string) => `${before}${TRACE}\n\n\r\n${after}`],
		["as many lines as may be", (before: string, after: string) => `${before}${TRACE}\n${"[+]ping ok\n".repeat(63)}${after}`],
	])("is whole again: %s, wherever it was cut", async (_what, text) => {
		for (const place of places(one)) {
			const { lines, damaged } = await cutWith(place, text);
			expect([place, lines.filter((line) => line === one).length, lines.at(-1), damaged]).toEqual([place, 1, two, 0]);
		}
	});

	it("is whole again when it was cut twice", async () => {
		for (const place of places(one)) {
			for (const next of [place + 1, place + 7, place + 60].filter((at) => at < one.length)) {
				const { lines } = await cutWith(
					place,
					(before) => `${before}${TRACE}\n${one.slice(place, next)}${klog("more")}\n${one.slice(next)}`,
				);
				expect([place, next, lines]).toEqual([place, next, [one, two]]);
			}
		}
	});

	it("is whole again wherever it was cut: at each place", async () => {
		for (let place = EVENT_HEAD.length; place < one.length; place += one.codePointAt(place) === 0x1f600 ? 2 : 1) {
			const { lines, damaged } = await cutWith(place, (before, after) => `${before}${TRACE}\n${after}`);
			expect([place, lines, damaged]).toEqual([place, [one, two], 0]);
		}
	});

	it.each([
		["too many lines", (before: string, after: string) => `${before}${TRACE}\n${"[+]ping ok\n".repeat(64)}${after}`],
		["the end of another event", (before: string) => `${before}${TRACE}\n"verb":"get"}`],
		["no end", (before: string) => `${before}${TRACE}`],
		["the end of another pod", (before: string, after: string) => `[pod/a/c] ${before}${TRACE}\n[pod/b/c] ${after}`],
	])("is counted as damaged behind %s, and costs no other event", async (_what, text) => {
		const place = one.indexOf("web-1");
		expect(await cutWith(place, text)).toMatchObject({ lines: [two], damaged: 1 });
	});

	it("is whole again behind a prefix of its own pod, with lines of another one in between", async () => {
		const text = (before: string, after: string) => `[pod/a/c] ${before}${TRACE}\n[pod/b/c] ${two}\n[pod/b/c] text"}\n[pod/a/c] ${after}`;
		expect((await cutWith(one.indexOf("web-1"), text)).lines).toEqual([two, one, two]);
	});

	it("says who did what when no end comes, and on which line it stands", async () => {
		const { tally } = await decoded([`${two}\n${one.slice(0, one.indexOf("sourceIPs"))}${TRACE}\n${two}\n`]);
		expect(tally.skipped.get("damaged")).toEqual({
			count: 1,
			first: { file: "audit.log", line: 2 },
			what: "alice get /api/v1/namespaces/dev/pods/web-1, auditID one",
		});
	});

	it("holds its own bytes where they are no UTF-8, and where a character was cut in two", async () => {
		const bytes = Buffer.concat([Buffer.from(one.slice(0, -1)), Buffer.from(',"x":"ä'), Buffer.of(0xff), Buffer.from('"}')]);
		for (const place of [bytes.length - 3, bytes.length - 4, bytes.indexOf("ä") + 1, bytes.indexOf("😀") + 2]) {
			const parts = [bytes.subarray(0, place), Buffer.from(`${TRACE}\n`), bytes.subarray(place), Buffer.from("\n")];
			const { readings } = await decoded([Buffer.concat(parts)]);
			expect(readings.map(({ line }) => line)).toEqual([bytes]);
		}
	});
});

describe("an event behind a torn one on the same line, as a full disk leaves it", () => {
	/** The lines of the events that are read of a text. */
	const readFrom = async (text: string) => (await decoded([`${text}\n`])).readings.map((reading) => reading.line);

	/** What may be left of a line, but for what a body may go on behind. */
	const beginningsOf = (text: string): string[] =>
		Array.from({ length: Math.floor(text.length / 97) }, (_none, at) => text.slice(0, 50 + at * 97)).filter((torn) => !standsInBody(torn));

	it("is read wherever the other one was torn, at each place", async () => {
		for (let place = 1; place < two.length; place += 1) expect([place, await readFrom(two.slice(0, place) + one)]).toEqual([place, [one]]);
	});

	it("is read behind several that are torn", async () => {
		expect(await readFrom(`${one.slice(0, 60)}${one.slice(0, 200)}${one.slice(0, 90)}${two}`)).toEqual([two]);
	});

	it.each(["}", "}}", "]}", "{", "[", '\\"', '{\\"a\\":1}'])("is read when there is %s in one of its texts", async (text) => {
		const odd = two.replace('"kubectl/', `"${text} kubectl/`);
		for (const place of [48, 55, 60, two.length - 2]) expect([place, await readFrom(two.slice(0, place) + odd)]).toEqual([place, [odd]]);
	});

	it("is not read where the other one broke off at a value of a body: a client may have put it there", async () => {
		const client = JSON.stringify(event({ auditID: "client", requestObject: { spec: event({ auditID: "forged" }), list: [1, event()] } }));
		const first = client.indexOf('{"kind"', 10);
		for (const place of [client.indexOf('}},"list"') + 1, client.length - 3]) {
			for (const behind of ["", "\n", two, `\n${two}`, `${TRACE}\n${two}`]) {
				const lines = await readFrom(client.slice(0, place) + behind);
				expect([place, behind, lines.filter((line) => line !== two)]).toEqual([place, behind, []]);
			}
		}
		expect(await readFrom(client)).toEqual([client]);
		expect(first).toBeGreaterThan(0);
	});

	describe("when a client put one into a body, and what follows begins with just that", () => {
		const forged = JSON.stringify(event({ auditID: "forged", user: { username: "admin" } }));
		/** The client may make its body as long as it likes. */
		const sent = (padding: number) =>
			JSON.stringify(event({ auditID: "client", requestObject: { padding: "x".repeat(padding), list: [JSON.parse(forged)] } }));
		const [before = "", after = ""] = sent(0).split(
			/(?<=\[)(?=\{"kind":"Event","apiVersion":"audit.k8s.io\/v1","level":"Metadata","auditID":"forged")/,
		);

		it("is the client's own event, which klog text stands in", async () => {
			expect(await readFrom(`${before}${TRACE}\n${after}`)).toEqual([sent(0)]);
		});

		it("is the client's own event, which was cut by its length", async () => {
			const padding = 4096 - before.length;
			expect(await readFrom(`${sent(padding).slice(0, 4096)}\n${after}`)).toEqual([sent(padding)]);
		});

		it.each([
			["at the beginning of a log", ""],
			["of a log that goes on", `${two}\n`],
			["behind a prefix", "[pod/a/c] "],
			["behind two lines that are none of its own", `${before}${TRACE}\n${"text\n".repeat(70)}`],
		])("is no event %s", async (_what, text) => {
			expect((await readFrom(text + after)).filter((line) => line !== two)).toEqual([]);
		});
	});

	it.each([
		["fields with commas", `1764000000,kube-apiserver-audit,${two}`],
		["the end of another, in an array that was cut", `00Z"}},${two}]`],
	])("is read behind %s, or else counted as a loss", async (_what, text) => {
		const { readings, tally } = await decoded([`${one}\n${text}\n`]);
		expect(readings.length - 1 + tally.count("damaged")).toBeGreaterThan(0);
	});

	it("is read with the body that it has, in a real log", async () => {
		const lines = readFileSync("samples/bodies.log", "utf8").trimEnd().split("\n");
		for (const [at, whole] of lines.slice(1).entries()) {
			for (const torn of beginningsOf(lines[at] ?? "")) expect(await readFrom(torn + whole)).toContain(whole);
		}
	});

	it.each([
		["nothing", ""],
		["the beginning of another", one.slice(0, 60)],
		["words that are no prefix", "some words that are no prefix: "],
	])("is read behind %s when there is another in its own body", async (_what, before) => {
		const nested = JSON.stringify(event({ auditID: "outer", requestObject: { spec: event({ auditID: "inner" }) } }));
		expect(await readFrom(before + nested)).toEqual([nested]);
	});

	it("is read between others, though its kind comes last, where one is torn and one has another in its own body", async () => {
		const { kind, apiVersion, ...rest } = event({ auditID: "last" });
		const last = JSON.stringify({ ...rest, kind, apiVersion });
		const nested = JSON.stringify(event({ auditID: "outer", requestObject: { spec: event({ auditID: "inner" }) } }));
		expect(await readFrom(`${nested},${last},${two.slice(0, -9)}`)).toEqual([nested, last]);
	});

	it.each([
		["a comma, a list without brackets", `${one},${two}`],
		["a comma and a blank", `${one}, ${two},`],
		["words", `${one} some words ${two}`],
		["words, as well as a prefix that nobody knows", `some words that are no prefix: ${one} and more ${two} of them`],
		["other JSON", `${one}{"a":1}${two}`],
		["klog text", `${one}${two}${klog("text")}`],
		["a bracket", `${one},${two}]`],
	])("is read with another one, both whole, where there is something else too: %s", async (_what, text) => {
		expect(await readFrom(text)).toEqual([one, two]);
	});
});
