import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutAt, decoded } from "../helpers/decode.ts";
import { event } from "../helpers/event.ts";

const one = JSON.stringify(event({ auditID: "one" }));
const two = JSON.stringify(event({ auditID: "two" }));
const pretty = JSON.stringify(event({ auditID: "pretty" }), undefined, 3);

/** The audit IDs that were read, and what was skipped, by kind, with the place of the first. */
async function readFrom(...chunks: (string | Buffer)[]) {
	const { readings, tally } = await decoded(chunks);
	const skipped = Object.fromEntries(
		[...tally.skipped].map(([kind, { count, first }]) => [kind, `${count} at ${first.file}:${first.line}`]),
	);
	return { ids: readings.map((reading) => reading.event.auditID), skipped };
}

describe("a line", () => {
	it.each([
		["an event", `${one}\n`, ["one"], {}],
		["an event without a newline at the end", one, ["one"], {}],
		["an event with a carriage return", `${one}\r\n`, ["one"], {}],
		["an event behind a byte order mark", `\uFEFF${one}\n`, ["one"], {}],
		["an indented event", `  ${one}\n`, ["one"], {}],
		["klog text", `I1123 15:00:58.088244   17485 metrics.go:110] text\n${one}\n`, ["one"], { notJSON: "1 at audit.log:1" }],
		["blank lines", `\n\r\n${one}\n  \n`, ["one"], { blank: "3 at audit.log:1" }],
		["other JSON", `null\n[]\n{}\n123\n"text"\ntrue\n${one}\n`, ["one"], { notAudit: "6 at audit.log:1" }],
		["an Event of another group", `{"kind":"Event","apiVersion":"v1","metadata":{}}\n`, [], { notAudit: "1 at audit.log:1" }],
		["an audit event with a field of the wrong type", `${one.replace('"get"', "7")}\n`, [], { damaged: "1 at audit.log:1" }],
		[
			"an audit event without an ID",
			`{"kind":"Event","apiVersion":"audit.k8s.io/v1","stage":"Panic"}\n`,
			[],
			{ damaged: "1 at audit.log:1" },
		],
		["a torn event", `${one.slice(0, 90)}\n${two}\n`, ["two"], { damaged: "1 at audit.log:1" }],
		["a torn event before a whole one on the same line", `${one.slice(0, 90)}${two}\n`, ["two"], { damaged: "1 at audit.log:1" }],
		["the end of an event, where a log was cut", `${one.slice(200)}\n${two}\n`, ["two"], { headless: "1 at audit.log:1" }],
		["an event nested deeper than the parser's stack", `{"a":${"[".repeat(100_000)}\n${one}\n`, ["one"], { damaged: "1 at audit.log:1" }],
	])("that is %s", async (_what, input, ids, skipped) => {
		expect(await readFrom(input)).toEqual({ ids, skipped });
	});

	it("keeps its own bytes where they are no UTF-8", async () => {
		const bytes = Buffer.concat([Buffer.from(one.slice(0, -1)), Buffer.from(',"x":"'), Buffer.of(0xff), Buffer.from('"}')]);
		const { readings } = await decoded([`${two}\n\n`, bytes, `\n${two}\n`]);
		expect(readings.map(({ line }) => Buffer.from(line))).toEqual([Buffer.from(two), bytes, Buffer.from(two)]);
	});
});

