import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Reading } from "../../src/audit/call.ts";
import { type Needles, Sieve } from "../../src/decode/sieve.ts";
import { cutAt, decoded } from "../helpers/decode.ts";
import { folder, line } from "../helpers/log.ts";

const text = (reading: Reading): string => reading.line.toString();
const real = readFileSync("samples/minikube.log", "utf8").split(/(?<=\n)/);

/** What is read of some lines with the sieve and without it, of what a needle asks for. */
async function both(lines: string, places: readonly number[], needles: Needles, wanted: (line: string) => boolean) {
	const chunks = cutAt(
		Buffer.from(lines),
		places.map((place) => place % (Buffer.byteLength(lines) + 1)),
	);
	const [sifted, plain] = await Promise.all([decoded(chunks, undefined, needles), decoded(chunks)]);
	return {
		sifted: { readings: sifted.readings.map(text).filter(wanted), lines: sifted.tally.lines, skipped: [...sifted.tally.skipped] },
		plain: { readings: plain.readings.map(text).filter(wanted), lines: plain.tally.lines, skipped: [...plain.tally.skipped] },
		unparsed: sifted.tally.unparsed,
	};
}

describe("the sieve", () => {
	it("leaves out plain lines without a needle, and counts them", async () => {
		const lines = [line("a", { verb: "get" }), line("b", { verb: "delete" }), line("c", { verb: "get" }), line("d", { verb: "get" })];
		const { readings, tally } = await decoded([lines.join("")], undefined, [['"delete"']]);
		expect(readings.map(({ event }) => event.auditID)).toEqual(["b"]);
		expect([tally.lines, tally.unparsed, tally.events]).toEqual([4, 3, 1]);
	});

	it("keeps the lines that hold one needle of each group", async () => {
		const lines = [
			line("a", { verb: "get" }),
			line("b", { verb: "patch", userAgent: "x" }),
			line("c", { verb: "delete", userAgent: "curl" }),
		];
		const { readings } = await decoded([lines.join("")], undefined, [['"delete"', '"patch"'], ["curl"]]);
		expect(readings.map(({ event }) => event.auditID)).toEqual(["c"]);
	});

	it("knows the numbers of the lines that it lets through", async () => {
		const lines = [line("a"), line("b"), `${line("delete").slice(0, 150)}\n`, line("d"), "klog\n", line("e")];
		const whole = await decoded([lines.join("")]);
		for (const places of [[], [200], [700, 1500, 1700]]) {
			const { tally } = await decoded(cutAt(Buffer.from(lines.join("")), places), undefined, [['"nobody at all"']]);
			expect([...tally.skipped]).toEqual([...whole.tally.skipped]);
		}
	});

	it("looks for the beginning of a long needle, and not for too many", async () => {
		const long = "x".repeat(500);
		const groups = [[`"${long}"`], Array.from({ length: 20 }, (_none, at) => `needle-${at}`)];
		const lines = [line("a"), line("b", { userAgent: long }), line("c", { userAgent: long.slice(1) })];
		const { readings } = await decoded([lines.join("")], undefined, groups);
		expect(readings.map(({ event }) => event.auditID)).toEqual(["b", "c"]);
	});

	it("reads a line that is longer than all that it looks at", async () => {
		const lines = [line("a"), line("b", { requestObject: { data: "x".repeat(2_000_000) } }), line("c"), line("d", { verb: "delete" })];
		const { sifted, plain } = await both(lines.join(""), [3_000, 900_000], [['"delete"']], (it) => it.includes('"verb":"delete"'));
		expect(sifted).toEqual(plain);
		expect(sifted.readings).toHaveLength(1);
	});

	it("is compiled from its source", { timeout: 60_000 }, () => {
		const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: { scan: string } };
		const [command = "", ...args] = scripts.scan.split(" ");
		const compiled = join(folder(), "scan.wasm");
		execFileSync(join("node_modules/.bin", command), [...args.slice(0, -1), compiled]);
		expect(readFileSync(compiled).equals(readFileSync("src/decode/scan.wasm"))).toBe(true);
	});
});

