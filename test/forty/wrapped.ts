import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { runCli } from "../helpers/run-cli.ts";
import {
	account,
	accountOf,
	bytesOf,
	changed,
	completed,
	dataFile,
	type Input,
	isMissing,
	NO_END,
	numbered,
	ownBytesOf,
	ROW,
	read,
	received,
	recordsOf,
	rowsOf,
	run,
	sampleLines,
	text,
	withBody,
} from "./inputs.ts";

const [last = ""] = numbered(1);
const KLOG = "I1123 15:13:37.308373   22399 flags.go:64] FLAG: --v=2";

/** What counts as text that is no event: nothing of it is damage. */
const noise = (lines: number) => ({ exitCode: 0, events: 2, calls: 1, skipped: { notJSON: lines } });

describe("row 30: the API server's own text between events", () => {
	const ofServer = sampleLines("stdout.log").filter((line) => !line.startsWith("{"));

	it("is counted as what it is, and told once", async () => {
		const { stdout, stderr, exitCode } = await runCli(["samples/stdout.log", "-c"]);
		expect([stdout, stderr, exitCode]).toEqual(["13\n", "auditail: skipped 40 lines: not JSON (first: samples/stdout.log:1)\n", 0]);
	});

	it("is no damage, wherever a line of it stands", async () => {
		expect(ofServer).toHaveLength(40);
		for (const line of ofServer)
			expect([line, await account(text(received, line, completed))]).toEqual([line, expect.objectContaining(noise(1))]);
	});

	it.each([
		[
			"a goroutine's stack",
			[
				"goroutine 78 [running]:",
				"panic({0x1e5a0c0, 0x2ffd9b0})",
				"\t/go/src/net/http/server.go:1825 +0xbf",
				"created by net/http.(*Server).Serve",
			],
		],
		["a printed difference", ["&v1.Status{", '+ \tMessage: "x",', '- \tStatus:  "",', '  }, ""),', "}"]],
		["JSON behind a header", [`${KLOG.slice(0, -13)}body: {"kind":"Status","code":200}`]],
		["Go's own log", ["2026/11/23 15:14:03 httputil: ReverseProxy read error during body copy: unexpected EOF"]],
		["a health check", ["[+]ping ok", "[-]etcd failed: reason withheld", "readyz check failed"]],
		["a Go value", ['&{ReadTimeout:0 Names:{"x"}}', "{map[a:b] 0xc000}", "[*v1.Namespace *v1.Secret]"]],
	])("is no damage as %s", async (_what, lines) => {
		expect(await account(text(received, ...lines, completed))).toMatchObject(noise(lines.length));
	});

	it("holds no events, whatever a value of several lines looks like", async () => {
		const value = [
			'E1123 15:14:00.375398   22399 controller.go:146] "Unhandled Error" err=<',
			`\t${last}`,
			"\t{",
			` > logger="UnhandledError"`,
		];
		expect(await account(text(received, ...value, completed))).toMatchObject(noise(4));
	});

	it("is no end of an event, as the first line either", async () => {
		expect(await account(text(`${KLOG} obj={"a":1}`, received, completed))).toMatchObject(noise(1));
	});

	it.each([[["{", "foo"]], [["diff: {", "- a", "}"]]])("is no damage where a line of it ends in a brace: %j", async (lines) => {
		const header = 'E1123 15:14:00.375398   22399 x.go:146] "Applied"';
		expect(await account(text(received, header, ...lines, completed))).toMatchObject(noise(1 + lines.length));
	});

	it.skipIf(isMissing("stdout.log"))("is told from events in a large log", async () => {
		const { stderr, exitCode } = await runCli([dataFile("stdout.log"), "-c", "--stats", "json"]);
		expect(accountOf(exitCode, stderr)).toMatchObject({ exitCode: 0, lines: 3100, events: 2026, calls: 991, skipped: { notJSON: 1074 } });
	});
});

