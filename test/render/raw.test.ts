import { expect, it } from "vitest";
import type { Call, Line } from "../../src/audit/call.ts";
import { raw } from "../../src/render/raw.ts";
import type { RenderFacts } from "../../src/render/renderer.ts";
import { call } from "../helpers/event.ts";

const facts: RenderFacts = { terminal: undefined, color: false, sources: () => false, stages: false, today: "2026-11-23" };
const piped = (...lines: Line[]) => raw(facts)(call({}, { lines }));
const atTerminal = (...lines: Line[]) => raw({ ...facts, terminal: { width: () => 80 } })(call({}, { lines }));

const BAD = Buffer.from([0x7b, 0xff, 0x7d]);

it("gives the lines of a call together, each as it was", () => {
	expect(piped('{"a":"\x1b\u202e"} \r', '\t{"b":1}')).toBe('{"a":"\x1b\u202e"} \r\n\t{"b":1}\n');
});

it("gives bytes back that are no UTF-8, among lines that are", () => {
	expect(piped("{é}", BAD, "{}")).toEqual(Buffer.concat([Buffer.from("{é}\n"), BAD, Buffer.from("\n{}\n")]));
});

it("gives nothing for a call whose lines were not kept", () => {
	expect(piped()).toBe("");
});

it("is made safe at a terminal, line by line", () => {
	expect(atTerminal('{"a":"\x1b[2J\u202e"}\r', "{}")).toBe('{"a":"\\x1b[2J\\u202e"}\\r\n{}\n');
	expect(atTerminal(BAD)).toBe("{\uFFFD}\n");
});

it("gives each line once, though a long call comes when it begins and when it ends", () => {
	const render = raw(facts);
	const lines = ["received", "started"];
	const long: { -readonly [Key in keyof Call]: Call[Key] } = call({}, { state: "open", lines });
	const begun = render(long);
	lines.push("complete");
	long.state = "complete";
	expect([begun, render(long)]).toEqual(["received\nstarted\n", "complete\n"]);
});
