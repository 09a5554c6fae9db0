import { describe, expect, it } from "vitest";
import { syslog } from "../../../src/decode/wrappers/syslog.ts";
import { behind } from "../../helpers/wrapped.ts";

describe("the prefix of syslog", () => {
	it.each([
		["journalctl's short form", "Nov 23 15:00:00 node-1 kube-apiserver[1574]: {}", "{}", "node-1"],
		["a day of one digit", "Nov  3 15:00:00 node-1 kube-apiserver[1574]: {}", "{}", "node-1"],
		["journalctl -o short-precise", "Nov 23 15:00:00.123456 node-1 k3s[7]: {}", "{}", "node-1"],
		["a tag without a process", "Nov 23 15:00:00 node-1 microshift: {}", "{}", "node-1"],
		["RFC 3164 with a priority", "<14>Nov 23 15:00:00 10.0.0.1 kube-apiserver[1574]: {}", "{}", "10.0.0.1"],
		["klog text", "Nov 23 15:00:00 host a[1]: E1105 15:00:00.000000       1 x.go:1] t", "E1105 15:00:00.000000       1 x.go:1] t", "host"],
		["RFC 5424", "<165>1 2026-11-23T15:00:00.003Z node-1 kube-apiserver 1574 - - {}", "{}", "node-1"],
		["RFC 5424 with a message ID", "<165>1 2026-11-23T15:00:00Z node-1 kube-apiserver 1574 ID47 - {}", "{}", "node-1"],
		["RFC 5424 with data", '<165>1 2026-11-23T15:00:00Z node-1 a 1 - [x@1 k="v"] {}', "{}", "node-1"],
		["RFC 5424 with two groups of data", '<165>1 2026-11-23T15:00:00Z node-1 a 1 - [x@1 k="v"][y@1 k="v"] {}', "{}", "node-1"],
		["RFC 5424 with a bracket in its data", '<165>1 2026-11-23T15:00:00Z node-1 a 1 - [x@1 k="\\]\\"\\\\"] {}', "{}", "node-1"],
		["RFC 5424 with a byte order mark", "<165>1 2026-11-23T15:00:00Z node-1 a 1 - - \uFEFF{}", "{}", "node-1"],
		["what a time stood before", "node-1.example.com kube-apiserver[1574]: {}", "{}", "node-1.example.com"],
		["what a time stood before, without a process", "node-1 k8s/kube-apiserver: {}", "{}", "node-1"],
		["a second prefix", "node-1 docker[7]: 2026-11-23T15:00:00Z {}", "2026-11-23T15:00:00Z {}", "node-1"],
	])("%s, is taken off, and names the host", (_what, line, text, from) => {
		expect(behind(syslog, line)).toEqual({ text, from });
	});

	it.each([
		"I1123 15:00:58.088244   17485 metrics.go:110] text: {}",
		"E1123 15:00:58.088244   17485 metrics.go:110] Error in audit plugin 'log' affecting 1 audit events: no space left on device",
		"Impacted events:",
		'Trace[461971218]: ---"Writing http response done" 5932ms (15:13:50.405)',
		"[-]poststarthook/rbac/bootstrap-roles failed: not finished",
		"2026/11/23 15:07:07 httputil: ReverseProxy read error during body copy: unexpected EOF",
		"goroutine 78 [running]:",
		"http: TLS handshake error from 10.0.0.1:1234: EOF",
		"tail: '/tmp/audit.log' has been replaced;  following new file",
		"Error from server (NotFound): pods",
		'2026-11-23T15:14:25.912494835Z AUDIT: id="x" stage="RequestReceived"',
		"2026-11-23T15:00:00Z node-1 kube-apiserver[1574]: {}",
		"Nov 23 15:00:00 node-1 {}",
		"November 23 15:00:00 node-1 a[1]: {}",
		"<165>1 2026-11-23T15:00:00Z node-1 a 1 {}",
		"<165>2 2026-11-23T15:00:00Z node-1 a 1 - - {}",
		'{"a b: ":1}',
		'{"kind":"Event"}',
		'node-1 {"a": 1}',
		"",
	])("is not in front of %j", (line) => {
		expect(behind(syslog, line)).toBeUndefined();
	});

	it.each(["[", "[a", "\\", "]["])("does not overflow the stack where its data is much of %j", (text) => {
		expect(behind(syslog, `<165>1 2026-11-23T15:00:00Z node-1 a 1 - [${text.repeat(20_000_000)}`)).toBeUndefined();
	});
});
