import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decoded } from "../helpers/decode.ts";
import { event } from "../helpers/event.ts";

const line = (auditID: string): string => JSON.stringify(event({ auditID }));
const one = line("one");
const two = line("two");
const { kind: _kind, apiVersion: _version, ...bare } = event({ auditID: "one" });
const LEGACY =
	'2026-11-23T15:14:25.912494835Z AUDIT: id="one" stage="RequestReceived" ip="127.0.0.1" method="get" user="admin" groups="<none>" as="<self>" asgroups="<lookup>" user-agent="curl" namespace="<none>" uri="/readyz" response="<deferred>"';
const TIME = "2026-11-23T14:00:00.200000000Z";
const json = (value: unknown): string => JSON.stringify(value);
/** The source itself, which nothing names. */
const FILE = "audit.log";

/** Each event that was read, as `ID of ORIGIN`. */
async function readFrom(...chunks: (string | Buffer)[]): Promise<string[]> {
	const { readings } = await decoded(chunks);
	for (const { origin } of readings) expect(origin.log).toBe(origin.name === FILE ? "/audit.log" : origin.name);
	return readings.map(({ event: { auditID }, origin }) => `${auditID} of ${origin.name}`);
}

const subscription = (stream: string, ...messages: string[]) =>
	json({
		messageType: "DATA_MESSAGE",
		logStream: stream,
		logEvents: messages.map((message, at) => ({ id: `${at}`, timestamp: 1764000000000, message })),
	});
const aks = (log: string, pod = "kube-apiserver-a") => ({
	category: "kube-audit",
	properties: { log, stream: "stdout", pod },
	time: "2020-05-05T16:16:37.0000000Z",
});

/** Each way in which an event comes, and whose log it is then. */
const shapes: readonly (readonly [what: string, text: (event: string) => string, origin: string])[] = [
	["bare", (text) => text, FILE],
	["kubectl logs --prefix", (text) => `[pod/kube-apiserver-a/kube-apiserver] ${text}`, "kube-apiserver-a"],
	["kubectl logs --timestamps", (text) => `${TIME} ${text}`, FILE],
	["kubectl logs --prefix --timestamps", (text) => `[pod/kube-apiserver-a/kube-apiserver] ${TIME} ${text}`, "kube-apiserver-a"],
	["a container's log file", (text) => `${TIME} stdout F ${text}`, FILE],
	["docker's json-file", (text) => json({ log: `${text}\n`, stream: "stdout", time: TIME }), FILE],
	["fluent-bit", (text) => json({ log: `${text}\n`, stream: "stdout", kubernetes: { pod_name: "kube-apiserver-b" } }), "kube-apiserver-b"],
	["journalctl", (text) => `Nov 23 15:00:00 node-1 kube-apiserver[1574]: ${text}`, "node-1"],
	["journalctl -o short-iso", (text) => `2026-11-23T15:00:00+0000 node-2 kube-apiserver[1574]: ${text}`, "node-2"],
	["journalctl -o json", (text) => json({ MESSAGE: text, _HOSTNAME: "node-3", _PID: "1574" }), "node-3"],
	["journalctl -o json, as bytes", (text) => json({ MESSAGE: [...Buffer.from(text)], _HOSTNAME: "node-3", _PID: "1574" }), "node-3"],
	["rsyslog", (text) => `2026-11-23T15:00:00.123456+01:00 node-4 kube-apiserver: ${text}`, "node-4"],
	["RFC 5424", (text) => `<165>1 2026-11-23T15:00:00Z node-5 kube-apiserver 1574 - - ${text}`, "node-5"],
	["stern", (text) => `kube-apiserver-a kube-apiserver ${text}`, "kube-apiserver-a"],
	["stern -A", (text) => `kube-system kube-apiserver-a kube-apiserver ${text}`, "kube-apiserver-a"],
	[
		"stern -o json",
		(text) => json({ message: text, nodeName: "n", namespace: "kube-system", podName: "kube-apiserver-c", containerName: "c" }),
		"kube-apiserver-c",
	],
	["aws logs tail", (text) => `2026-11-23T15:00:00.123000+00:00 kube-apiserver-audit-0a1b ${text}`, "kube-apiserver-audit-0a1b"],
	["aws logs tail --format short", (text) => `2026-11-23T15:00:00 ${text}`, FILE],
	[
		"aws logs tail --format none",
		(text) => json({ logStreamName: "kube-apiserver-audit-0c", timestamp: 1764000000000, message: text, eventId: "3" }),
		"kube-apiserver-audit-0c",
	],
	[
		"filter-log-events",
		(text) => json({ events: [{ logStreamName: "kube-apiserver-audit-0d", timestamp: 1, message: text }], searchedLogStreams: [] }),
		"kube-apiserver-audit-0d",
	],
	["get-log-events", (text) => json({ events: [{ timestamp: 1, message: text }], nextForwardToken: "f" }), FILE],
	[
		"Insights",
		(text) => json({ "@timestamp": "2026-11-23 15:00:00.123", "@message": text, "@logStream": "kube-apiserver-audit-0e" }),
		"kube-apiserver-audit-0e",
	],
	["a subscription of CloudWatch", (text) => subscription("kube-apiserver-audit-0f", text), "kube-apiserver-audit-0f"],
	[
		"a subscription's record",
		(text) => json({ awslogs: { data: gzipSync(subscription("kube-apiserver-audit-0a", text)).toString("base64") } }),
		"kube-apiserver-audit-0a",
	],
	["AKS, from an event hub", (text) => json({ records: [aks(`${text}\n`)] }), "kube-apiserver-a"],
	["AKS, from storage", (text) => json(aks(`${text}\n`, "kube-apiserver-d")), "kube-apiserver-d"],
	["Log Analytics", (text) => json({ log_s: `${text}\n`, pod_s: "kube-apiserver-d", stream_s: "stdout" }), "kube-apiserver-d"],
	["oc adm node-logs", (text) => `master-0.example.com ${text}`, "master-0.example.com"],
	["Vector", (text) => json({ message: text, source_type: "file", timestamp: TIME }), FILE],
	["an array", (text) => `[${text}]`, FILE],
	["a List", (text) => json({ kind: "List", apiVersion: "v1", items: [JSON.parse(text)] }), FILE],
	[
		"prefixes in each other",
		(text) => `[pod/vector-1/vector] ${TIME} ${json({ log: `master-1 ${text}\n`, stream: "stdout" })}`,
		"master-1",
	],
	[
		"envelopes in each other",
		(text) =>
			json({ MESSAGE: json({ log: `${text}\n`, stream: "stdout", kubernetes: { pod_name: "kube-apiserver-b" } }), _HOSTNAME: "node-3" }),
		"kube-apiserver-b",
	],
];

