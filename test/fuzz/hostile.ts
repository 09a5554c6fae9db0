import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { gzipSync } from "node:zlib";
import { Tally } from "../../src/audit/tally.ts";
import { Decoder } from "../../src/decode/decode.ts";
import { Lane } from "../../src/decode/lane.ts";
import { origin } from "../helpers/event.ts";
import { forged } from "./events.ts";

/** About so many bytes of something that nobody would write who meant well. */
type Text = (size: number) => string;

const EVENT = forged("x");
const HEAD = '{"kind":"Event","apiVersion":"audit.k8s.io/';
const KLOG = "I1123 15:00:58.088244       1 trace.go:236] ";
const TIME = "2026-11-23T15:00:58.1Z";

/** A part as often as it fits. */
const filled = (size: number, part: string | ((at: number) => string)): string => {
	if (typeof part === "string") return part.repeat(Math.ceil(size / part.length));
	const count = Math.ceil(size / part(0).length);
	return Array.from({ length: count }, (_none, at) => part(at)).join("");
};
const repeated =
	(part: string | ((at: number) => string), before = "", behind = ""): Text =>
	(size) =>
		`${before}${filled(size, part)}${behind}\n`;

/** How an attacker, or bad luck, may try to make the decoder slow, or fall over. */
export const hostile: Readonly<Record<string, Text>> = {
	"open arrays": repeated("["),
	"open objects": repeated('{"a":'),
	"open braces": repeated("{"),
	"closed braces": repeated("}"),
	"braces, a line each": repeated("{\n"),
	"arrays and objects, a line each": repeated('[\n{"a":\n'),
	"nested lists": repeated('{"items":['),
	"closed nesting": (size) => `{"a":${"[".repeat(size / 2)}${"]".repeat(size / 2)}}\n`,
	"heads on a line": repeated(HEAD),
	"heads, a line each": repeated(`${HEAD}\n`),
	"torn events on a line": repeated(EVENT.slice(0, 200)),
	"events on a line": repeated(EVENT),
	"events in a list": repeated(`${EVENT},`, "[", "{}]"),
	"events in a list that has no end": repeated(`${EVENT},\n`, "[\n"),
	"empty lists on a line": repeated("[]"),
	"lists on a line": repeated("[{}]"),
	"frames on a line": repeated('{"items":[{}]}'),
	"objects on a line": repeated("{},"),
	"a torn line behind objects": repeated("{}", "", '"'),
	"an unterminated string": repeated("x", '{"a":"'),
	backslashes: repeated("\\", '{"a":"'),
	quotes: repeated('"'),
	"escaped quotes": repeated('\\"', `${HEAD}v1","auditID":"`),
	"a long string": repeated("x", `${EVENT.slice(0, -1)},"x":"`, '"}'),
	"a long number": repeated("1", `${EVENT.slice(0, -1)},"x":`, "}"),
	"a long key": repeated("k", `${EVENT.slice(0, -1)},"`, '":1}'),
	"a long audit ID": repeated("i", `${HEAD}v1","stage":"Panic","auditID":"`, '"}'),
	"lone surrogates": repeated("\\ud800", `${EVENT.slice(0, -1)},"x":"`, '"}'),
	"keys that objects inherit": repeated((at) => `"__proto__":{"a":${at}},"constructor":1,`, `${EVENT.slice(0, -1)},`, '"x":1}'),
	"a torn event, and ends": repeated("x}\n", `${EVENT.slice(0, 200)}\n`),
	"a long torn event, and ends": (size) => `${EVENT.slice(0, 200)}${"x".repeat(size)}\n${'y"}\n'.repeat(64)}`,
	"torn events, and an end each": repeated(`${EVENT.slice(0, 200)}\nx"}}}\n`),
	"klog heads behind a torn event": repeated(KLOG, `${EVENT.slice(0, 200)}\n`),
	"klog heads in a torn event": repeated(KLOG, EVENT.slice(0, 200), '\nx"}}}'),
	"klog heads, a line each, behind a torn event": repeated(`x${KLOG}\n`, `${EVENT.slice(0, 200)}\n`),
	"carriage returns": repeated("\r", "x", "x"),
	spaces: repeated(" ", "", "x"),
	"a word and spaces": repeated(" ", "a", "x"),
	words: repeated("a "),
	"a long word": repeated("a"),
	"NUL bytes": repeated("\0", "", EVENT),
	"byte order marks": repeated("\uFEFF", "", EVENT),
	"blank lines": repeated("\n"),
	escapes: repeated("\u001b["),
	"unended colours": repeated("\u001b[1;", "", EVENT),
	prefixes: repeated("[pod/a/b] ", "", EVENT),
	times: repeated(`${TIME} `, "", EVENT),
	"brackets of syslog data": repeated('[a b="]"]', "<1>1 t h a p m ", EVENT),
	"unended syslog data": repeated("\\]", "<1>1 t h a p m ["),
	"pieces that do not end": repeated(`${TIME} stdout P xxxxxxxx\n`),
	"short pieces that do not end": repeated(`${TIME} stdout P x\n`),
	"pieces that are whole": repeated(`${TIME} stdout P {}\n`, `${TIME} stdout P {\n`),
	"docker pieces that do not end": repeated('{"log":"xxxx","stream":"stdout"}\n'),
	"pieces of many pods": repeated((at) => `{"log_s":"xxxx","pod_s":"pod-${at}","stream_s":"x"}\n`),
	"many pods": repeated((at) => `[pod/pod-${at}/c] ${EVENT}\n`),
	"many pods with dropped events": repeated((at) => `[pod/pod-${at}/c] ${KLOG}Error in audit plugin 'log' affecting 9 audit events: x\n`),
	"many pods with open values": repeated((at) => `[pod/pod-${at}/c] ${KLOG}x err=<\n`),
	"a value without end": repeated(`\t${EVENT}\n`, `${KLOG}x err=<\n`),
	"ends of values": repeated(" >\n"),
	"legacy quotes": repeated('\\"', `${TIME} AUDIT: id="`),
	"legacy groups": repeated(
		'\\\\\\"',
		`${TIME} AUDIT: id="a" stage="Panic" ip="" method="" user="" groups="\\"`,
		'" as="" asgroups="" namespace="" uri="" response="200"',
	),
	"a long legacy path": repeated(
		"/a%zz",
		`${TIME} AUDIT: id="a" stage="Panic" ip="" method="" user="" groups="" as="" asgroups="" namespace="" uri="`,
		'" response="200"',
	),
	"an object of texts with events": repeated((at) => `"k${at}":${JSON.stringify(EVENT)},`, "{", '"x":1}'),
	"texts within texts": (size) => {
		let text = "x".repeat(size / 256);
		for (let depth = 0; depth < 8; depth += 1) text = JSON.stringify({ log: text });
		return `${text}\n`;
	},
	"a long member": repeated("x", '{"pod":"p","message":{"a":"', '"}}'),
	"many members": repeated((at) => `"a${at}":[{}],`, '{"pod":"p","message":{', '"x":1}}'),
	bytes: (size) => `{"_HOSTNAME":"h","MESSAGE":[${filled(size, "255,")}1]}\n`,
	"no UTF-8": repeated("\xff", "", "\n\xff"),
	"no UTF-8, a line each": repeated("\xff\n"),
};

