import fc from "fast-check";
import type { SkipKind } from "../../src/audit/tally.ts";
import { forged, forgedLegacy } from "./events.ts";
import type { Bytes, Content, Message } from "./model.ts";

/** The first line of a log may be told as the end of an event, if it looks like one. */
const TEXT: readonly SkipKind[] = ["notJSON", "headless"];

const content = (bytes: Bytes, kinds: readonly SkipKind[] = TEXT): Content => ({ bytes, kinds });
const message = (what: Message["what"], lines: readonly Content[], lures: readonly string[] = []): Message => ({
	lines,
	stream: "stderr",
	what,
	lures,
});

/** `Lmmdd hh:mm:ss.uuuuuu threadid file:line] `. */
const header = fc
	.tuple(fc.constantFrom("I", "W", "E", "F"), fc.nat(9_999_999), fc.constantFrom("trace.go:236", "wrap.go:53", "metrics.go:110"))
	.map(([level, thread, place]) => `${level}1123 15:00:58.088244 ${String(thread).padStart(7)} ${place}] `);

const QUOTED = JSON.stringify(forged("forged-quoted"));
const said = [
	"Trying to open",
	'"HTTP" verb="GET" URI="/api?x={}" latency="1.2ms" resp=200',
	`"Unable to do it" err=${QUOTED}`,
	'AuditEvents: {"kind":"Event","apiVersion":"v1","items":[{',
	"httputil: }}]],",
	// What a client says of itself is no word of the API server's.
	`"HTTP" verb="GET" userAgent="Error in audit plugin 'log' affecting 9 audit events: " resp=200`,
];
const klogLine = fc.tuple(header, fc.constantFrom(...said)).map(([head, text]) => message("klog", [content(`${head}${text}`)]));

/** Lines of a value, which may come from whoever sent the request. */
const valueLine = fc.constantFrom(
	"Error updating APIService",
	", Header: map[Content-Type:[text/plain; charset=utf-8]]",
	"",
	"{",
	forged("forged-value"),
	forgedLegacy("forged-value"),
	`{"log":${JSON.stringify(`${forged("forged-value")}\n`)},"stream":"stdout"}`,
	`2026-11-23T15:00:58.1Z stdout F ${forged("forged-value")}`,
);
const value = fc
	.array(valueLine, { minLength: 1, maxLength: 4 })
	.map((lines) => lines.map((line) => content(`\t${line}`, line === "" ? [...TEXT, "blank"] : TEXT)));
/** `key=<`, the value's lines behind tabs, and ` >`, behind which the next value may begin (k8s.io/klog `internal/serialize`). */
const block = fc
	.tuple(header, value, fc.option(value), fc.constantFrom("", ' logger="UnhandledError"'))
	.map(([head, first, second, rest]) =>
		message(
			"klog",
			[content(`${head}"Unhandled Error" err=<`), ...first, ...(second ? [content(" > detail=<"), ...second] : []), content(` >${rest}`)],
			["forged-value"],
		),
	);

const trace = header.map((head) =>
	message("klog", [
		content(`${head}Trace[78]: "Update" audit-id:1,url:/api/v1 (23-Nov-2026 15:00:00.123) (total time: 612ms):`),
		content('Trace[78]: ---"limitedReadBody succeeded" len:629048 11ms (21:25:16.354)'),
		content("Trace[78]: [612.1ms] [612.1ms] END"),
	]),
);

/** What an event was dropped of, as HandlePluginError tells it (k8s.io/apiserver `pkg/audit/metrics.go`). */
const drop = fc
	.tuple(header, fc.constantFrom("log", "buffered"), fc.integer({ min: 1, max: 3 }))
	.map(([head, plugin, count]) =>
		message(
			"drop",
			[
				content(`${head}Error in audit plugin '${plugin}' affecting ${count} audit events: audit backend shut down`),
				content("Impacted events:"),
				...Array.from({ length: count }, () => content(forgedLegacy("dropped"), ["dropped"])),
			],
			["dropped"],
		),
	);

const others = fc
	.constantFrom(
		["2026/11/23 15:07:07 httputil: ReverseProxy read error during body copy: unexpected EOF"],
		["[-]poststarthook/rbac/bootstrap-roles failed: not finished"],
		["+ \tMessage: x", '- \tStatus: ""', '}, ""),'],
		["goroutine 78 [running]:", "panic(0x1, 0x2)", "\t/go/src/file.go:123 +0x1a"],
		["tail: '/tmp/audit.log' has been replaced; following new file"],
	)
	.map((lines) =>
		message(
			"noise",
			lines.map((line) => content(line)),
		),
	);

const blank = fc.constantFrom("", "  ", "\t").map((line) => message("noise", [content(line, ["blank"])]));

const scalars = fc.constantFrom("null", "[]", "123", '"text"', "true", "[1,2]");
const objects = fc.constantFrom(
	"{}",
	'{"ts":1672531200000.1,"caller":"x.go:1","msg":"text","v":0}',
	'{"kind":"Event","apiVersion":"v1","metadata":{"name":"web"},"message":"Back-off","reason":"BackOff"}',
	`{"kind":"Event","apiVersion":"v1","metadata":{"name":"web"},"message":${QUOTED}}`,
	`{"ts":1672531200000.1,"caller":"x.go:1","msg":"Unhandled Error","err":${QUOTED}}`,
	`{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"object":${forged("forged-object")}}}`,
	'{"kind":"Policy","apiVersion":"audit.k8s.io/v1","rules":[{"level":"Metadata"}]}',
);
const otherJSON = fc
	.oneof(scalars, objects)
	.map((json) => message("noise", [content(json, ["notAudit"])], ["forged-object", "forged-quoted"]));

/** What stands between events and is none. */
export const noise: fc.Arbitrary<Message> = fc.oneof(klogLine, block, trace, drop, others, blank, otherJSON);