describe("row 31: the API server's text inside an event of more than 16 KiB, as kubectl logs puts it together", () => {
	/** An event of some 42 KB, the cuts in the middle of characters; and its pieces, as a container runtime cuts it. */
	const big = Buffer.from(withBody(`{"kind":"ConfigMap","data":{"k":"${"日本語 ".repeat(4200)}"}}`));
	const pieces = [big.subarray(0, 16_384), big.subarray(16_384, 32_768), big.subarray(32_768)];
	const trace = [
		'I1123 14:00:00.200000       1 trace.go:236] Trace[816]: "Create" url:/api/v1 (total time: 500ms):',
		'Trace[816]: ---"limitedReadBody succeeded" len:629048 11ms (21:25:16.354)',
	];
	const value = [
		'E1123 15:14:00.375398   22399 controller.go:146] "Unhandled Error" err=<',
		"\tfailed to download",
		"\t, Header: map[]",
		' > logger="UnhandledError"',
	];
	const torn = (...between: readonly (readonly string[])[]): Buffer =>
		Buffer.concat([
			Buffer.from(text(received)),
			...pieces.flatMap((piece, at) => [piece, Buffer.from(text(...(between[at] ?? [])))]),
			Buffer.from("\n"),
		]);

	it.each<[what: string, between: readonly (readonly string[])[], noise: number]>([
		["a trace", [trace], 1],
		["two traces, in two places", [trace, trace], 3],
		["thirty lines", [Array.from({ length: 15 }, () => trace).flat()], 29],
		["a value of several lines", [value], 3],
	])("is taken out again: %s", async (_what, between, skipped) => {
		expect((big[16_384] ?? 0) & 0xc0).toBe(0x80); // within a character
		const input = torn(...between);
		expect((await read(input)).stdout).toBe(`${ROW}\n`);
		expect(ownBytesOf(await bytesOf(input, ["-o", "json"]))).toEqual([big]);
		expect(await account(input)).toMatchObject({ exitCode: 0, events: 2, calls: 1, skipped: { notJSON: skipped } });
	});

	it("is taken out again though another event stands there too", async () => {
		const input = torn([...trace, last]);
		expect(await account(input)).toMatchObject({ exitCode: 0, events: 3, calls: 2 });
		expect(rowsOf(await read(input))).toEqual([ROW, ROW]);
	});

	it("is taken out again behind timestamps", async () => {
		const time = "2026-11-23T14:00:00.200000000Z ";
		const [first, ...rest] = pieces.map((piece) => piece.toString("latin1"));
		const lines = [`${time}${received}`, `${time}${first}${trace[0]}`, `${time}${trace[1]}`, `${time}${rest.join("")}`];
		expect(await account(Buffer.from(text(...lines), "latin1"))).toMatchObject({ exitCode: 0, events: 2, calls: 1 });
	});

	it("costs the event where its end never comes, and says whose it was", async () => {
		const input = Buffer.concat([Buffer.from(text(received)), pieces[0] ?? big, Buffer.from(text(...trace, last))]);
		const { stderr, exitCode } = await read(input, ["--user", "nobody-at-all"]);
		expect(exitCode).toBe(2);
		expect(stderr).toMatch(
			/skipped 1 line: damaged event \(first: -:2, alice create \/api\/v1\/namespaces\/dev\/configmaps\S+, auditID 75ddec00-/,
		);
		expect(rowsOf(await read(input))).toEqual([ROW, NO_END]);
	});

	it("never becomes part of the event, where it has no header either", async () => {
		const { stdout } = await read(torn(["2026/11/23 15:14:03 httputil: ReverseProxy read error"]), ["-o", "json"]);
		expect(stdout).not.toContain("ReverseProxy");
		expect(stdout.split("\n")).toHaveLength(2);
	});
});

describe("row 32: a first line that is the end of an event", () => {
	it("is dropped, counted, and no trouble", async () => {
		const { stdout, stderr, exitCode } = await read(text(received.slice(200), received, completed));
		expect([stdout, exitCode]).toEqual([`${ROW}\n`, 0]);
		expect(stderr).toBe("auditail: skipped 1 line: the end of an event that began before this log (first: -:1)\n");
		expect((await read(text(received.slice(200), completed), ["--user", "nobody-at-all"])).exitCode).toBe(1);
	});

	it("is dropped and no trouble, wherever it was cut", async () => {
		const wrong: string[] = [];
		for (let at = 1; at < completed.length; at += 1) {
			const cut = completed.slice(at);
			// only where an object or a list begins, and now and then elsewhere: each is a run of its own
			if (!/^[{[]/.test(cut) && at % 29 !== 0) continue;
			const { exitCode, events, skipped } = await account(text(cut, last), ["--user", "nobody-at-all"]);
			if (exitCode !== 1 || events !== 1 || skipped.damaged !== undefined) wrong.push(cut.slice(0, 30));
		}
		expect(wrong).toEqual([]);
	});

	it("comes with tail -c, behind a prefix, and in a container's log too", async () => {
		const { stdout, stderr } = await run("tail -c 20000 samples/minikube.log | auditail -c");
		expect(Number(stdout)).toBeGreaterThan(10);
		expect(stderr).toBe("auditail: skipped 1 line: the end of an event that began before this log (first: -:1)\n");
		for (const prefix of ["2026-11-23T14:00:00.2Z ", "[pod/kube-apiserver-minikube/kube-apiserver] ", "2026-11-23T14:00:00.2Z stdout F "])
			expect(await account(text(prefix + received.slice(200), prefix + last))).toMatchObject({
				exitCode: 0,
				events: 1,
				skipped: { headless: 1 },
			});
	});
});

/** An event as a line of `--audit-log-format=legacy` (k8s.io/apiserver `pkg/audit/format.go`), Go's %q being JSON's for these. */
function legacy(line: string, { at = "", agent = true } = {}): string {
	const { auditID, stage, sourceIPs, verb, user, userAgent, objectRef, requestURI, responseStatus, requestReceivedTimestamp } =
		JSON.parse(line);
	const q = JSON.stringify;
	const fields = {
		id: auditID,
		stage,
		ip: sourceIPs[0],
		method: verb,
		user: user.username,
		groups: user.groups.map(q).join(","),
		as: "<self>",
		asgroups: "<lookup>",
		...(agent ? { "user-agent": userAgent } : {}),
		namespace: objectRef.namespace,
		uri: requestURI,
		response: String(responseStatus?.code ?? "<deferred>"),
	};
	return `${at || requestReceivedTimestamp} AUDIT: ${Object.entries(fields)
		.map(([name, value]) => `${name}=${q(value)}`)
		.join(" ")}`;
}
const LEGACY_ROW = "2026-11-23T15:09:30.719347Z 201 - alice create configmaps dev/?  by kubectl-create";

describe("row 33: events that the API server says it dropped", () => {
	const dropped = (plugin: string, ...lines: string[]) => [
		`E1123 15:00:58.088244   17485 metrics.go:110] Error in audit plugin '${plugin}' affecting ${lines.length} audit events: audit backend shut down`,
		"Impacted events:",
		...lines,
	];

	it("are none of this log's, and told", async () => {
		const { stdout, stderr, exitCode } = await read(text(...dropped("log", legacy(last)), received, completed));
		expect([stdout, exitCode]).toEqual([`${ROW}\n`, 0]);
		expect(stderr).toBe(
			"auditail: skipped 2 lines: not JSON (first: -:1)\nauditail: the API server says that it dropped 1 event, which this log does not hold (first: -:3)\n",
		);
	});

	it("may be what a search looked for", async () => {
		expect((await read(text(...dropped("log", legacy(last)), completed), ["--user", "nobody-at-all"])).exitCode).toBe(2);
	});

	it("are as many as it says: legacy lines behind them are events", async () => {
		const input = text(...dropped("buffered", ...numbered(3, 1).map((line) => legacy(line))), legacy(last));
		expect(await account(input)).toMatchObject({ exitCode: 0, events: 1, calls: 1, skipped: { notJSON: 2, dropped: 3 } });
		expect(rowsOf(await read(input))).toEqual([LEGACY_ROW]);
	});
});

describe("row 34: the legacy format", () => {
	it.each([
		["of now", {}],
		["before 1.22, without user agents", { agent: false }],
		["of another zone", { at: "2026-11-23T17:09:30.719347+02:00" }],
	])("%s gives calls, as far as it says", async (_what, form) => {
		const { stdout, stderr, exitCode } = await read(text(legacy(received, form), legacy(completed, form)));
		expect([stdout, stderr, exitCode]).toEqual([`${LEGACY_ROW}\n`, "", 0]);
	});

	it("may turn into JSON within a log, and within a call", async () => {
		expect(rowsOf(await read(text(legacy(last), received, completed)))).toEqual([LEGACY_ROW, ROW]);
		expect(await account(text(legacy(received), completed))).toMatchObject({ exitCode: 0, events: 2, calls: 1, skipped: {} });
	});

	it("is still there in raw, and an event with a mark in json", async () => {
		const line = legacy(changed(completed, { user: { username: 'a"b\\c\n日本', groups: ["x,y", 'z"'] } }));
		expect((await read(text(line), ["-o", "raw"])).stdout).toBe(text(line));
		const [record] = recordsOf(await read(text(line), ["-o", "json"]));
		expect(record).toMatchObject({
			user: { username: 'a"b\\c\n日本', groups: ["x,y", 'z"'] },
			call: { format: "legacy", state: "complete" },
		});
	});

	it.skipIf(isMissing("legacy.log"))("of a real server gives its calls", async () => {
		const { stderr, exitCode } = await runCli([dataFile("legacy.log"), "-c", "--stats", "json"]);
		expect(accountOf(exitCode, stderr)).toMatchObject({ exitCode: 0, lines: 2024, events: 2024, calls: 990, skipped: {} });
	});
});

describe("row 35: prefixes", () => {
	const POD = "kube-apiserver-minikube";

	it.each<[what: string, prefix: string, source: string | undefined]>([
		["kubectl logs --prefix", `[pod/${POD}/kube-apiserver] `, POD],
		["kubectl logs --timestamps", "2026-11-23T14:00:00.200000000Z ", undefined],
		["kubectl logs --timestamps, elsewhere", "2026-11-23T16:00:00.200000000+02:00 ", undefined],
		["both", `[pod/${POD}/kube-apiserver] 2026-11-23T14:00:00.200000000Z `, POD],
		["a container's log", "2026-11-23T14:00:00.2Z stdout F ", undefined],
		["a container's log with more tags", "2026-11-23T14:00:00.2+02:00 stdout F:x ", undefined],
		["oc adm node-logs", "master-0.example.com ", "master-0.example.com"],
		["journald", "Nov 23 15:00:00 host kube-apiserver[1574]: ", "host"],
		["syslog", "<13>1 2026-11-23T15:00:00Z host app 1 - - ", "host"],
		["aws logs tail", "2026-11-23T15:00:00.123000+00:00 kube-apiserver-audit-0a1b ", "kube-apiserver-audit-0a1b"],
		["aws logs tail --format short", "2026-11-23T15:00:00 ", undefined],
		["stern", `${POD} kube-apiserver `, POD],
		["stern -A", `kube-system ${POD} kube-apiserver `, POD],
		["stern -A -t", `kube-system ${POD} kube-apiserver 2026-11-23T15:00:00.000000000Z `, POD],
		["docker compose", "apiserver-1  | ", undefined],
		["what nobody knows", "WHAT>> ", undefined],
	])("%s is taken off, and says where the event came from", async (_what, prefix, source) => {
		const input = text(prefix + received, prefix + completed);
		const { stdout, stderr, exitCode } = await read(input);
		expect([stdout, stderr, exitCode]).toEqual([`${ROW}${source ? `  in ${source}` : ""}\n`, "", 0]);
		expect(recordsOf(await read(input, ["-o", "json"]))[0]?.call.source).toBe(source ?? "-");
		expect((await read(input, ["-o", "raw"])).stdout).toBe(text(received, completed));
	});

	it("stern -t: the pod's name is the source, not the container's", async () => {
		const prefix = `${POD} kube-apiserver 2026-11-23T15:00:00.000000000Z `;
		expect((await read(text(prefix + received, prefix + completed))).stdout).toBe(`${ROW}  in ${POD}\n`);
	});

	it.each(["12:", "audit.log:", "audit-2026-11-23T15-18-55.761.log:12:"])("grep's %s is taken off", async (prefix) => {
		expect((await read(text(prefix + received, prefix + completed))).stdout).toBe(`${ROW}\n`);
	});

	it("a date is no source", async () => {
		const prefix = "2026-11-23 15:00:00.123 ";
		expect((await read(text(prefix + received, prefix + completed))).stdout).toBe(`${ROW}\n`);
	});

	it.each<[what: string, prefix: string, suffix: string, source: string | undefined]>([
		["stern in colours", `\u001b[32m${POD}\u001b[0m \u001b[36mkube-apiserver\u001b[0m `, "", POD],
		["stern in bright colours", `\u001b[38;5;2m${POD}\u001b[0m \u001b[1;36mkube-apiserver\u001b[0m `, "", POD],
		["aws logs tail in colours", "\u001b[32m2026-11-23T15:00:00.123000+00:00\u001b[0m \u001b[36maudit-0a1b\u001b[0m ", "", "audit-0a1b"],
		["a line in colours", "\u001b[32m", "\u001b[0m", undefined],
	])("%s is taken off", async (_what, prefix, suffix, source) => {
		const { stdout, stderr } = await read(text(prefix + received + suffix, prefix + completed + suffix));
		expect([stdout, stderr]).toEqual([`${ROW}${source ? `  in ${source}` : ""}\n`, ""]);
	});

	it("two pods are two logs: nothing is joined across them", async () => {
		const lines = ["kube-apiserver-a", "kube-apiserver-b"].map((pod) => `[pod/${pod}/kube-apiserver] `);
		expect(await account(text(`${lines[0]}${received}`, `${lines[1]}${completed}`))).toMatchObject({ events: 2, calls: 2 });
	});

	it("stand before what is no event, and before legacy lines, too", async () => {
		const prefix = "2026-11-23T14:00:00.2Z stderr F ";
		expect(await account(text(prefix + KLOG, prefix + legacy(last), prefix))).toMatchObject({
			events: 1,
			skipped: { notJSON: 1, blank: 1 },
		});
	});
});

describe("row 36: a container's log with lines in pieces", () => {
	const TIME = "2026-11-23T14:00:00.2Z";
	/** A line as containerd writes it, in pieces of 16,384 bytes, a line of stderr between each two. */
	function container(line: Buffer, size = 16_384): Buffer {
		const pieces: Buffer[] = [];
		for (let at = 0; at < line.length; at += size) {
			const tag = at + size < line.length ? "P" : "F";
			pieces.push(Buffer.from(`${TIME} stdout ${tag} `), line.subarray(at, at + size), Buffer.from("\n"));
			if (tag === "P") pieces.push(Buffer.from(`${TIME} stderr F ${KLOG}\n`));
		}
		return Buffer.concat(pieces);
	}
	const big = Buffer.from(withBody(`{"k":"${"日本語 ".repeat(4200)}"}`));

	it("are put together, byte for byte, though they end within a character", async () => {
		expect((big[16_384] ?? 0) & 0xc0).toBe(0x80);
		const log = Buffer.concat([container(Buffer.from(received)), container(big)]);
		expect((await read(log)).stdout).toBe(`${ROW}\n`);
		expect(ownBytesOf(await bytesOf(log, ["-o", "json"]))).toEqual([big]);
		expect(await account(log)).toMatchObject({ exitCode: 0, events: 2, calls: 1, skipped: { notJSON: 2 } });
	});

	it("are put together though they are one byte long, or of both streams in turn", async () => {
		expect(await account(container(Buffer.from(completed), 1))).toMatchObject({ events: 1, skipped: { notJSON: completed.length - 1 } });
		const [a, b] = [received.slice(0, 100), received.slice(100)];
		const lines = [
			`${TIME} stdout P ${a}`,
			`${TIME} stderr P ${KLOG.slice(0, 9)}`,
			`${TIME} stdout F ${b}`,
			`${TIME} stderr F ${KLOG.slice(9)}`,
		];
		expect(await account(text(...lines, `${TIME} stdout F ${completed}`))).toMatchObject({ events: 2, calls: 1, skipped: { notJSON: 1 } });
	});

	it("without the last one are read if they are whole, and else one damaged line", async () => {
		const dangling = `${TIME} stdout P `;
		expect(rowsOf(await read(text(`${TIME} stdout F ${received}`, dangling + completed)))).toEqual([ROW]);
		const { stderr } = await read(text(`${TIME} stdout F ${received}`, dangling + completed.slice(0, 500)));
		expect(stderr).toMatch(/^auditail: skipped 1 line: damaged event \(first: -:2, alice create [^)]*\)\n$/);
	});

	it("of a container that ended within a line do not run into the next one's first line", async () => {
		const torn = received.slice(0, received.indexOf('"uid"'));
		const lines = [`${TIME} stdout P ${torn}`, `${TIME} stdout F ${completed}`];
		expect(rowsOf(await read(text(...lines)))).toEqual([ROW]);
		expect(await account(text(...lines))).toMatchObject({ events: 1, skipped: { damaged: 1 } });
	});
});

describe("row 37: carriage returns, byte order marks, UTF-16, blank lines", () => {
	const log = text(received, completed);
	const utf16 = (contents: string) => Buffer.from(`\ufeff${contents}`, "utf16le");

	it.each<[what: string, input: Input]>([
		["carriage returns", log.replaceAll("\n", "\r\n")],
		["a byte order mark", `\ufeff${log}`],
		["one at the beginning of each of two files", text(received, `\ufeff${completed}`)],
		["UTF-16, as PowerShell redirects", utf16(log.replaceAll("\n", "\r\n"))],
		["UTF-16 of the other order", utf16(log).swap16()],
	])("%s do no harm", async (_what, input) => {
		const { stdout, stderr, exitCode } = await read(input);
		expect([stdout, stderr, exitCode]).toEqual([`${ROW}\n`, "", 0]);
		const json = (await read(input, ["-o", "json"])).stdout;
		expect(json).not.toMatch(/[\r\ufeff]/);
		expect(ownBytesOf(Buffer.from(json))).toEqual([Buffer.from(completed)]);
	});

	it("blank lines are counted, and no trouble", async () => {
		const { stdout, stderr, exitCode } = await read(`\n\n${received}\n   \n\t\n\r\n${completed}\n\n`);
		expect([stdout, stderr, exitCode]).toEqual([`${ROW}\n`, "auditail: skipped 6 lines: blank (first: -:1)\n", 0]);
		expect((await read(`\n${completed}\n`, ["--user", "nobody-at-all"])).exitCode).toBe(1);
	});
});

describe("row 38: events that are printed, listed, or wrapped otherwise", () => {
	const [asked, answered] = [JSON.parse(received), JSON.parse(completed)];
	const bare = ({ kind: _kind, apiVersion: _apiVersion, ...rest }: Record<string, unknown>) => rest;
	const both = [received, completed];
	const pretty = (value: unknown, indent = 2): string => JSON.stringify(value, null, indent);
	const list = (items: unknown[]) => ({ kind: "EventList", apiVersion: "audit.k8s.io/v1", metadata: {}, items });
	const POD = "kube-apiserver-minikube";
	const azure = (log: string, stream = "stdout") => ({ category: "kube-audit", properties: { log: `${log}\n`, stream, pod: POD } });
	const subscription = {
		messageType: "DATA_MESSAGE",
		logStream: "audit-0a1b",
		logEvents: both.map((message, at) => ({ id: `${at}`, timestamp: at, message })),
	};

	const inputs: Readonly<Record<string, readonly [input: string, source?: string]>> = {
		"printed by jq": [text(pretty(asked), pretty(answered))],
		"printed as in the tutorial: blanks behind braces, an empty line inside": [
			text(...[asked, answered].map((event) => pretty(event, 3).replaceAll("{\n", "{  \n").replace('"user":', '\n   "user":'))),
		],
		"printed with carriage returns": [text(pretty(asked), pretty(answered)).replaceAll("\n", "\r\n")],
		"printed by aws --format json": [
			both.map((line) => `2026-11-23T15:00:00.123000+00:00 audit-0a1b \n${pretty(JSON.parse(line), 4)}\n`).join(""),
		],
		"without newlines": [received + completed],
		"printed without newlines between them": [pretty(asked) + pretty(answered)],
		"an array": [text(`[${both}]`)],
		"an array, by jq -s or gcloud": [text(pretty([asked, answered]))],
		"an array of lines": [text("[", `${received},`, completed, "]")],
		"an EventList": [text(JSON.stringify(list([bare(asked), bare(answered)])))],
		"an EventList, printed": [text(pretty(list([bare(asked), bare(answered)])))],
		"a List": [text(pretty({ kind: "List", apiVersion: "v1", items: [asked, answered] }))],
		"records of Azure": [text(JSON.stringify({ records: both.map((line) => azure(line)) })), POD],
		"records of Azure, one a line, their properties a text, behind a byte order mark": [
			`\ufeff${text(...both.map((line) => JSON.stringify({ category: "kube-audit", properties: JSON.stringify(azure(line).properties) })))}`,
			POD,
		],
		"filter-log-events": [
			text(pretty({ events: both.map((message, at) => ({ logStreamName: "audit-0a1b", timestamp: at, message, eventId: "x" })) })),
			"audit-0a1b",
		],
		"get-log-events": [text(pretty({ events: both.map((message, at) => ({ timestamp: at, message })), nextForwardToken: "f/1" }))],
		"a subscription of CloudWatch": [text(JSON.stringify(subscription)), "audit-0a1b"],
		"a subscription of CloudWatch, packed": [
			text(JSON.stringify({ awslogs: { data: gzipSync(JSON.stringify(subscription)).toString("base64") } })),
			"audit-0a1b",
		],
		"docker's json-file": [
			text(...both.map((line) => JSON.stringify({ log: `${line}\n`, stream: "stdout", time: "2026-11-23T18:39:20Z" }))),
		],
		"docker's json-file, in pieces": [
			text(
				...[received.slice(0, 300), `${received.slice(300)}\n`, `${completed}\n`].map((log) => JSON.stringify({ log, stream: "stdout" })),
			),
		],
		"stern -o json": [
			text(...both.map((message) => JSON.stringify({ message, namespace: "kube-system", podName: POD, containerName: "x" }))),
			POD,
		],
		"stern -o extjson": [text(...both.map((line) => `{"pod": "${POD}", "container": "x", "message": ${line}}`)), POD],
		"stern -o ppextjson": [text(...both.map((line) => `{\n  "pod": "${POD}",\n  "container": "x",\n  "message": ${line}\n}`)), POD],
		"journalctl -o json": [text(...both.map((MESSAGE) => JSON.stringify({ MESSAGE, _HOSTNAME: "master-0" }))), "master-0"],
		"journalctl -o json, bytes": [
			text(...both.map((line) => JSON.stringify({ MESSAGE: [...Buffer.from(line)], _HOSTNAME: "master-0" }))),
			"master-0",
		],
		"another collector": [text(...both.map((message) => JSON.stringify({ "@timestamp": "x", message })))],
	};

	it.each(Object.entries(inputs))("%s", async (_what, [input, source]) => {
		const { stdout, exitCode } = await read(input);
		expect([stdout, exitCode]).toEqual([`${ROW}${source ? `  in ${source}` : ""}\n`, 0]);
		const { events, calls, skipped } = await account(input);
		expect([events, calls, skipped.damaged, skipped.notAudit]).toEqual([2, 1, undefined, undefined]);
		const records = recordsOf(await read(input, ["-o", "json"]));
		expect(records).toEqual([{ ...answered, call: expect.objectContaining({ state: "complete", source: source ?? "-" }) }]);
	});

	it("stern -o ppextjson, in colours", async () => {
		const input = text(
			...both.map((line) => `{\n  "pod": "\u001b[32m${POD}\u001b[0m",\n  "container": "\u001b[36mx\u001b[0m",\n  "message": ${line}\n}`),
		);
		expect((await read(input)).stdout).toBe(`${ROW}  in ${POD}\n`);
	});

	it("a table of Azure's, which leaves large bodies out", async () => {
		const row = {
			AuditId: "75ddec00",
			Level: "Request",
			Stage: "ResponseComplete",
			Verb: "create",
			User: '{"username":"alice"}',
			PodName: POD,
		};
		const ref = { ObjectRef: { resource: "configmaps", namespace: "dev", name: "cm1" }, ResponseStatus: '{"code":201}' };
		const times = { RequestReceivedTime: "2026-11-23T15:09:30.719347Z", StageReceivedTime: "2026-11-23T15:09:30.721863Z" };
		const line = JSON.stringify({ ...row, ...ref, ...times, RequestObject: "skipped-too-big-size-object" });
		expect((await read(text(line))).stdout).toBe(`2026-11-23T15:09:30.719347Z 201 2.5ms alice create configmaps dev/cm1  in ${POD}\n`);
	});

	it("tokens of what was printed are left as they were written", async () => {
		const printed = pretty({ ...answered, requestObject: { n: "N" } }).replace('"N"', "12345678901234567890.0");
		const { stdout } = await read(text(printed), ["-o", "raw"]);
		expect(stdout).toBe(text(JSON.stringify({ ...answered, requestObject: { n: "N" } }).replace('"N"', "12345678901234567890.0")));
	});

	it("an event within a body is not taken out of it", async () => {
		const body = JSON.stringify(list([asked]));
		for (const input of [text(withBody(body)), text(pretty({ ...answered, requestObject: list([asked]) }))])
			expect(await account(input)).toMatchObject({ events: 1, calls: 1, skipped: {} });
	});

	it("JSON that never closes is given up, and costs no event behind it", async () => {
		const open = ["{", ...Array.from({ length: 500 }, (_none, at) => `  "key-${at}": "value",`)];
		expect(await account(text(...open, received, completed))).toMatchObject({ exitCode: 0, events: 2, calls: 1, skipped: { damaged: 1 } });
		expect((await account(text(...open, received, completed), ["--max-line", "5k"])).events).toBe(2);
	});

	it.skipIf(isMissing("webhook"))("what a webhook got, a batch of it twice", async () => {
		const { stderr, exitCode } = await runCli([dataFile("webhook"), "-c", "--stats", "json"]);
		expect(accountOf(exitCode, stderr.slice(stderr.indexOf("{")))).toMatchObject({
			exitCode: 0,
			events: 2301,
			calls: 931,
			repeats: 400,
			skipped: {},
		});
		const bodies = readdirSync(dataFile("webhook")).filter((name) => name.endsWith(".json"));
		const input = Buffer.concat(bodies.map((name) => readFileSync(dataFile(`webhook/${name}`))));
		expect(await account(input)).toMatchObject({ exitCode: 0, events: 2301, calls: 931, repeats: 400, skipped: {} });
	});
});

describe("row 39: JSON that is no audit event", () => {
	const json = (value: unknown): string => JSON.stringify(value);
	const event = {
		kind: "Event",
		apiVersion: "v1",
		metadata: { name: "web.17c0" },
		involvedObject: { kind: "Pod" },
		reason: "BackOff",
		message: "x",
	};
	const others = {
		"klog as JSON": json({ ts: 1672531200000.1, caller: "x.go:1", msg: "m", v: 0 }),
		"a core/v1 Event": json(event),
		"an events.k8s.io Event": json({ ...event, apiVersion: "events.k8s.io/v1" }),
		"an AdmissionReview": json({ kind: "AdmissionReview", apiVersion: "admission.k8s.io/v1", request: { uid: "x" } }),
		"an audit policy": json({ kind: "Policy", apiVersion: "audit.k8s.io/v1", rules: [{ level: "Metadata" }] }),
		"a Pod": json({ kind: "Pod", apiVersion: "v1", metadata: { name: "x" } }),
		null: "null",
		"a number": "123",
		"an empty array": "[]",
		"an empty object": "{}",
		"a text": '"x"',
	};

	it.each(Object.entries(others))("%s is skipped and counted, and costs nothing", async (_what, line) => {
		expect(await account(text(received, line, completed))).toMatchObject({ exitCode: 0, events: 2, calls: 1, skipped: { notAudit: 1 } });
		expect((await read(text(completed, line), ["--user", "nobody-at-all"])).exitCode).toBe(1);
	});

	const EVENTS = "Events of `kubectl get events`, which tell what happened to objects, not who asked for it";
	const NO_POLICY = "the log of an API server that records nothing, as it has no audit policy";
	const items = (kind: string, ...list: object[]) => JSON.stringify({ kind, apiVersion: "v1", metadata: {}, items: list }, null, 4);
	const { kind: _kind, apiVersion: _apiVersion, ...nameless } = event;

	it.each([
		["core/v1 Events", text(others["a core/v1 Event"], others["a core/v1 Event"]), EVENTS],
		["kubectl get events -o json", text(items("List", event, event)), EVENTS],
		["kubectl get events", text("LAST SEEN   TYPE      REASON    OBJECT", "5m          Warning   BackOff   pod/x"), EVENTS],
		[
			"an audit policy",
			readFileSync("samples/policies/metadata.yaml", "utf8"),
			"an audit policy, which says what to record, not what was recorded",
		],
		["requests to a webhook", text(others["an AdmissionReview"]), "requests to an admission webhook"],
		["the server's own log", text(KLOG, KLOG), "the API server's own log, without audit events in it"],
		["the same as JSON", text(others["klog as JSON"]), "the API server's own log, without audit events in it"],
		[
			"a server that records nothing",
			text(KLOG, KLOG, 'I1123 15:13:37.308389       1 flags.go:64] FLAG: --audit-policy-file=""', KLOG),
			NO_POLICY,
		],
		[
			"a file compressed by xz",
			Buffer.concat([Buffer.of(0xfd), Buffer.from("7zXZ\0\0\x04\n\0\x01\x02\x03\xff\n", "latin1")]),
			"a file compressed by xz",
		],
		["UTF-16 without its mark", Buffer.from(text(completed), "utf16le"), "UTF-16 without a byte order mark"],
		["any other text", text("hello", "world"), "text without an audit event in it"],
		["any other JSON", text("{}", '{"a":1}'), "JSON without an audit event in it"],
		["an error of kubectl", text('Error from server (NotFound): pods "x" not found'), "an error that kubectl printed"],
	])("an input of nothing else says what it looks like: %s", async (_what, input, looks) => {
		const { stdout, stderr, exitCode } = await read(input);
		expect([stdout, exitCode]).toEqual(["", 2]);
		expect(stderr).toContain(`auditail: no audit event was read: this looks like ${looks}\nhint: `);
	});

	it("an input of nothing else says what it looks like: Events as the API gives them, without their kind", async () => {
		const input = text(JSON.stringify({ kind: "EventList", apiVersion: "v1", metadata: {}, items: [nameless] }));
		expect((await read(input)).stderr).toContain(`auditail: no audit event was read: this looks like ${EVENTS}\nhint: `);
	});

	it("an EventList without items says that the policy may record nothing", async () => {
		const input = text(JSON.stringify({ kind: "EventList", apiVersion: "audit.k8s.io/v1", metadata: {}, items: [] }));
		expect((await read(input)).stderr).toContain("auditail: no audit event was read: this looks like an EventList without items\nhint: ");
		expect((await account(input)).skipped).toEqual({ notAudit: 1 });
	});

	it("an input with an event in it says nothing of the kind", async () => {
		const { stderr } = await read(text(...Object.values(others), received, completed));
		expect(stderr).toBe("auditail: skipped 11 lines: JSON, but not an audit event (first: -:1)\n");
	});
});

describe("row 50: the server's own text inside the records of Azure", () => {
	it("is skipped and counted, and joins no pieces of events", async () => {
		const record = (log: string, stream: string) =>
			JSON.stringify({ category: "kube-audit", properties: { log, stream, pod: "kube-apiserver-1" } });
		const lines = [
			record(`${KLOG}\n`, "stderr"),
			record(`${received}\n`, "stdout"),
			record(completed.slice(0, 400), "stdout"),
			record('Trace[7816759]: ---"limitedReadBody succeeded" len:629048 11ms (21:25:16.354)\n', "stderr"),
			record(`${completed.slice(400)}\n`, "stdout"),
		];
		expect(rowsOf(await read(text(...lines)))).toEqual([`${ROW}  in kube-apiserver-1`]);
		expect(await account(text(...lines))).toMatchObject({ exitCode: 0, events: 2, calls: 1, skipped: { notJSON: 2 } });
	});
});
