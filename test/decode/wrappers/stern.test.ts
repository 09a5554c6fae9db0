import { describe, expect, it } from "vitest";
import { stern } from "../../../src/decode/wrappers/stern.ts";
import { inside } from "../../helpers/wrapped.ts";

const read = (text: string) => inside(stern, JSON.parse(text), text);

describe("stern's envelope", () => {
	it.each([
		[
			"-o json",
			'{"message":"{\\"kind\\":\\"Event\\"}","nodeName":"n","namespace":"kube-system","podName":"kube-apiserver-a","containerName":"c"}',
			'{"kind":"Event"}',
			"kube-apiserver-a",
		],
		[
			"-o json with klog text",
			'{"message":"I1123 text","podName":"kube-apiserver-a","containerName":"c"}',
			"I1123 text",
			"kube-apiserver-a",
		],
		["-o extjson", '{"pod": "kube-apiserver-a", "container": "c", "message": {"kind":"Event"}}', '{"kind":"Event"}', "kube-apiserver-a"],
		[
			"-o extjson, every token as it was",
			'{"pod":"a","container":"c","message":{"n":1.0,"n":12345678901234567890,"s":"}\\u003c"}}',
			'{"n":1.0,"n":12345678901234567890,"s":"}\\u003c"}',
			"a",
		],
		["-o extjson with klog text", '{"pod": "a", "container": "c", "message": "I1123 text"}', "I1123 text", "a"],
		["-o ppextjson", '{\n  "pod": "a",\n  "container": "c",\n  "message": {"kind":"Event"}\n}', '{"kind":"Event"}', "a"],
		["a message about messages", '{"pod":"\\"message\\":{}","message":{"message":{"a":1}}}', '{"message":{"a":1}}', '"message":{}'],
	])("of %s", (_what, text, message, from) => {
		expect(read(text)).toEqual([{ text: message, from }]);
	});

	it.each([
		"{}",
		'{"message":{"kind":"Event"}}',
		'{"message":"text"}',
		'{"pod":"a","container":"c"}',
		'{"pod":"a","message":7}',
		'{"pod":"a","message":null}',
		'{"pod":"a","message":["text"]}',
		'{"pod":{"name":"a"},"message":"text"}',
		'{"podName":7,"message":"text"}',
		'{"log":"{}\\n","stream":"stdout"}',
		'{"kind":"Event","apiVersion":"v1","message":"Started container","involvedObject":{"kind":"Pod"}}',
		'{"kind":"Event","apiVersion":"audit.k8s.io/v1","auditID":"a"}',
		'{"ts":1672531200000.1,"caller":"a.go:1","msg":"text","v":0}',
	])("is not %s", (text) => {
		expect(read(text)).toBeUndefined();
	});

	it("may be around a message with a text of any length", () => {
		const message = `{"a":"${"x".repeat(20_000_000)}"}`;
		expect(read(`{"pod":"a","container":"c","message":${message}}`)?.[0]?.text === message).toBe(true);
	});
});