describe("an event comes from the log that stands around it", () => {
	it.each(shapes)("%s", async (_what, text, origin) => {
		expect(await readFrom(`${text(one)}\n${two}\n`)).toEqual([`one of ${origin}`, `two of ${FILE}`]);
	});

	it.each(shapes)("%s, with carriage returns", async (_what, text, origin) => {
		expect(await readFrom(`${text(one)}\r\n${two}\r\n`)).toEqual([`one of ${origin}`, `two of ${FILE}`]);
	});

	it.each(shapes)("%s, and its line is what the server wrote", async (_what, text) => {
		const { readings, tally } = await decoded([`${text(one)}\n`]);
		expect(readings.map((reading) => reading.line)).toEqual([one]);
		expect(tally.skipped.size).toBe(0);
	});

	it("in any mixture, line by line", async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(fc.constantFrom(...shapes), { maxLength: 12 }), async (some) => {
				const lines = some.map(([, text], at) => text(line(`id-${at}`)));
				expect(await readFrom(`${lines.join("\n")}\n`)).toEqual(some.map(([, , origin], at) => `id-${at} of ${origin}`));
			}),
			{ numRuns: 60 },
		);
	});
});

describe("other formats in prefixes", () => {
	it.each([
		["a legacy line", LEGACY, `one of ${FILE}`],
		["a legacy line of a pod", `[pod/a/c] ${LEGACY}`, "one of a"],
		["a legacy line behind a time", `${TIME} ${LEGACY}`, `one of ${FILE}`],
		["a legacy line in a container's log file", `${TIME} stdout F ${LEGACY}`, `one of ${FILE}`],
		["a legacy line of a node", `master-0 ${LEGACY}`, "one of master-0"],
		["a legacy line of a host", `Nov 23 15:00:00 node-1 kube-apiserver[1]: ${LEGACY}`, "one of node-1"],
		["a legacy line in docker's envelope", json({ log: `${LEGACY}\n`, stream: "stdout" }), `one of ${FILE}`],
		["a list of a pod", `[pod/a/c] [${one}]`, "one of a"],
		["an EventList", json({ kind: "EventList", apiVersion: "audit.k8s.io/v1", metadata: {}, items: [bare] }), `one of ${FILE}`],
		["an EventList of a pod", `[pod/a/c] ${json({ kind: "EventList", items: [bare] })}`, "one of a"],
		["stern -o extjson", `{"pod": "a", "container": "c", "message": ${one}}`, "one of a"],
		["stern -o ppextjson", `{\n  "pod": "a",\n  "container": "c",\n  "message": ${one}\n}`, "one of a"],
	])("are read: %s", async (_what, text, read) => {
		expect(await readFrom(`${text}\n`)).toEqual([read]);
	});

	it.each([
		["an EventList", json({ kind: "EventList", apiVersion: "audit.k8s.io/v1", metadata: {}, items: [bare, { ...bare, auditID: "two" }] })],
		["an EventList over many lines", JSON.stringify({ kind: "EventList", items: [bare, { ...bare, auditID: "two" }] }, undefined, 2)],
		["events in an array over many lines", JSON.stringify([JSON.parse(one), JSON.parse(two)], undefined, 4)],
		["events in an array, one on each line", `[\n${one},\n${two}\n]`],
		["events one right behind the other", `${one}${two}`],
		["records over many lines", JSON.stringify({ records: [aks(`${one}\n`), aks(`${two}\n`)] }, undefined, 2)],
		["several lines in one message", json({ message: `${one}\n${two}\n`, podName: "a" })],
		[
			"pages of filter-log-events",
			JSON.stringify({ events: [one, two].map((message) => ({ timestamp: 1, message })), nextToken: "t" }, undefined, 4),
		],
		["two texts in one object", json({ message: one, _raw: two })],
	])("are read, however many are in one: %s", async (_what, text) => {
		const { readings, tally } = await decoded([`${text}\n${line("three")}\n`]);
		expect(readings.map(({ event: { auditID } }) => auditID)).toEqual(["one", "two", "three"]);
		expect(tally.skipped.size).toBe(0);
	});

	it.each([
		["klog text of a pod", "[pod/a/c] I1123 15:00:58.088244   17485 x.go:110] text", "notJSON"],
		["klog text in docker's envelope", json({ log: "I1123 15:00:58.088244   17485 x.go:110] text\n", stream: "stderr" }), "notJSON"],
		["klog text in a record of AKS", json({ records: [aks("I1123 15:00:58.088244   17485 x.go:110] text\n")] }), "notJSON"],
		["klog's JSON of a pod", '[pod/a/c] {"ts":1672531200000.1,"caller":"a.go:1","msg":"text","v":0}', "notAudit"],
		["an empty line of a pod", "[pod/a/c] ", "blank"],
		["an empty line in docker's envelope", json({ log: "\n", stream: "stdout" }), "blank"],
		["a torn event of a pod", `[pod/a/c] ${one.slice(0, 90)}`, "damaged"],
		["a wrong event of a pod", `[pod/a/c] ${one.replace('"get"', "7")}`, "damaged"],
		["what is wrapped too often", `${"[pod/a/c] ".repeat(9)}${one}`, "damaged"],
	])("count as what they are: %s", async (_what, text, kind) => {
		const { readings, tally } = await decoded([`${two}\n${text}\n${two}\n`]);
		expect(readings).toHaveLength(2);
		expect([...tally.skipped].map(([skipped, { count, first }]) => [skipped, count, first.line])).toEqual([[kind, 1, 2]]);
	});

	it("says so of legacy lines that the server dropped, and of no others", async () => {
		const drop = "E1123 15:00:58.088244   17485 metrics.go:110] Error in audit plugin 'log' affecting 1 audit events: full";
		for (const prefix of ["", "[pod/a/c] ", `${TIME} stderr F `]) {
			const lines = [drop, "Impacted events:", LEGACY, LEGACY].map((text) => `${prefix}${text}\n`);
			const { readings, tally } = await decoded(lines);
			expect([readings.length, tally.count("dropped"), tally.count("notJSON")]).toEqual([1, 1, 2]);
			expect(readings[0]?.format).toBe("legacy");
		}
	});
});

