import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { isServerLog, ServerLog, serverLogPlaces } from "../../src/decode/server-log.ts";

const KLOG = "E1123 15:14:00.375398   22399 controller.go:146]";
const dropped = (events: number | string, plugin = "log") =>
	`${KLOG.replace("controller.go:146", "metrics.go:110")} Error in audit plugin '${plugin}' affecting ${events} audit events: write: no space left`;

describe("a line of the API server's own log", () => {
	it.each([
		'I1123 15:13:37.308373   22399 flags.go:64] FLAG: --audit-log-path="-"',
		"W1123 15:14:00.375326   22399 handler_proxy.go:100] no RequestInfo found in the context",
		'E1123 15:14:00.375398   22399 controller.go:146] "Unhandled Error" err=<',
		"F0101 00:00:00.000000       1 main.go:1] ",
		'I1123 15:13:50.405131 1234567 trace.go:236] Trace[461971218]: "Get" accept:application/json',
		'Trace[461971218]: ---"Writing http response done" 5932ms (15:13:50.405)',
		"Trace[1652809148]: [3.001330847s] [3.001330847s] END",
	])("is %j", (line) => {
		expect(isServerLog(line)).toBe(true);
	});

	it.each([
		'{"kind":"Event","apiVersion":"audit.k8s.io/v1"}',
		"D1123 15:13:37.308373   22399 flags.go:64] text",
		"I1123 15:13:37   22399 flags.go:64] text",
		"I1123 15:13:37.308373 flags.go:64] text",
		"I1123 15:13:37.308373   22399 flags.go] text",
		"I1123 15:13:37.308373   22399 flags.go:64]text",
		" I1123 15:13:37.308373   22399 flags.go:64] text",
		"2026/11/23 15:14:03 httputil: ReverseProxy read error during body copy: unexpected EOF",
		"[-]poststarthook/rbac/bootstrap-roles failed: not finished",
		"goroutine 78 [running]:",
		"Impacted events:",
		"A Trace[1]: text",
		"",
	])("is not %j, by itself", (line) => {
		expect(isServerLog(line)).toBe(false);
	});

	it("is each of a real log that begins like one, and nothing that begins like an event", () => {
		const lines = readFileSync("samples/stdout.log", "utf8").trimEnd().split("\n");
		expect(lines.filter(isServerLog)).toHaveLength(22);
		expect(lines.filter((line) => line.startsWith("{") && isServerLog(line))).toEqual([]);
	});
});

describe("where it begins in the middle of a line", () => {
	const event = '{"kind":"Event","auditID":"a';
	it.each([
		["klog's head", `${event}${KLOG} text`, [event.length]],
		["a further line of a trace", `${event}Trace[12]: ---"done" 5ms`, [event.length]],
		["a trace with its head, once", `${event}I1123 15:00:00.000000       1 trace.go:236] Trace[12]: "Get"`, [event.length]],
		["two heads", `${event}${KLOG} ${KLOG} x`, [event.length, event.length + KLOG.length + 1]],
		["a head in a value that the client chose", `${event}${KLOG} ","userAgent":"x`, [event.length]],
		["the first character, which is no middle", `${KLOG} text`, []],
		["the first character of a trace", "Trace[12]: text", []],
		["a head without a blank behind it", `${event}${KLOG}`, []],
		["a head that breaks off", `${event}E1123 15:14:00.375398   22399 con`, []],
		["a trace without a number", `${event}Trace[x]: text`, []],
		["nothing of the kind", `${event}"}`, []],
	])("%s", (_what, text, places) => {
		expect(serverLogPlaces(text)).toEqual(places);
	});
});

describe("a value over several lines", () => {
	/** Whether each line is one of a value, when all of them stand in the log one behind the other. */
	const held = (...lines: string[]): boolean[] => {
		const log = new ServerLog();
		return lines.map((line) => {
			const isHeld = log.holds(line);
			if (!isHeld) log.note(line);
			return isHeld;
		});
	};
	const begin = `${KLOG} "Unhandled Error" err=<`;

	it.each([
		["each line behind a tab, and its end", [begin, "\tone", "\t{}", ' > logger="UnhandledError"'], [false, true, true, true]],
		["its end, which is on a line of its own", [begin, "\tone", " >", "\t{}"], [false, true, true, false]],
		["events of the other stream between", [begin, "{}", "\tone", "{}", "\ttwo", " >"], [false, false, true, false, true, true]],
		["another value behind it", [begin, "\tone", " >", begin, "\ttwo"], [false, true, true, false, true]],
		["a new head, which ends it", [begin, "\tone", `${KLOG} text`, "\t{}"], [false, true, false, false]],
		["a blank behind its beginning", [`${begin} `, "\tone"], [false, true]],
		["a carriage return behind its beginning", [`${begin}\r`, "\tone\r"], [false, true]],
		["no beginning", ["\tone", `${KLOG} err=< text`, "\ttwo"], [false, false, false]],
		["a beginning without a head", ["err=<", "\tone"], [false, false]],
	])("with %s", (_what, lines, expected) => {
		expect(held(...lines)).toEqual(expected);
	});
});

describe("events that the API server says it dropped", () => {
	/** How many legacy lines are taken for dropped events behind these lines. */
	const drops = (...lines: string[]): number => {
		const log = new ServerLog();
		for (const line of lines) log.note(line);
		let count = 0;
		while (log.takesDrop()) count += 1;
		return count;
	};

	it.each([
		["one", [dropped(1), "Impacted events:"], 1],
		["400, as the webhook sends", [dropped(400, "webhook")], 400],
		["those of two messages", [dropped(2), dropped(3, "buffered")], 5],
		["none of a message without a head", [dropped(1).slice(KLOG.length)], 0],
		["none of a message that says something else", [`${KLOG} Error in audit plugin 'log': text`], 0],
		["none of a number that is none", [dropped("some")], 0],
		["none of a number that is too large", [dropped("12345678")], 0],
		["not more than one can be told of", [dropped(999_999)], 100_000],
		["not more than one can be told of, in many messages", Array.from({ length: 300 }, () => dropped(999)), 100_000],
	])("are %s", (_what, lines, count) => {
		expect(drops(...lines)).toBe(count);
	});
});

it("text inside of an event ends no value", () => {
	const log = new ServerLog();
	log.note('E1123 15:00:58.088244       1 a.go:1] "Error" err=<');
	log.noteInside("I1123 15:00:58.088244       1 trace.go:236] x");
	expect(log.holds("\tvalue")).toBe(true);
	log.note("I1123 15:00:58.088244       1 trace.go:236] x");
	expect(log.holds("\tvalue")).toBe(false);
});
