import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { rawBytes, rawText, textOf } from "../../src/decode/raw.ts";
import { recognise } from "../../src/decode/recognise.ts";
import { event } from "../helpers/event.ts";

const value = event({ auditID: "one" });
const one = JSON.stringify(value);
const { kind: _kind, apiVersion: _version, ...item } = value;
const LEGACY =
	'2026-11-23T15:14:25.912494835Z AUDIT: id="one" stage="RequestReceived" ip="127.0.0.1" method="get" user="admin" groups="<none>" as="<self>" asgroups="<lookup>" user-agent="curl" namespace="<none>" uri="/readyz" response="<deferred>"';
const GKE = JSON.stringify({
	insertId: "one",
	protoPayload: {
		"@type": "type.googleapis.com/google.cloud.audit.AuditLog",
		serviceName: "k8s.io",
		methodName: "io.k8s.core.v1.pods.list",
	},
});

describe("an event", () => {
	it.each([
		["as a server writes it", one],
		["of an older version", one.replace("audit.k8s.io/v1", "audit.k8s.io/v1beta1")],
		[
			"with its keys in another order",
			`{"_gdch_cluster":"c",${JSON.stringify(Object.fromEntries(Object.entries(value).toReversed())).slice(1)}`,
		],
		["without a name, as in an EventList", JSON.stringify(item)],
		["over many lines", JSON.stringify(value, undefined, 3)],
		["with a body that is an array of objects", JSON.stringify({ ...value, requestObject: [{ op: "add" }] })],
		[
			"that has what envelopes have",
			JSON.stringify({ ...value, log: "{}\n", stream: "stdout", message: "{}", MESSAGE: "{}", items: [{}] }),
		],
	])("is recognised %s", (_what, text) => {
		expect(recognise(rawText(text))).toMatchObject({ is: "event", event: { auditID: "one" } });
		expect(recognise(rawText(text))).not.toHaveProperty("format");
	});

	it.each([
		["legacy", LEGACY, "legacy"],
		["gke", GKE, "gke"],
	])("is recognised in the format %s", (_what, text, format) => {
		expect(recognise(rawText(text))).toMatchObject({ is: "event", event: { auditID: "one" }, format });
	});

	it("is recognised in bytes that are no UTF-8", () => {
		const bytes = Buffer.concat([Buffer.from(one.slice(0, -1)), Buffer.from(',"x":"ä'), Buffer.of(0xff), Buffer.from('"}')]);
		expect(recognise(rawBytes(bytes))).toMatchObject({ is: "event", event: { x: "ä\uFFFD" } });
		const latin = { chars: Buffer.from(LEGACY.replace("admin", "ä")).toString("latin1"), isBytes: true };
		expect(recognise(latin)).toMatchObject({ is: "event", event: { user: { username: "ä" } } });
	});

	it.each([
		["with a field of the wrong type", one.replace('"get"', "7")],
		["without an ID", one.replace('"auditID":"one",', "")],
		["with nothing but its name", '{"kind":"Event","apiVersion":"audit.k8s.io/v1"}'],
		["without a name, and with a field of the wrong type", JSON.stringify({ ...item, verb: 7 })],
	])("is damaged %s", (_what, text) => {
		expect(recognise(rawText(text))).toEqual({ is: "damaged" });
	});

	it.each([
		["that breaks off", one.slice(0, 90)],
		["that breaks off behind another one", `${one}${one.slice(0, 90)}`],
		["with something behind it", `${one} text`],
		["whose first line it is", "{"],
		["in an EventList that breaks off", '{"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},"items":[{"lev'],
		["that is nested too deep", `{"a":${"[".repeat(20_000)}`],
	])("may be in what is broken: one %s", (_what, text) => {
		expect(recognise(rawText(text))).toEqual({ is: "broken" });
	});

	it("is behind a prefix that nobody knows", () => {
		expect(recognise(rawText(`some words that are no prefix: ${one}`))).toEqual({ is: "wrapped", lines: [{ raw: rawText(one) }] });
	});
});

