import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import fc from "fast-check";
import { expect, it } from "vitest";
import { gate } from "../../src/decode/gate.ts";
import { Lane } from "../../src/decode/lane.ts";
import { cutAt } from "../helpers/decode.ts";
import { origin } from "../helpers/event.ts";

/** What the gate lets through of some chunks, and the numbers of the lines it dropped. */
async function gated(chunks: readonly Buffer[], maxLine: number, lastLine: "emit" | "hold" = "emit") {
	const dropped: number[] = [];
	const stream = gate(new Lane(origin), { maxLine, onOverlong: ({ place }) => dropped.push(place.line), lastLine: () => lastLine });
	return { text: (await buffer(Readable.from(chunks).pipe(stream))).toString(), dropped };
}

it("lets whole lines through as they are", async () => {
	expect(await gated([Buffer.from("one\ntwo\r\n\nthree\n")], 10)).toEqual({ text: "one\ntwo\r\n\nthree\n", dropped: [] });
});

it("drops a line that is too long, inside a chunk, over chunks, and at the end", async () => {
	const input = Buffer.from("ok\nmuch too long\nok\nanother that is too long");
	expect(await gated([input], 8)).toEqual({ text: "ok\nok\n", dropped: [2, 4] });
	expect(await gated(cutAt(input, [5, 9, 30]), 8)).toEqual({ text: "ok\nok\n", dropped: [2, 4] });
});

it("lets a line of just the limit through", async () => {
	expect(await gated([Buffer.from("12345678\n123456789\n")], 8)).toEqual({ text: "12345678\n", dropped: [2] });
});

it("gives a last line without its newline up, or holds it, as it is told", async () => {
	expect((await gated([Buffer.from("one\nhalf")], 10, "emit")).text).toBe("one\nhalf\n");
	expect((await gated([Buffer.from("one\nhalf")], 10, "hold")).text).toBe("one\n");
});

it("keeps nothing of a line that has grown too long", async () => {
	const endless = Readable.from(
		(function* () {
			for (let n = 0; n < 8000; n += 1) yield Buffer.alloc(64 * 1024, 120);
			yield Buffer.from("\nok\n");
		})(),
	);
	const before = process.memoryUsage().arrayBuffers;
	const dropped: number[] = [];
	const text = await buffer(
		endless.pipe(gate(new Lane(origin), { maxLine: 1000, onOverlong: ({ place }) => dropped.push(place.line), lastLine: () => "emit" })),
	);
	expect(text.toString()).toBe("ok\n");
	expect(dropped).toEqual([1]);
	expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(300_000_000); // of 524 MB
});

it("gives the same lines wherever chunks end", async () => {
	const lines = fc.array(
		fc.string({ maxLength: 12 }).map((line) => line.replaceAll("\n", "")),
		{ maxLength: 12 },
	);
	await fc.assert(
		fc.asyncProperty(lines, fc.array(fc.nat(150), { maxLength: 8 }), fc.integer({ min: 1, max: 12 }), async (texts, places, maxLine) => {
			const input = Buffer.from(texts.map((line) => `${line}\n`).join(""));
			const cut = cutAt(
				input,
				places.filter((place) => place < input.length),
			);
			expect(await gated(cut, maxLine)).toEqual(await gated([input], maxLine));
		}),
	);
});

it("keeps a line that comes byte by byte as what it is", async () => {
	const text = "x".repeat(20_000);
	expect(
		(
			await gated(
				[...`${text}\n`].map((byte) => Buffer.from(byte)),
				100_000,
			)
		).text,
	).toBe(`${text}\n`);
});