/** A short line, a record that is packed, with so many records of 8 MiB each in it, which are packed too. */
export function packed(records: number): string {
	const one = record("0".repeat(8 * 1024 * 1024));
	return `${record(`{"records":[${Array.from({ length: records }, () => one).join(",")}]}`)}\n`;
}

/** The largest record that is unpacked: 64 MiB of nothing. */
export const largest = (): string => `${record("0".repeat(64 * 1024 * 1024))}\n`;

const record = (text: string) => JSON.stringify({ awslogs: { data: gzipSync(text, { level: 9 }).toString("base64") } });

/** Longest line, in the tests of what is held. */
export const MAX_LINE = 512 * 1024;
const LONG = "x".repeat(MAX_LINE - 1000);

/** Lines that leave something behind each, that somebody may wait for. */
export const lingering: Readonly<Record<string, (at: number) => string>> = {
	"pieces of one stream": () => `${TIME} stdout P ${LONG}\n`,
	"pieces of many streams": (at) => `{"log_s":"${LONG}","pod_s":"pod-${at}","stream_s":"x"}\n`,
	"short pieces": () => `${TIME} stdout P x\n`.repeat(5000),
	"long names": (at) => `{"message":"text","podName":"${at}${LONG}"}\n`,
	"torn events": (at) => `${HEAD}v1","auditID":"${at}${LONG}\n`,
	"documents without end": () => `{\n"a":"${LONG}",\n`,
	"frames of lists without end": () => `{"a":"${LONG}","items":[\n{},\n`,
	"drops and values of many pods": (at) => `[pod/pod-${at}/c] ${KLOG}Error in audit plugin 'log' affecting 9 audit events: ${LONG} err=<\n`,
};

/** How much a decoder holds after so many of these lines, in bytes. */
export async function held(count: number, text: (at: number) => string): Promise<number> {
	const lane = new Lane(origin);
	const decoder = new Decoder({ lane, tally: new Tally(), maxLine: MAX_LINE }, () => undefined);
	const before = await inUse();
	for (let at = 0; at < count; at += 1) {
		for (const line of text(at).split("\n").slice(0, -1)) {
			lane.enter(Buffer.from(`${line}\n`), 1);
			decoder.line(line);
		}
	}
	const after = await inUse();
	decoder.end();
	return after - before;
}

/** What is in use after all that is not has been given back, in bytes. */
async function inUse(): Promise<number> {
	setFlagsFromString("--expose-gc");
	const collect = runInNewContext("gc") as () => void;
	for (let round = 0; round < 3; round += 1) {
		collect();
		await new Promise((resolve) => setImmediate(resolve));
	}
	const { heapUsed, external } = process.memoryUsage(); // arrayBuffers are a part of external
	return heapUsed + external;
}
