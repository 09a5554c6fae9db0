import { describe, expect, it } from "vitest";
import { cri } from "../../../src/decode/wrappers/cri.ts";
import { behind } from "../../helpers/wrapped.ts";

describe("the prefix of a container's log file", () => {
	it.each([
		["a whole line", '2016-10-06T00:17:09.669794202Z stdout F {"a":1}', '{"a":1}', "stdout", true],
		["a piece", '2016-10-06T00:17:09.669794202Z stdout P {"a":', '{"a":', "stdout", false],
		["the other stream", "2026-11-23T14:00:00.2Z stderr F I1123", "I1123", "stderr", true],
		["a line with further tags", "2026-11-23T14:00:00.200000000Z stdout P:one:two x", "x", "stdout", false],
		["a whole line with a further tag", "2026-11-23T14:00:00.200000000Z stdout F:one x", "x", "stdout", true],
		["a time of another zone", "2026-11-23T14:00:00.200000000+02:00 stdout F x", "x", "stdout", true],
		["a time without a fraction", "2026-11-23T14:00:00Z stdout F x", "x", "stdout", true],
		["an empty line", "2026-11-23T14:00:00.2Z stderr F ", "", "stderr", true],
		["an empty last piece", "2026-11-23T14:00:00.2Z stdout F ", "", "stdout", true],
		["a piece that begins with a blank", "2026-11-23T14:00:00.2Z stdout F  (linux)", " (linux)", "stdout", true],
		["a line that is indented", "2026-11-23T14:00:00.2Z stderr F \tPOST /", "\tPOST /", "stderr", true],
		[
			"a line of the container that has the prefix itself",
			"2026-11-23T14:00:00.2Z stdout F 2026-11-23T14:00:00.2Z stderr P x",
			"2026-11-23T14:00:00.2Z stderr P x",
			"stdout",
			true,
		],
	])("is taken off %s", (_what, line, text, stream, isLast) => {
		expect(behind(cri, line)).toEqual({ text, piece: { stream, isLast } });
	});

	it.each([
		"2026-11-23T14:00:00.2Z stdin F x",
		"2026-11-23T14:00:00.2Z stdout X x",
		"2026-11-23T14:00:00.2Z stdout f x",
		"2026-11-23T14:00:00.2Z stdout FP x",
		"2026-11-23T14:00:00.2Z stdout x",
		"2026-11-23T14:00:00.2Z stdout F",
		"2026-11-23T14:00:00.2Z F stdout x",
		"2026/11/23 14:00:00 stdout F x",
		"stdout F x",
		" 2026-11-23T14:00:00.2Z stdout F x",
		'2026-11-23T14:00:00.2Z {"kind":"Event"}',
		'2026-11-23T15:14:25.912494835Z AUDIT: id="x" stage="RequestReceived"',
		"I1123 15:00:58.088244   17485 x.go:110] stdout F x",
		"2026/11/23 15:07:07 httputil: ReverseProxy read error during body copy: unexpected EOF",
		'{"log":"x\\n","stream":"stdout"}',
		"",
	])("is not in front of %j", (line) => {
		expect(behind(cri, line)).toBeUndefined();
	});
});
