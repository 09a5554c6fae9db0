import { describe, expect, it } from "vitest";
import { timestamp } from "../../../src/decode/wrappers/timestamp.ts";
import { behind } from "../../helpers/wrapped.ts";

describe("a time in front of a line", () => {
	it.each([
		["kubectl logs --timestamps", "2026-11-23T14:00:00.200000000Z {}", "{}"],
		["kubectl logs --timestamps in another zone", "2026-11-23T14:00:00.200000000+02:00 {}", "{}"],
		["aws logs tail", "2026-11-23T15:00:00.123000+00:00 kube-apiserver-audit-0a1b {}", "kube-apiserver-audit-0a1b {}"],
		["aws logs tail --format short", "2026-11-23T15:00:00 {}", "{}"],
		["an export of CloudWatch", "2026-11-23T15:00:00.123Z {}", "{}"],
		["journalctl -o short-iso", "2026-11-23T15:00:00+0000 host kube-apiserver[1]: {}", "host kube-apiserver[1]: {}"],
		["journalctl -o short-iso-precise", "2026-11-23T15:00:00,123456+0000 host a[1]: {}", "host a[1]: {}"],
		["rsyslog", "2026-11-23T15:00:00.123456+01:00 host kube-apiserver: {}", "host kube-apiserver: {}"],
		["a table of CloudWatch", "2026-11-23 15:00:00.123 {}", "{}"],
		["an indented line", "2026-11-23T14:00:00.2Z \tPOST /", "\tPOST /"],
		["an empty line", "2026-11-23T14:00:00.2Z ", ""],
		["a line that is a legacy event", "2026-11-23T14:00:00.2Z 2026-11-23T13:00:00Z AUDIT: id=", "2026-11-23T13:00:00Z AUDIT: id="],
	])("as %s writes it, is taken off, and names nothing", (_what, line, text) => {
		expect(behind(timestamp, line)).toEqual({ text });
	});

	it.each([
		"2026-11-23T15:00:00Z",
		"2026-11-23T15:00:00Z{}",
		"2026-11-23T15:00:00.Z {}",
		"2026-11-23T15:00:00X {}",
		"2026-11-23T15:00 {}",
		"2026/11/23 15:07:07 httputil: ReverseProxy read error during body copy: unexpected EOF",
		" 2026-11-23T15:00:00Z {}",
		"at 2026-11-23T15:00:00Z {}",
		"I1123 15:00:58.088244   17485 x.go:110] 2026-11-23T15:00:00Z text",
		"Nov 23 15:00:00 host kube-apiserver[1574]: {}",
		'{"time":"2026-11-23T15:00:00Z "}',
		'"2026-11-23T15:00:00Z "',
		"",
	])("is not in front of %j", (line) => {
		expect(behind(timestamp, line)).toBeUndefined();
	});
});
