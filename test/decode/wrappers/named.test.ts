import { describe, expect, it } from "vitest";
import { named } from "../../../src/decode/wrappers/named.ts";
import { behind } from "../../helpers/wrapped.ts";

describe("names in front of an event", () => {
	it.each([
		["the node of `oc adm node-logs`", 'master-0.example.com {"a":1}', '{"a":1}', "master-0.example.com"],
		["the log stream of `aws logs tail`", 'kube-apiserver-audit-0a1b2c {"a":1}', '{"a":1}', "kube-apiserver-audit-0a1b2c"],
		["pod and container, as stern has them", 'kube-apiserver-a kube-apiserver {"a":1}', '{"a":1}', "kube-apiserver-a"],
		[
			"namespace, pod and container, as stern has them",
			'kube-system kube-apiserver-a kube-apiserver {"a":1}',
			'{"a":1}',
			"kube-apiserver-a",
		],
		["pod and container in front of a time", "pod-a c 2026-11-23T14:00:00.2Z I1123 text", "2026-11-23T14:00:00.2Z I1123 text", "pod-a"],
		["three names in front of a time", 'ns pod-a c 2026-11-23T14:00:00.2Z {"a":1}', '2026-11-23T14:00:00.2Z {"a":1}', "pod-a"],
		[
			"names in front of a legacy event",
			'master-0 2026-11-23T14:00:00.2Z AUDIT: id="x"',
			'2026-11-23T14:00:00.2Z AUDIT: id="x"',
			"master-0",
		],
		["a name in front of a list", 'node-1 [{"a":1}]', '[{"a":1}]', "node-1"],
		["a name with more than one blank behind it", 'node-1   {"a":1}', '{"a":1}', "node-1"],
		["an address", '10.0.0.1:6443 {"a":1}', '{"a":1}', "10.0.0.1:6443"],
	])("%s: are taken off, and one of them is kept", (_what, line, text, from) => {
		expect(behind(named, line)).toEqual({ text, from });
	});

	it.each([
		'{"a":1}',
		' {"a":1}',
		'[{"a":1}]',
		'node-1{"a":1}',
		'one two three four {"a":1}',
		"node-1 text",
		"node-1 [text]",
		"node-1 audit-2019-04-09T00-12-19.834.log",
		"I1123 15:00:58.088244   17485 x.go:110] text",
		'I1123 15:00:58.088244   17485 x.go:110] {"a":1}',
		'I1123 15:13:50.405131   22399 trace.go:236] Trace[461971218]: "Get" {}',
		"2026/11/23 15:07:07 httputil: ReverseProxy read error during body copy: unexpected EOF",
		"[-]poststarthook/rbac/bootstrap-roles failed: not finished",
		'-flag {"a":1}',
		'2026-11-23T15:14:25.912494835Z AUDIT: id="x" stage="RequestReceived"',
		"what they say, {or not}",
		"",
	])("are not in front of %j", (line) => {
		expect(behind(named, line)).toBeUndefined();
	});

	it("pod and container are taken off, and the pod is kept, where `stern --timestamps` has a time behind them", () => {
		expect(named('pod-a c 2026-11-23T14:00:00.2Z {"a":1}')?.from).toBe("pod-a");
	});
});
