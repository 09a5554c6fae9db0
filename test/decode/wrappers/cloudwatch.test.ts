import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { cloudwatch } from "../../../src/decode/wrappers/cloudwatch.ts";
import { inside } from "../../helpers/wrapped.ts";

const read = (value: Readonly<Record<string, unknown>>) => inside(cloudwatch, value);
const packed = (text: string) => ({ awslogs: { data: gzipSync(text).toString("base64") } });
const record = '{"messageType":"DATA_MESSAGE","logStream":"kube-apiserver-audit-0a","logEvents":[{"id":"1","timestamp":1,"message":"{}"}]}';

describe("CloudWatch's envelope", () => {
	it.each([
		[
			"an event of filter-log-events",
			{ logStreamName: "kube-apiserver-audit-0a", timestamp: 1764000000123, message: "{}", ingestionTime: 1764000000456, eventId: "3" },
			{ text: "{}", from: "kube-apiserver-audit-0a" },
		],
		["an event of get-log-events", { timestamp: 1764000000123, message: "{}", ingestionTime: 1764000000456 }, { text: "{}" }],
		["an event of a subscription", { id: "3", timestamp: 1764000000123, message: "{}" }, { text: "{}" }],
		[
			"klog text",
			{ logStreamName: "kube-apiserver-0a", timestamp: 1, message: "I1123 text" },
			{ text: "I1123 text", from: "kube-apiserver-0a" },
		],
		["a row of Insights", { "@timestamp": "2026-11-23 15:00:00.123", "@message": "{}", "@ptr": "x" }, { text: "{}" }],
		[
			"a row of Insights with its stream",
			{ "@message": "{}", "@logStream": "kube-apiserver-audit-0a" },
			{ text: "{}", from: "kube-apiserver-audit-0a" },
		],
		["a subscription's record as a function gets it", packed(record), { text: record }],
	])("around %s", (_what, value, wrapped) => {
		expect(read(value)).toEqual([wrapped]);
	});

	it.each<Record<string, unknown>>([
		{},
		{ message: "{}" },
		{ message: "{}", timestamp: "2026-11-23T15:00:00Z" },
		{ message: { a: 1 }, timestamp: 1 },
		{ logStreamName: "a", timestamp: 1 },
		{ "@message": { a: 1 } },
		{ awslogs: "text" },
		{ awslogs: { data: 7 } },
		{ awslogs: { data: "no gzip" } },
		{ awslogs: { data: gzipSync("{}").toString("base64").slice(0, 12) } },
		{ kind: "Event", apiVersion: "v1", message: "Started container", firstTimestamp: "2026-11-23T15:00:00Z" },
		{ kind: "Event", apiVersion: "audit.k8s.io/v1", auditID: "a" },
		{ ts: 1672531200000.1, caller: "a.go:1", msg: "text", v: 0 },
	])("is not %j", (value) => {
		expect(read(value)).toBeUndefined();
	});

	it("is not a record that unpacks to more than 64 MiB", () => {
		expect(read(packed(" ".repeat(64 * 1024 * 1024)))).toHaveLength(1);
		expect(read(packed(" ".repeat(64 * 1024 * 1024 + 1)))).toBeUndefined();
	});

	it("is not a record with packed ones in it: each may be a thousand times as long as it looks", () => {
		expect(read(packed(JSON.stringify({ records: [packed(record)] })))).toBeUndefined();
	});
});