describe("what is around a line", () => {
	const data = gzipSync(JSON.stringify({ messageType: "DATA_MESSAGE", logStream: "s", logEvents: [] })).toString("base64");
	it.each([
		["kubectl's prefix", `[pod/a/c] ${one}`, one, "a"],
		["CRI's prefix, and not only a time", `2026-11-23T14:00:00.2Z stdout F ${one}`, one, undefined],
		["a time", `2026-11-23T14:00:00.2Z ${one}`, one, undefined],
		["a time in front of a legacy line", `2026-11-23T14:00:00.2Z ${LEGACY}`, LEGACY, undefined],
		["a part of a legacy line, whose time is a prefix", LEGACY.slice(0, 60), LEGACY.slice(31, 60), undefined],
		["syslog's prefix", `Nov 23 15:00:00 node-1 a[1]: ${one}`, one, "node-1"],
		["a name", `node-1 ${one}`, one, "node-1"],
		["docker's envelope", JSON.stringify({ log: `${one}\n`, stream: "stdout", time: "2026-11-23T15:00:00Z" }), `${one}\n`, undefined],
		["docker's envelope, with a pod", JSON.stringify({ log: `${one}\n`, kubernetes: { pod_name: "a" } }), `${one}\n`, "a"],
		["AKS' envelope", JSON.stringify({ properties: { log: `${one}\n`, pod: "a", stream: "stdout" } }), `${one}\n`, "a"],
		["journald's envelope", JSON.stringify({ MESSAGE: one, _HOSTNAME: "node-1" }), one, "node-1"],
		["stern's envelope", JSON.stringify({ message: one, podName: "a" }), one, "a"],
		["stern's other envelope", `{"pod": "a", "container": "c", "message": ${one}}`, one, "a"],
		["CloudWatch's envelope", JSON.stringify({ logStreamName: "s", timestamp: 1, message: one }), one, "s"],
		[
			"a subscription's record",
			JSON.stringify({ awslogs: { data } }),
			'{"messageType":"DATA_MESSAGE","logStream":"s","logEvents":[]}',
			undefined,
		],
		["another collector's envelope", JSON.stringify({ line: one }), one, undefined],
	])("is %s, and is taken off", (_what, text, inner, from) => {
		const what = recognise(rawText(text));
		if (what.is !== "wrapped") return expect.unreachable(`it is ${what.is}`);
		expect(what.lines.map(({ raw }) => textOf(raw))).toEqual([inner]);
		expect(what.lines[0]?.from).toBe(from);
	});

	it("is taken off of bytes that are no UTF-8, which stay as they are", () => {
		const bytes = Buffer.concat([Buffer.from("[pod/a/c] {"), Buffer.of(0xff), Buffer.from("ä}")]);
		const what = recognise(rawBytes(bytes));
		expect(what).toMatchObject({ is: "wrapped", lines: [{ from: "a", raw: { isBytes: true } }] });
		expect(what.is === "wrapped" && what.lines.map(({ raw }) => Buffer.from(raw.chars, "latin1"))).toEqual([bytes.subarray(10)]);
	});
});

describe("a list", () => {
	it.each([
		["an EventList", `{"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},"items":[${one}]}`],
		["an array of objects", `[${one},{}]`],
		["an array of a million characters, which is not parsed whole", `[${`${one},`.repeat(2000)}${one}]`],
		["items", `{"kind":"List","items":[${one}]}`],
		["records", `{"records":[${one}]}`],
		["events", `{"events":[${one}],"nextToken":"x"}`],
		["log events", `{"logStream":"s","logEvents":[${one}]}`],
	])("is recognised: %s", (_what, text) => {
		expect(recognise(rawText(text))).toEqual({ is: "list" });
	});

	it.each([
		["one that begins", "["],
		["one that breaks off", `[${one},`],
		["klog text that only begins like one", "[-]poststarthook/rbac/bootstrap-roles failed: not finished"],
	])("may be what is broken: %s", (_what, text) => {
		expect(recognise(rawText(text))).toEqual({ is: "broken" });
	});

	it.each([
		["an array", `[null,${one}]`],
		["items", `{"items":[null,${one}]}`],
	])("is recognised when not every element is an object: %s", (_what, text) => {
		expect(recognise(rawText(text))).toEqual({ is: "list" });
	});
});

describe("JSON of another kind", () => {
	it.each([
		"null",
		"true",
		"false",
		"123",
		"-1.5e3",
		'"text"',
		"[]",
		"[1,2]",
		"{}",
		'{"items":[]}',
		'{"items":["a"]}',
		'{"things":[{}]}',
		'{"kind":"Event","apiVersion":"v1","metadata":{},"message":"Started container"}',
		'{"kind":"Policy","apiVersion":"audit.k8s.io/v1","rules":[{"level":"Metadata"}]}',
		'{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{}}',
		'{"ts":1672531200000.1,"caller":"a.go:1","msg":"text","v":0}',
		'{"level":"Metadata","auditID":"a","stage":"Begun"}',
	])("is recognised: %s", (text) => {
		expect(recognise(rawText(text))).toEqual({ is: "json", value: JSON.parse(text) });
	});
});

describe("text", () => {
	it.each([
		"I1123 15:00:58.088244   17485 metrics.go:110] text",
		'Trace[461971218]: ---"Writing http response done" 5932ms (15:13:50.405)',
		"2026/11/23 15:07:07 httputil: ReverseProxy read error during body copy: unexpected EOF",
		"Impacted events:",
		"goroutine 78 [running]:",
		"panic(0x1, 0x2)",
		'}, ""),',
		"+ \tMessage: ...",
		'- \tStatus: ""',
		'> logger="UnhandledError"',
		"tail: '/tmp/audit.log' has been replaced;  following new file",
		"error: You must be logged in to the server (Unauthorized)",
		one.slice(200),
		'tail"}',
		'"requestURI":"/"}',
		"true story",
		"nothing",
		"12 monkeys",
		"-flag",
		"kind: Policy",
	])("is recognised: %j", (text) => {
		expect(recognise(rawText(text))).toEqual({ is: "text" });
	});

	it("is each line of a real log that is no event", () => {
		const lines = readFileSync("samples/stdout.log", "utf8").trimEnd().split("\n");
		const kindsOf = (isOurs: (line: string) => boolean) =>
			new Set(lines.filter(isOurs).map((line) => recognise(rawText(line.trimStart())).is));
		expect(kindsOf((line) => line.startsWith("{"))).toEqual(new Set(["event"]));
		expect(kindsOf((line) => line.startsWith("[-]"))).toEqual(new Set(["broken"]));
		expect(kindsOf((line) => !line.startsWith("{") && !line.startsWith("[-]"))).toEqual(new Set(["text"]));
	});
});
