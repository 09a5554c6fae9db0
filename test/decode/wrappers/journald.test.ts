import { describe, expect, it } from "vitest";
import { journald } from "../../../src/decode/wrappers/journald.ts";
import { inside } from "../../helpers/wrapped.ts";

const line = { _HOSTNAME: "node-1", _PID: "1574", SYSLOG_IDENTIFIER: "kube-apiserver", PRIORITY: "6" };

describe("journald's envelope", () => {
	it.each([
		["a line", { MESSAGE: "{}", ...line }, "{}", "node-1", "1574", true],
		["bytes", { MESSAGE: [123, 0xff, 125], ...line }, Buffer.of(123, 0xff, 125), "node-1", "1574", true],
		["the beginning of a long line", { MESSAGE: "{", _LINE_BREAK: "line-max", ...line }, "{", "node-1", "1574", false],
		["the end of a stream", { MESSAGE: "}", _LINE_BREAK: "eof", ...line }, "}", "node-1", "1574", true],
		["a change of process", { MESSAGE: "}", _LINE_BREAK: "pid-change", ...line }, "}", "node-1", "1574", true],
		["an empty line", { MESSAGE: "", ...line }, "", "node-1", "1574", true],
		["nothing else", { MESSAGE: "{}" }, "{}", undefined, "", true],
	])("with %s", (_what, value, text, from, stream, isLast) => {
		expect(inside(journald, value)).toEqual([{ text, from, piece: { stream, isLast } }]);
	});

	it.each<Record<string, unknown>>([
		{},
		{ message: "{}" },
		{ MESSAGE: { a: 1 }, ...line },
		{ MESSAGE: 7 },
		{ log: "{}\n", stream: "stdout" },
		{ kind: "Event", apiVersion: "audit.k8s.io/v1", auditID: "a" },
		{ ts: 1672531200000.1, caller: "a.go:1", msg: "text", v: 0 },
	])("is not %j", (value) => {
		expect(inside(journald, value)).toBeUndefined();
	});

	it("says so when it lacks a long line", () => {
		const value = { ...line, MESSAGE: null };
		expect(inside(journald, value)).toEqual([{ text: "", from: "node-1", lost: expect.stringContaining("--all") }]);
	});
});