describe("an event that a collector parsed", () => {
	it.each([
		["of AKS", { category: "kube-audit", properties: { log: JSON.parse(one), pod: "p" } }, "p"],
		["of fluent-bit", { log: JSON.parse(one), kubernetes: { pod_name: "p" } }, "p"],
		["of Vector", { message: JSON.parse(one) }, FILE],
	])("is read with its own bytes: %s", async (_what, value, from) => {
		const { readings } = await decoded([`${json(value)}\n`]);
		expect(readings.map(({ line, origin }) => [line, origin.name])).toEqual([[one, from]]);
	});
});

describe("a prefix that nobody knows", () => {
	const docker = json({ log: `${one}\n`, stream: "stdout" });
	const sorted = json(Object.fromEntries(Object.entries(JSON.parse(one) as object).toSorted()));
	it.each(["12:", "audit.log:12:", "\x1e", "some words that are no prefix: "])("%j does not hide what is behind it", async (prefix) => {
		for (const text of [one, docker, sorted, `[${one}]`]) expect((await decoded([`${prefix}${text}\n`])).readings).toHaveLength(1);
	});
});

it("a body's event is none at the end of a line that begins in the body", async () => {
	expect((await decoded([`${one},1]}}\n`])).readings).toEqual([]);
});

describe("a document that is torn", () => {
	const records = json([aks(`${one}\n`)]);
	it.each([
		["behind a colon", `{"a":1,"b":\n${records}`],
		["in an array", `{"a":[1,\n${records}`],
		["behind a bracket", `[\n[pod/kube-apiserver-a/kube-apiserver] ${one}`],
	])("swallows nothing: %s", async (_where, text) => {
		expect(await readFrom(`${text}\n${two}\n`)).toEqual(["one of kube-apiserver-a", `two of ${FILE}`]);
	});
});

