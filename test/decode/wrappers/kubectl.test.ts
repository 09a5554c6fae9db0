import { describe, expect, it } from "vitest";
import { kubectl } from "../../../src/decode/wrappers/kubectl.ts";
import { behind } from "../../helpers/wrapped.ts";

describe("the prefix of `kubectl logs --prefix`", () => {
	it.each([
		["an event", '[pod/kube-apiserver-minikube/kube-apiserver] {"kind":"Event"}', '{"kind":"Event"}', "kube-apiserver-minikube"],
		["a time", "[pod/a/c] 2026-11-23T14:00:00.200000000Z {}", "2026-11-23T14:00:00.200000000Z {}", "a"],
		["klog text", "[pod/a/c] I1123 15:00:58.088244   17485 x.go:110] text", "I1123 15:00:58.088244   17485 x.go:110] text", "a"],
		["a line that is indented", "[pod/a/c] \tPOST /", "\tPOST /", "a"],
		["an empty line", "[pod/a/c] ", "", "a"],
		["a second prefix", "[pod/a/c] [pod/b/c] x", "[pod/b/c] x", "a"],
		["a pod with dots in its name", "[pod/kube-apiserver-ip-10-0-0-1.ec2.internal/c] x", "x", "kube-apiserver-ip-10-0-0-1.ec2.internal"],
	])("is taken off %s, and names the pod", (_what, line, text, from) => {
		expect(behind(kubectl, line)).toEqual({ text, from });
	});

	it.each([
		"[-]poststarthook/rbac/bootstrap-roles failed: not finished",
		"[+]ping ok",
		"[pod/a/c]{}",
		"[pod/a/c]",
		"[pod/a b/c] {}",
		"[a] {}",
		"[]",
		'[{"kind":"Event"}]',
		'["pod/a/c", {}] ',
		'{"a":"[pod/a/c] "}',
		" [pod/a/c] {}",
		"I1123 15:00:58.088244   17485 x.go:110] [pod/a/c] text",
		"panic: [pod/a/c] prose",
		'2026-11-23T15:14:25.912494835Z AUDIT: id="[pod/a/c] "',
		"",
	])("is not in front of %j", (line) => {
		expect(behind(kubectl, line)).toBeUndefined();
	});
});