/** What a line is not plain by, each at a place that is taken modulo what there is. */
const oddities: Readonly<Record<string, (line: string, place: number) => string>> = {
	plain: (line) => line,
	"torn behind a brace": (line, place) => {
		const braces = [...line.matchAll(/\}/g)].map(({ index }) => index + 1);
		const at = braces[place % braces.length] ?? 0;
		return `${line.slice(0, at)}\n${line.slice(at)}`;
	},
	"torn behind a brace, the rest later": (line, place) => {
		const braces = [...line.matchAll(/\}/g)].map(({ index }) => index + 1);
		const at = braces[place % braces.length] ?? 0;
		return `${line.slice(0, at)}\nI1123 15:00:58.088244   17485 a.go:1] text\n${line.slice(at)}`;
	},
	"torn anywhere": (line, place) => `${line.slice(0, place % line.length)}\n${line.slice(place % line.length)}`,
	"torn, another one glued on": (line, place) => `${line.slice(0, place % line.length)}${line}${line.slice(place % line.length)}`,
	"glued to itself": (line) => `${line.trimEnd()}${line}`,
	escaped: (line) => line.replaceAll("alice", "\\u0061lice"),
	"escaped slashes": (line) => line.replaceAll(/(?<=api)\//g, "\\/"),
	"escaped as Go does": (line) => line.replaceAll("kubectl", "k\\u0026\\u003c\\u003e\\ufffd\\\\u0061\\\\"),
	"a body": (line) => line.replace('"requestReceived', '"requestObject":{"annotations":{"a":"alice"},"x":[{}]},"requestReceived'),
	"no annotations": (line) => line.replace(/,"annotations":\{.*?\}(?=\}\n)/, ""),
	"spaces between": (line) => line.replaceAll('","', '", "'),
	"carriage return": (line) => line.replace("\n", "\r\n"),
	NULs: (line) => `\0\0\0${line}`,
	klog: () => "I1123 15:00:58.088244   17485 alice.go:110] Trace[1]: text\n",
	blank: () => "\n",
	pretty: (line) => `${JSON.stringify(JSON.parse(line), null, 2)}\n`,
	list: (line) => `{"kind":"EventList","items":[\n${line.trimEnd()},\n${line.trimEnd()}\n]}\n`,
	"an open brace": () => '{\n"items": [\n',
};

it("gives the same with the sieve and without it, whatever the lines are, and wherever chunks end", async () => {
	const kinds = Object.keys(oddities);
	const lines = fc.array(
		fc.tuple(fc.nat(real.length - 1), fc.oneof({ weight: 2, arbitrary: fc.constant("plain") }, fc.constantFrom(...kinds)), fc.nat(2000)),
		{ minLength: 1, maxLength: 12 },
	);
	const needles = fc.constantFrom('"alice"', '"bob"', '"get"', '"delete"', '"secrets"', '"system:');
	await fc.assert(
		fc.asyncProperty(lines, fc.array(fc.nat(), { maxLength: 8 }), needles, async (picks, places, needle) => {
			const log = picks.map(([at, kind, place]) => oddities[kind]?.(real[at] ?? "", place)).join("");
			const { sifted, plain } = await both(log, places, [[needle]], (it) => it.replaceAll("\\u0061", "a").includes(needle));
			expect(sifted).toEqual(plain);
		}),
		{ numRuns: 600, seed: 1 },
	);
});

it("overwrites nothing that is still to be read: what it hands out lies in memory that it was given", async () => {
	const sieve = new Sieve([['"delete"']]);
	const wanted = Buffer.from(`${line("a", { verb: "delete" })}${line("b")}`);
	wanted.copy(sieve.block);
	const { runs, leftOut, length } = sieve.sift(sieve.block.subarray(0, wanted.length));
	expect([runs.map(({ lines, leftOut: before }) => [lines, before]), leftOut, length]).toEqual([[[1, 0]], 1, wanted.length]);
	expect(runs.every(({ bytes }) => sieve.holds(bytes))).toBe(true);
});
