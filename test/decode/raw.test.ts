import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { byteChars, cut, fromByteChars, joined, lineOf, rawBytes, rawLine, rawText, textOf } from "../../src/decode/raw.ts";

const bytes = fc
	.array(
		fc.oneof(
			fc.uint8Array({ maxLength: 12 }).map((some) => Buffer.from(some)),
			fc.string({ unit: "binary", maxLength: 12 }).map((text) => Buffer.from(text)),
		),
		{ maxLength: 6 },
	)
	.map((parts) => Buffer.concat(parts));

describe("any bytes", () => {
	it("come out as they went in", () => {
		fc.assert(
			fc.property(bytes, (input) => {
				const raw = rawBytes(input);
				expect(Buffer.from(lineOf(raw))).toEqual(input);
				expect(textOf(raw)).toBe(input.toString());
			}),
		);
	});

	it("come out as they went in, as a line whose text split2 decoded", () => {
		fc.assert(
			fc.property(bytes, (input) => {
				expect(Buffer.from(lineOf(rawLine(input.toString(), () => input)))).toEqual(input);
			}),
		);
	});

	it("come out as they went in, one character a byte", () => {
		fc.assert(
			fc.property(bytes, (input) => {
				const chars = byteChars(rawBytes(input));
				expect(Buffer.from(chars, "latin1")).toEqual(input);
				expect(fromByteChars(chars)).toEqual(rawBytes(input));
			}),
		);
	});

	it("are the same when they are cut anywhere, and joined again", () => {
		fc.assert(
			fc.property(bytes, fc.array(fc.nat(40), { maxLength: 5 }), (input, places) => {
				const cuts = [0, ...places.map((place) => Math.min(place, input.length)).sort((a, b) => a - b), input.length];
				const parts = cuts.slice(1).map((end, at) => rawBytes(input.subarray(cuts[at], end)));
				const whole = joined(parts);
				expect(Buffer.from(lineOf(whole))).toEqual(input);
				expect(textOf(whole)).toBe(input.toString());
			}),
		);
	});

	it("are the same when their characters are cut anywhere, and joined again", () => {
		fc.assert(
			fc.property(bytes, fc.nat(40), (input, place) => {
				const chars = byteChars(rawBytes(input));
				const parts = [chars.slice(0, place), chars.slice(place)].map(fromByteChars);
				expect(Buffer.from(lineOf(joined(parts)))).toEqual(input);
			}),
		);
	});
});

describe("a text", () => {
	it("asks for no bytes where it is what they say", () => {
		const raw = rawLine("an é", () => expect.unreachable("it asked for the bytes"));
		expect(raw).toEqual({ chars: "an é", isBytes: false });
		expect(lineOf(raw)).toBe("an é");
	});

	it("holds its bytes where they are no UTF-8", () => {
		const input = Buffer.of(0x61, 0xff, 0x62);
		const raw = rawLine(input.toString(), () => input);
		expect(raw).toEqual({ chars: "aÿb", isBytes: true });
		expect(textOf(raw)).toBe("a\uFFFDb");
		expect(lineOf(raw)).toEqual(input);
	});

	it("is cut in the same places, whether it is text or bytes", () => {
		const broken = rawBytes(Buffer.concat([Buffer.from("[pod/a/c] {"), Buffer.of(0xff), Buffer.from("}")]));
		expect(textOf(cut(broken, 10))).toBe("{\uFFFD}");
		expect(textOf(cut(rawText("[pod/a/c] {}"), 10))).toBe("{}");
		expect(textOf(cut(broken, 0, 9))).toBe("[pod/a/c]");
	});

	it("has a character again that was cut in two", () => {
		const [first, second] = [Buffer.from("é").subarray(0, 1), Buffer.from("é").subarray(1)].map(rawBytes);
		expect(joined([rawText("a"), first as never, second as never, rawText("é")])).toEqual({ chars: "aéé", isBytes: false });
	});

	it("is empty when nothing is joined", () => {
		expect(joined([])).toEqual({ chars: "", isBytes: false });
	});
});