describe("an event over many lines", () => {
	it("is put together, and compacted without touching its tokens", async () => {
		const odd = pretty.replace(
			'"annotations"',
			'"requestObject": { "n": 12345678901234567890, "n": 1.0, "s": "a \\" b" },\n   "annotations"',
		);
		const { readings } = await decoded([`Some prose\n\n${odd}\nmore prose\n`]);
		expect(readings).toHaveLength(1);
		expect(readings[0]?.line).toContain(',"requestObject":{"n":12345678901234567890,"n":1.0,"s":"a \\" b"},"annotations":{');
		expect(readings[0]?.line).not.toContain("\n");
	});

	it.each([
		["blank lines inside", pretty.replace("{", "{\n"), ["pretty"], {}],
		["one after the other", `${pretty}\n${pretty.replace("pretty", "next")}`, ["pretty", "next"], {}],
		["no end", pretty.split("\n").slice(0, -3).join("\n"), [], { damaged: "1 at audit.log:1" }],
		[
			"no end, and a whole event behind it",
			`${pretty.split("\n").slice(0, 5).join("\n")}\n${one}`,
			["one"],
			{ damaged: "1 at audit.log:1" },
		],
		[
			"no end, and another one behind it",
			`${pretty.split("\n").slice(0, 5).join("\n")}\n${pretty}`,
			["pretty"],
			{ damaged: "1 at audit.log:1" },
		],
		[
			"no end, and prose behind it",
			`${pretty.split("\n").slice(0, 5).join("\n")}\nprose`,
			[],
			{ damaged: "1 at audit.log:1", notJSON: "1 at audit.log:6" },
		],
		["too much closed", `{\n"a": 1 }}\n${one}`, ["one"], { notAudit: "1 at audit.log:1", notJSON: "1 at audit.log:2" }],
		["JSON of another kind", `{\n  "kind": "Policy"\n}\n${one}`, ["one"], { notAudit: "1 at audit.log:1" }],
		["broken JSON", `{\n  "kind": "Event",,\n}\n${one}`, ["one"], { damaged: "1 at audit.log:1" }],
	])("with %s", async (_what, input, ids, skipped) => {
		expect(await readFrom(input)).toEqual({ ids, skipped });
	});

	it("is given up beyond the longest line", async () => {
		const { readings, tally } = await decoded([`${pretty}\n${one}\n`], one.length);
		expect(readings.map(({ event: { auditID } }) => auditID)).toEqual(["one"]);
		expect(tally.count("damaged")).toBe(1);
	});
});

it("counts what is over the limit, and numbers the lines behind it rightly", async () => {
	const { readings, tally } = await decoded([`${"x".repeat(5000)}\n${one}\nprose\n`], 1000);
	expect(readings).toHaveLength(1);
	expect(tally.skipped.get("overlong")).toMatchObject({ count: 1, first: { file: "audit.log", line: 1 } });
	expect(tally.skipped.get("notJSON")).toMatchObject({ count: 1, first: { file: "audit.log", line: 3 } });
});

it("reads the same wherever chunks end: every cut of a hostile log in two", async () => {
	const input = readFileSync("samples/hostile.log").subarray(-9000);
	const whole = await decoded([input]);
	expect(whole.readings.length).toBeGreaterThan(10);
	for (let cut = 1; cut < input.length; cut += 7) {
		const { readings, tally } = await decoded(cutAt(input, [cut]));
		expect(readings).toEqual(whole.readings);
		expect(tally).toEqual(whole.tally);
	}
});

it("reads the same wherever chunks end: random cuts of real logs", async () => {
	const logs = ["minikube.log", "stdout.log", "bodies.log", "pretty-printed.txt"].map((name) => readFileSync(`samples/${name}`));
	const input = Buffer.concat(logs);
	const whole = await decoded([input]);
	await fc.assert(
		fc.asyncProperty(fc.array(fc.nat(input.length - 1), { maxLength: 60 }), async (places) => {
			const { readings, tally } = await decoded(cutAt(input, places));
			expect(readings).toEqual(whole.readings);
			expect(tally).toEqual(whole.tally);
		}),
		{ numRuns: 30 },
	);
});

it("never crashes, and never loses a whole line, however a log is damaged", async () => {
	const lines = readFileSync("samples/minikube.log", "utf8").trimEnd().split("\n").slice(0, 20);
	const damage = fc.array(fc.tuple(fc.nat(19), fc.nat(400), fc.string({ maxLength: 5 })), { maxLength: 6 });
	await fc.assert(
		fc.asyncProperty(damage, async (wounds) => {
			const wounded = new Set(wounds.map(([line]) => line));
			const damaged = [...lines];
			for (const [line, at, text] of wounds) damaged[line] = `${damaged[line]?.slice(0, at)}${text.replaceAll("\n", "")}`;
			const { readings } = await decoded([damaged.map((line) => `${line}\n`).join("")]);
			const read = new Set(readings.map(({ line }) => line));
			for (const [number, line] of lines.entries()) if (!wounded.has(number)) expect(read).toContain(line);
		}),
		{ numRuns: 200 },
	);
});
