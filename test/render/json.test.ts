import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Line } from "../../src/audit/call.ts";
import { json } from "../../src/render/json.ts";
import type { RenderFacts } from "../../src/render/renderer.ts";
import { call, event } from "../helpers/event.ts";

const facts: RenderFacts = { terminal: undefined, color: false, sources: () => false, stages: false, today: "2026-11-23" };
const piped = json(facts);
const atTerminal = json({ ...facts, terminal: { width: () => 80 } });
const withLine = (...lines: Line[]) => call({}, { lines });

const FACTS =
	'"call":{"state":"complete","stages":{"ResponseComplete":"2026-11-23T15:09:30.001500Z"},"durationMs":1.5,"source":"audit.log"}';

describe("a record in a pipe", () => {
	it("is the event in the server's own bytes, and one key more", () => {
		const line = '{"kind":"Event","n":12345678901234567890,"f":1.0,"e":1e400,"k":1,"k":2,"u":"\\u003c\\/"}';
		expect(piped(withLine(line))).toBe(`${line.slice(0, -1)},${FACTS}}\n`);
	});

	it("keeps bytes that are no UTF-8", () => {
		const line = Buffer.concat([Buffer.from('{"a":"'), Buffer.of(0xff), Buffer.from('"}')]);
		expect(piped(withLine(line))).toEqual(Buffer.concat([line.subarray(0, -1), Buffer.from(`,${FACTS}}\n`)]));
	});

	it.each([
		["a byte order mark before it", '\uFEFF{"a":1}'],
		["blanks around it", '  {"a":1}  '],
		["a carriage return behind it", '{"a":1}\r'],
	])("is without %s", (_what, line) => {
		expect(piped(withLine(line))).toBe(`{"a":1,${FACTS}}\n`);
		expect(String(piped(withLine(Buffer.from(line))))).toBe(`{"a":1,${FACTS}}\n`);
	});

	it("is the last stage's", () => {
		expect(piped(withLine('{"a":1}', '{"a":2}'))).toBe(`{"a":2,${FACTS}}\n`);
	});

	it("is not made safe for a terminal: what reads it gets all of it", () => {
		expect(piped(withLine('{"a":"\u202e\x7f"}'))).toContain("\u202e\x7f");
	});

	it("reads back as the event, with what is known of the call", () => {
		fc.assert(
			fc.property(fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue()), (requestObject) => {
				const one = call({ requestObject });
				const { call: known, ...rest } = JSON.parse(String(piped(one)));
				expect(rest).toEqual(JSON.parse(JSON.stringify(one.event)));
				expect(known).toMatchObject({ state: "complete", durationMs: 1.5 });
			}),
		);
	});

	it.each(["open", "noEnd", "panic"] as const)("says that the call is %s", (state) => {
		expect(JSON.parse(String(piped(call({}, { state })))).call.state).toBe(state);
	});
});

describe("a record at a terminal", () => {
	it("is the same value, with nothing that a terminal obeys", () => {
		fc.assert(
			fc.property(fc.string({ unit: "binary" }), (userAgent) => {
				const one = call({ userAgent: `${userAgent}\x1b\u202e\u009b` });
				const text = String(atTerminal(one));
				expect(text).toMatch(/^[^\p{Cc}\p{Cf}\p{Co}\p{Cs}]*\n$/u);
				expect(JSON.parse(text)).toEqual(JSON.parse(String(piped(one))));
			}),
		);
	});

	it("shows a byte that is no UTF-8 as a replacement character", () => {
		const line = Buffer.concat([Buffer.from('{"a":"'), Buffer.of(0xff), Buffer.from('"}')]);
		expect(atTerminal(withLine(line))).toBe(`{"a":"\uFFFD",${FACTS}}\n`);
	});

	// Not built yet: design.md, "Text from strangers".
	it.fails("does not show the data of a Secret", () => {
		const responseObject = { kind: "Secret", data: { password: "aHVudGVyMg==" } };
		const one = call({ level: "RequestResponse", objectRef: { resource: "secrets" }, responseObject });
		expect(String(atTerminal({ ...one, lines: [JSON.stringify(event(one.event))] }))).not.toContain("aHVudGVyMg==");
	});
});