describe("what the API server says that it dropped", () => {
	const drop = "E1123 15:09:28.713571       1 metrics.go:110] Error in audit plugin 'webhook' affecting 1 audit events: x";
	const torn = line("torn").slice(0, 200) + drop;
	it.each([
		["before a list", [torn, json([{ note: drop }])], 1],
		["before another such line", [torn, torn], 2],
	])("is counted once where a torn event is held: %s", async (_where, lines, dropped) => {
		const { readings, tally } = await decoded([[...lines, ...Array.from({ length: dropped + 1 }, () => LEGACY), ""].join("\n")]);
		expect([readings.length, tally.count("dropped")]).toEqual([1, dropped]);
	});
});

describe("an export", () => {
	const message = [
		{ field: "@timestamp", value: "2026-11-23 15:00:00.000" },
		{ field: "@message", value: one },
		{ field: "@logStream", value: "kube-apiserver-audit-0a" },
	];
	it.each([
		["Elasticsearch, a search's answer", json({ took: 1, hits: { hits: [{ _source: JSON.parse(one) }] } }), FILE],
		["Elasticsearch, what Filebeat made", json({ _source: { message: one, kubernetes: { pod_name: "p" } } }), "p"],
		["Splunk", json({ preview: false, result: { _raw: one } }), FILE],
		[
			"CloudWatch Insights",
			json({ results: [message, [{ field: "@ptr", value: "x" }], null], status: "Complete" }),
			"kube-apiserver-audit-0a",
		],
		["jq, which was not told -r", json(one), FILE],
	])("of %s is read", async (_what, text, from) => {
		expect(await readFrom(`${text}\n${two}\n`)).toEqual([`one of ${from}`, `two of ${FILE}`]);
	});
});

describe("a record behind one that broke off in a string", () => {
	const docker = (text: string) => json({ log: `${text}\n`, stream: "stdout" });
	const records: [string, (text: string) => string][] = [
		["docker", docker],
		["AKS", (text) => json(aks(`${text}\n`))],
		["journald", (text) => json({ MESSAGE: text, _PID: "1", _HOSTNAME: "h" })],
		["a server's own line", (text) => text],
	];
	it.each(records)("is read: %s", async (_what, torn) => {
		for (const [, whole] of records.slice(0, -1)) {
			const { readings, tally } = await decoded([`${torn(line("torn")).slice(0, 150)}${whole(one)}\n${two}\n`]);
			expect([readings.map(({ event: { auditID } }) => auditID), tally.count("damaged")]).toEqual([["one", "two"], 1]);
		}
	});

	it("is not read out of a body", async () => {
		const body = json(event({ auditID: "outer", requestObject: { a: JSON.parse(docker(one)) } }));
		const { readings } = await decoded([
			`${body.slice(0, body.indexOf('"responseStatus"') - 1)}\n${body.slice(0, body.indexOf("}}", body.indexOf("requestObject")))}\n`,
		]);
		expect(readings).toEqual([]);
	});
});

