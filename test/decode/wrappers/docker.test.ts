import { describe, expect, it } from "vitest";
import { docker } from "../../../src/decode/wrappers/docker.ts";
import { inside } from "../../helpers/wrapped.ts";

const time = "2016-10-20T18:39:20.57606443Z";

describe("docker's envelope", () => {
	it.each([
		["a whole line", { log: "{}\n", stream: "stdout", time }, { text: "{}\n", piece: { stream: "docker stdout", isLast: true } }],
		["a piece", { log: '{"a":', stream: "stdout", time }, { text: '{"a":', piece: { stream: "docker stdout", isLast: false } }],
		["klog text", { log: "I1123 t\n", stream: "stderr", time }, { text: "I1123 t\n", piece: { stream: "docker stderr", isLast: true } }],
		["an empty line", { log: "\n", stream: "stdout", time }, { text: "\n", piece: { stream: "docker stdout", isLast: true } }],
		[
			"attributes",
			{ log: "{}\n", stream: "stdout", attrs: { a: "b" }, time },
			{ text: "{}\n", piece: { stream: "docker stdout", isLast: true } },
		],
		["no stream", { log: "{}\n" }, { text: "{}\n", piece: { stream: "docker undefined", isLast: true } }],
		[
			"fluentd's tag of a whole line",
			{ log: "{}", stream: "stdout", logtag: "F" },
			{ text: "{}", piece: { stream: "docker stdout", isLast: true } },
		],
		[
			"fluentd's tag of a piece",
			{ log: "{", stream: "stdout", logtag: "P" },
			{ text: "{", piece: { stream: "docker stdout", isLast: false } },
		],
		[
			"fluentd's tag before a newline",
			{ log: "{\n", stream: "stdout", logtag: "P:x" },
			{ text: "{\n", piece: { stream: "docker stdout", isLast: false } },
		],
		[
			"the pod that fluentd names",
			{ log: "{}\n", stream: "stdout", kubernetes: { pod_name: "kube-apiserver-a", namespace_name: "kube-system" } },
			{ text: "{}\n", from: "kube-apiserver-a", piece: { stream: "docker stdout", isLast: true } },
		],
		[
			"a pod that is no name",
			{ log: "{}\n", kubernetes: { pod_name: 7 } },
			{ text: "{}\n", piece: { stream: "docker undefined", isLast: true } },
		],
	])("with %s", (_what, value, wrapped) => {
		expect(inside(docker, value)).toEqual([wrapped]);
	});

	it.each<Record<string, unknown>>([
		{},
		{ log: { level: "info" }, stream: "stdout" },
		{ log: null, stream: "stdout" },
		{ log: ["{}\n"], stream: "stdout" },
		{ message: "{}\n", stream: "stdout", time },
		{ log_s: "{}\n" },
		{ MESSAGE: "{}" },
		{ kind: "Event", apiVersion: "audit.k8s.io/v1", auditID: "a" },
		{ kind: "Event", apiVersion: "v1", metadata: {} },
		{ ts: 1672531200000.1, caller: "a.go:1", msg: "text", v: 0 },
	])("is not %j", (value) => {
		expect(inside(docker, value)).toBeUndefined();
	});
});