describe("an event with another in its body", () => {
	const real = event({ auditID: "real", requestObject: [{ op: 1 }, event({ auditID: "forged" }), { op: 2 }] });
	const broken = (text: string) => text.replaceAll("},{", "},\n{");
	const ids = async (text: string, maxLine?: number) =>
		(await decoded([`${text}\n${two}\n`], maxLine)).readings.map((read) => read.event.auditID);

	it("is read, and nothing else, where lines were broken between objects", async () => {
		expect(await ids(broken(json(real)))).toEqual(["real", "two"]);
		const list = { kind: "EventList", apiVersion: "audit.k8s.io/v1", items: [real, event({ auditID: "next" })] };
		expect(await ids(broken(json(list)))).not.toContain("forged");
	});

	it("shows nothing of its body where it was printed over many lines, and one of them is damaged before the body", async () => {
		const lines = JSON.stringify(real, undefined, 2).split("\n");
		const body = lines.findIndex((text) => text.includes('"requestObject"'));
		for (let at = 1; at < body; at += 1) {
			const text = lines[at] ?? "";
			if (!/"[^"]*",?$/.test(text)) continue;
			for (const damaged of [
				text.replace(/",?$/, ""),
				text.slice(0, -3),
				`${text.slice(0, -4)}\nx",`,
				`${text.slice(0, -4)}I1123 15:00:58.088244       1 a.go:1] x`,
			])
				expect([damaged, await ids(lines.with(at, damaged).join("\n"))]).toEqual([damaged, ["two"]]);
			expect(await ids(lines.with(at, `  "x": "${"y".repeat(5000)}",`).join("\n"), 4000)).toEqual(["two"]);
		}
	});

	it("is read behind one that broke off, however far all of them are indented", async () => {
		const printed = (text: string) => text.replaceAll(/^/gm, "   ");
		const lines = printed(JSON.stringify(real, undefined, 2)).split("\n");
		const text = [...lines.slice(0, 5), "prose", printed(JSON.stringify(event({ auditID: "next" }), undefined, 2))].join("\n");
		expect(await ids(text)).toEqual(["next", "two"]);
		expect(await ids(`\t{\n >\n  ${one}`)).toEqual(["one", "two"]);
	});

	it("is read behind one that broke off, and a byte order mark", async () => {
		expect(await ids(`{\n"a": 1\nprose\n\uFEFF${one}`)).toEqual(["one", "two"]);
	});

	it("is read behind one that broke off, if it begins no deeper", async () => {
		const lines = JSON.stringify(real, undefined, 2).split("\n");
		const text = [...lines.slice(0, 5), "prose", JSON.stringify(event({ auditID: "next" }), undefined, 2)].join("\n");
		expect(await ids(text)).toEqual(["next", "two"]);
	});
});

describe("a line over the limit", () => {
	const long = `  "userAgent": "${"x".repeat(2000)}",`;
	const [brace = "", ...rest] = JSON.stringify(event({ auditID: "one" }), undefined, 1).split("\n");
	it.each([
		["in an object over several lines", [brace, long, ...rest, two]],
		["between the pieces of a line", [`${TIME} stdout P ${one.slice(0, 60)}`, long, `${TIME} stdout F ${one.slice(60)}`, two]],
		["in a torn event", [`${one.slice(0, 60)}I1123 15:00:58.088244       1 trace.go:236] x`, long, one.slice(60), two]],
	])("is missed %s: what is left of it is no event", async (_where, lines) => {
		const { readings, tally } = await decoded([`${lines.join("\n")}\n`], 1500);
		expect([readings.map(({ line: read }) => read), tally.count("overlong")]).toEqual([[two], 1]);
		expect([tally.lossy, tally.lines]).toEqual([true, lines.length]);
	});
});

it("an object of a list counts as its line, once", async () => {
	const { tally } = await decoded([`${json({ kind: "List", items: [{ a: 1 }, { b: 2 }, { c: 3 }] })}\n`]);
	expect(tally.count("notAudit")).toBe(1);
});

describe("pieces of journald's lines", () => {
	const PIECE = 48 * 1024;
	const prefix = "Nov 23 15:00:00 node-1 kube-apiserver[1574]: ";
	const pieces = (text: string) => text.match(new RegExp(`.{1,${PIECE}}`, "g"))?.map((piece) => `${prefix}${piece}\n`) ?? [];
	/** An event with a body in which text stands right at the border of the first piece. */
	const withAtBorder = (text: string) => {
		const [before = "", after = ""] = JSON.stringify(event({ auditID: "long", requestObject: { items: ["@"] } })).split('"@"');
		return `${before}"${"p".repeat(PIECE - before.length - 3)}",${text},"${"q".repeat(60_000)}"${after}`;
	};

	it.each([
		["text", '"x"'],
		["events, which a client sent", `${one},${two}`],
		["the beginning of an event, which a client sent", `{"kind":"Event","apiVersion":"audit.k8s.io/v1","x":"${"y".repeat(70_000)}"}`],
		[
			"an event that fills a piece, which a client sent",
			json(event({ auditID: "one", userAgent: "" })).replace(
				'"userAgent":""',
				(key) => `"userAgent":"${"z".repeat(PIECE - json(event({ auditID: "one", userAgent: "" })).length)}"${key.slice(key.length)}`,
			),
		],
	])("are one event where another begins with %s", async (_what, text) => {
		const whole = withAtBorder(text);
		JSON.parse(whole);
		const { readings, tally } = await decoded([...pieces(whole), `${prefix}${two}\n`]);
		expect(readings.map(({ line: read }) => read)).toEqual([whole, two]);
		expect([...tally.skipped.keys()]).toEqual([]);
	});
});

it("the elements of an array stand behind a bracket or a comma: a torn one swallows nothing", async () => {
	expect((await decoded([`[{"a":1}\n[\n${JSON.stringify(JSON.parse(one), undefined, 1)}\n]\n${two}\n`])).readings).toHaveLength(2);
});

describe("pieces of a line", () => {
	const cri = (text: string, tag: string, stream = "stdout") => `${TIME} ${stream} ${tag} ${text}\n`;
	const docker = (log: string, pod?: string) => `${json({ log, stream: "stdout", ...(pod ? { kubernetes: { pod_name: pod } } : {}) })}\n`;
	const [first, second] = [one.slice(0, 100), one.slice(100)];

	it("of docker's are none of CRI's", async () => {
		const { readings } = await decoded([docker("2"), cri(LEGACY, "F")]);
		expect(readings.map(({ line: read }) => read)).toEqual([LEGACY]);
	});

	it.each([
		["of a container's log file", cri(first, "P") + cri(second, "F"), `one of ${FILE}`],
		["with a line of the other stream between", cri(first, "P") + cri("I1123 text", "F", "stderr") + cri(second, "F"), `one of ${FILE}`],
		["with an empty last piece", cri(one, "P") + cri("", "F"), `one of ${FILE}`],
		["of docker's json-file", docker(first) + docker(`${second}\n`), `one of ${FILE}`],
		["of a pod", docker(first, "a") + docker(`${second}\n`, "a"), "one of a"],
		["of a pod, behind a prefix", `[pod/a/c] ${cri(first, "P")}[pod/a/c] ${cri(second, "F")}`, "one of a"],
		["of AKS", `${json(aks(first))}\n${json(aks(`${second}\n`))}\n`, "one of kube-apiserver-a"],
		["of AKS, in one list", json({ records: [aks(first), aks(`${second}\n`)] }), "one of kube-apiserver-a"],
		[
			"of journald",
			`${json({ MESSAGE: first, _LINE_BREAK: "line-max", _PID: "1", _HOSTNAME: "n" })}\n${json({ MESSAGE: second, _PID: "1", _HOSTNAME: "n" })}\n`,
			"one of n",
		],
		["whose last one does not come", cri(first, "P") + cri(second, "P"), `one of ${FILE}`],
	])("are put together: %s", async (_what, text, read) => {
		expect(await readFrom(text)).toEqual([read]);
	});

	it("of two pods are not mixed", async () => {
		const text = docker(first, "a") + docker(two.slice(0, 50), "b") + docker(`${second}\n`, "a") + docker(`${two.slice(50)}\n`, "b");
		expect(await readFrom(text)).toEqual(["one of a", "two of b"]);
	});

	it("may end in the middle of a character, and hold what is no UTF-8", async () => {
		const bytes = Buffer.concat([Buffer.from(one.slice(0, -1)), Buffer.from(',"x":"ä😀'), Buffer.of(0xff), Buffer.from('"}')]);
		for (let place = bytes.length - 10; place < bytes.length; place += 1) {
			const parts = [
				`${TIME} stdout P `,
				bytes.subarray(0, place),
				`\n${cri("I1123 ä", "F", "stderr")}${TIME} stdout F `,
				bytes.subarray(place),
				"\n",
			];
			const { readings } = await decoded([Buffer.concat(parts.map((part) => Buffer.from(part)))]);
			expect(readings.map((reading) => reading.line)).toEqual([bytes]);
		}
	});

	it("keep a blank that one of them begins with", async () => {
		const place = one.indexOf(" (linux");
		const { readings } = await decoded([cri(one.slice(0, place), "P") + cri(one.slice(place), "F")]);
		expect(readings.map((reading) => reading.line)).toEqual([one]);
	});

	it("count as damaged when no more of them come, and cost no other event", async () => {
		const { readings, tally } = await decoded([cri(first, "P") + cri(two, "F", "stderr")]);
		expect(readings.map(({ event: { auditID } }) => auditID)).toEqual(["two"]);
		expect(tally.skipped.get("damaged")).toMatchObject({ count: 1, what: "auditID one" });
	});

	it("that a container left behind when it ended cost no line of the next one", async () => {
		expect(await readFrom(cri(first, "P") + cri(two, "F"))).toEqual([`two of ${FILE}`]);
	});

	it("whose last one does not come are of the pod that the others are of", async () => {
		expect(await readFrom(docker(first, "a") + docker(second, "a"))).toEqual(["one of a"]);
	});

	it("of journald are the same bytes again, wherever a character was cut in two", async () => {
		const bytes = Buffer.from(JSON.stringify(event({ userAgent: "ä" })));
		const place = bytes.indexOf("ä") + 1;
		const piece = (part: Buffer, more = {}) => `${json({ MESSAGE: [...part], _PID: "1", ...more })}\n`;
		const { readings } = await decoded([piece(bytes.subarray(0, place), { _LINE_BREAK: "line-max" }) + piece(bytes.subarray(place))]);
		expect(readings.map(({ event: { userAgent } }) => userAgent)).toEqual(["ä"]);
	});

	it("that only lack their newlines do not swallow the events behind them", async () => {
		const text = docker("I1123 15:00:58.088244   17485 x.go:110] text") + docker(one) + docker(two);
		const { readings } = await decoded([text], 1000); // with the limit there is, the same after 64 MiB
		expect(readings.map((reading) => reading.line)).toEqual([one, two]);
	});
});

describe("a real log", () => {
	const lines = readFileSync("samples/stdout.log", "utf8").trimEnd().split("\n");

	it.each(shapes.filter(([what]) => !/List|array/.test(what)))("gives the same events behind %s", async (_what, text, origin) => {
		const { readings } = await decoded([lines.map((inner) => `${text(inner)}\n`).join("")]);
		const events = lines.filter((inner) => inner.startsWith('{"kind":"Event"'));
		expect(readings.map((reading) => reading.line)).toEqual(events);
		for (const reading of readings) expect(reading.origin.name).toBe(origin);
	});
});

describe("stern", () => {
	const green = (text: string) => `\u001B[32m${text}\u001B[0m`;
	it.each([
		["with colours", `${green("a")} ${green("c")} ${one}`],
		["with times", `a c ${TIME} ${one}`],
		["with colours and times", `${green("a")} ${green("c")} ${TIME} ${one}`],
		["-A with times", `ns a c ${TIME} ${one}`],
		["-o extjson with colours", `{"pod": "${green("a")}", "container": "${green("c")}", "message": ${one}}`],
		["-o ppextjson with colours", `{\n  "pod": "${green("a")}",\n  "container": "${green("c")}",\n  "message": ${one}\n}`],
	])("%s names the pod", async (_what, text) => {
		const { readings, tally } = await decoded([`${text}\n`]);
		expect(readings.map(({ line: text, origin }) => [text, origin.name])).toEqual([[one, "a"]]);
		expect(tally.skipped.size).toBe(0);
	});
});

describe("a list", () => {
	it("is of its own pod, though another one begins alike", async () => {
		const list = (text: string) => `{"kind":"EventList","items":[${text}]}`;
		expect(await readFrom(`[pod/a/c] ${list(one)}\n[pod/b/c] ${list(two)}\n`)).toEqual(["one of a", "two of b"]);
	});

	it.each([
		["an array", `[null,${one},7]`],
		["items", `{"items":[null,${one},"text"]}`],
	])("is opened when not every element is an object: %s", async (_what, text) => {
		expect(await readFrom(`${text}\n`)).toEqual([`one of ${FILE}`]);
	});

	it.each([
		["with no items", '{"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},"items":[]}'],
		["without items", '{"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{}}'],
	])("of events %s is no damage, and is told from an audit log", async (_what, text) => {
		const { tally } = await decoded([`${text}\n`]);
		expect([tally.count("damaged"), tally.count("notAudit"), tally.lookalike?.what]).toEqual([0, 1, "an EventList without items"]);
	});
});

describe("what a client wrote", () => {
	const value = ['E1123 15:14:00.375398   22399 controller.go:146] "Unhandled Error" err=<', `\t${one}`, ' > logger="UnhandledError"'];

	it.each([
		["nothing", ""],
		["kubectl's prefix", "[pod/a/c] "],
		["a time", `${TIME} `],
		["CRI's prefix", `${TIME} stderr F `],
	])("into a value of klog's over several lines is no event behind %s", async (_what, prefix) => {
		const { readings, tally } = await decoded([value.map((text) => `${prefix}${text}\n`).join("")]);
		expect([readings.length, tally.count("notJSON")]).toEqual([0, 3]);
	});

	it("ends with the value: an event printed with tabs is read behind it", async () => {
		const pretty = JSON.stringify(JSON.parse(one), undefined, "\t");
		expect(await readFrom(`${value.join("\n")}\n${pretty}\n\t${two}\n`)).toEqual([`one of ${FILE}`, `two of ${FILE}`]);
	});

	it.each([
		["klog's JSON", { ts: 1672531200000.1, caller: "a.go:1", msg: "Unhandled Error", err: `bad body: ${one}`, v: 0 }],
		["a core/v1 Event", { kind: "Event", apiVersion: "v1", metadata: {}, message: one }],
	])("into %s is no event", async (_what, written) => {
		const { readings, tally } = await decoded([`${json(written)}\n`]);
		expect([readings.length, tally.count("notAudit")]).toEqual([0, 1]);
	});
});

describe("damage", () => {
	const envelope = json({ log: `${one}\n`, stream: "stdout", time: TIME });

	it("to an envelope costs none of those behind it, wherever it was torn", async () => {
		const places = Array.from({ length: envelope.length - 1 }, (_none, at) => at + 1).filter((place) => envelope[place - 1] !== ":");
		for (const place of places)
			expect([place, await readFrom(`${envelope.slice(0, place)}\n${envelope}\n`)]).toEqual([place, [`one of ${FILE}`]]);
	});

	it("to an envelope costs none of those behind it where it was torn behind a colon", async () => {
		expect(await readFrom(`{"log":\n${envelope}\n`)).toEqual([`one of ${FILE}`]);
	});

	it("is no word for the end of an event that a log begins with, wherever it was cut", async () => {
		for (const prefix of ["", `${TIME} stdout F `, "[pod/a/c] "]) {
			for (let place = 1; place < one.length; place += 1) {
				const { readings, tally } = await decoded([`${prefix}${one.slice(place)}\n${two}\n`]);
				expect([place, readings.length, tally.count("damaged"), tally.lossy]).toEqual([place, 1, 0, false]);
			}
		}
	});

	it.each([
		["a text", one.slice(200)],
		["an object", `{"code":200},"requestReceivedTimestamp":"${TIME}"}`],
		["an array", `["system:masters"]},"requestReceivedTimestamp":"${TIME}"}`],
	])("is told from the end of an event that a log begins with %s", async (_what, text) => {
		const { tally } = await decoded([`${text}\n${two}\n${text}\n`]);
		expect([tally.count("headless"), tally.skipped.get("headless")?.first.line]).toEqual([1, 1]);
	});

	it("of a byte stays as it is in an event over many lines", async () => {
		const [before, after] = JSON.stringify(event({ userAgent: "@" }), undefined, 2).split("@");
		const { readings } = await decoded([Buffer.from(before ?? ""), Buffer.of(0xff), Buffer.from(`${after}\n`)]);
		expect(readings.map((reading) => Buffer.from(reading.line).includes(0xff))).toEqual([true]);
	});

	it("is journald's envelope without its line, which is longer than journalctl prints", async () => {
		const { tally } = await decoded([`${json({ MESSAGE: null, _HOSTNAME: "node-1", SYSLOG_IDENTIFIER: "kube-apiserver" })}\n`]);
		expect([tally.count("damaged"), tally.count("notAudit"), tally.lossy]).toEqual([1, 0, true]);
	});

	it("that makes JSON too long does not make an event in it two", async () => {
		const filler = Array.from({ length: 25 }, (_none, at) => `  "${at}": "${"x".repeat(40)}",`);
		const { readings } = await decoded([`{\n${filler.join("\n")}\n  "last": ${one}\n}\n`], 1500);
		expect(readings.length).toBeLessThan(2);
	});
});
