import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { apart, EVENT_HEAD, HEAD_LENGTH, holdsTwo, nextEvent, readableHead, standsInBody } from "../../src/decode/head.ts";
import { rawBytes, rawText, textOf } from "../../src/decode/raw.ts";
import { event } from "../helpers/event.ts";

const whole = JSON.stringify(event({ auditID: "one" }));

it("is how a server writes the beginning of an event", () => {
	const lines = readFileSync("samples/minikube.log", "utf8").trimEnd().split("\n");
	for (const line of lines) expect(line.startsWith(EVENT_HEAD)).toBe(true);
	expect(whole.startsWith(EVENT_HEAD)).toBe(true);
});

describe("what can be read of the beginning of an event", () => {
	it.each([
		["all of it", whole, "alice get /api/v1/namespaces/dev/pods/web-1, auditID one"],
		["what comes before the user", whole.slice(0, whole.indexOf('"user"')), "get /api/v1/namespaces/dev/pods/web-1, auditID one"],
		["what comes before the verb", whole.slice(0, whole.indexOf('"verb"')), "/api/v1/namespaces/dev/pods/web-1, auditID one"],
		["what comes before the URI", whole.slice(0, whole.indexOf('"requestURI"')), "auditID one"],
		["a field that breaks off", whole.slice(0, whole.indexOf("/pods")), "auditID one"],
		["what comes before the ID", whole.slice(0, whole.indexOf('"auditID"')), undefined],
		["a request of nobody", JSON.stringify(event({ auditID: "one", user: {} })), "get /api/v1/namespaces/dev/pods/web-1, auditID one"],
		[
			"a request without a verb",
			JSON.stringify(event({ auditID: "one", verb: "" })),
			"alice /api/v1/namespaces/dev/pods/web-1, auditID one",
		],
		["an event without an ID", JSON.stringify(event({ auditID: "" })), "alice get /api/v1/namespaces/dev/pods/web-1"],
		["the end of an event", whole.slice(whole.indexOf('"username"')), "alice"],
		["a user with a quote in his name, as the log holds it", '"username":"a\\"b","groups"', 'a\\"b'],
		["a key that only ends like one", '"xusername":"a","x":{"verb":7}', undefined],
		["klog text", "I1123 15:00:58.088244   17485 x.go:110] text", undefined],
		["nothing", "", undefined],
	])("of %s", (_what, text, said) => {
		expect(readableHead(text)).toBe(said);
	});

	it("is the user who asked, not the one who was impersonated", () => {
		expect(readableHead(JSON.stringify(event({ auditID: "", impersonatedUser: { username: "root" } })))).toMatch(/^alice get/);
	});

	it("has at most 200 characters", () => {
		const said = readableHead(JSON.stringify(event({ requestURI: `/${"x".repeat(3000)}` })));
		expect(said).toHaveLength(200);
		expect(said).toMatch(/^alice get \/xxx/);
	});

	it("takes time linear in the beginning", () => {
		const started = performance.now();
		for (let round = 0; round < 100; round += 1) readableHead('"username":"'.repeat(400).slice(0, HEAD_LENGTH));
		for (let round = 0; round < 100; round += 1) readableHead(`"username":"${"\\".repeat(HEAD_LENGTH)}`);
		expect(performance.now() - started).toBeLessThan(2000);
	});
});

describe("the parts of a line", () => {
	const head = EVENT_HEAD;
	it.each([
		["an event", whole, ["", whole]],
		["a torn one before another", `${head}v1"${whole}`, ["", `${head}v1"`, whole]],
		["words before it", `words: ${whole}`, ["words: ", whole]],
		["what is left of one before it", `:"b"},${whole}`, [':"b"},', whole]],
		["commas and blanks before it", ` , ${whole}`, ["", whole]],
		["no event", "words", ["words"]],
		["nothing", "", [""]],
		["an escaped event", JSON.stringify(whole), [JSON.stringify(whole)]],
	])("begin with each event's head: %s", (_what, line, parts) => {
		expect(apart(rawText(line)).map(textOf)).toEqual(parts);
	});

	it("are the bytes that they were", () => {
		const bytes = Buffer.concat([Buffer.of(0xff), Buffer.from(whole), Buffer.of(0xfe), Buffer.from(whole)]);
		expect(apart(rawBytes(bytes)).map(({ chars }) => Buffer.from(chars, "latin1").length)).toEqual([1, whole.length + 1, whole.length]);
	});

	it.each([
		[whole, false],
		[`${head}v1"${whole}`, true],
		[`${whole}${whole}`, true],
		[`words ${whole}`, false],
		[`words ${whole}${whole}`, false],
		["", false],
	])("are two events, one at least of them torn, or are not: %#", (line, isTwo) => {
		expect(holdsTwo(rawText(line))).toBe(isTwo);
	});
});

describe("an event that stands behind a text", () => {
	const event = whole.slice(0, -1);
	it.each([
		["nothing", "", false],
		["words", "words ", false],
		["words that end as a prefix may", "words: ", false],
		["what may be the middle of a body", '"a":1},"b":', true],
		["what may be the middle of a list", '"a":[', true],
		["what begins a list", "[", false],
	])("is in a body, or may be: %s", (_what, before, isInBody) => {
		expect(standsInBody(before)).toBe(isInBody);
	});

	it.each([
		["a whole event", whole, 1],
		["a torn event, which broke off in a text", whole.slice(0, 120), 1],
		["a torn event, which broke off where no body is", whole.slice(0, whole.indexOf('"get"')), 1],
		["the key of a body", `${event},"requestObject":`, 2],
		["the key of the other body", `${event},"responseObject":`, 2],
		["a key in a body", `${event},"requestObject":{"a":`, 2],
		["an array in a body", `${event},"requestObject":{"a":[`, 2],
		["an element in a body", `${event},"requestObject":{"a":[{},`, 2],
		["a text in a body, which broke off", `${event},"requestObject":{"a":"b:`, 1],
	])("is part of the event before it, or is the next one: behind %s", (_what, before, next) => {
		expect(nextEvent([rawText(before), rawText(whole)], 0)).toBe(next);
	});

	it("is part of the event before it with all that stand there too", () => {
		const inBody = rawText(`${whole},`);
		expect(nextEvent([rawText(`${event},"requestObject":[`), inBody, inBody, rawText(whole), rawText(whole)], 0)).toBe(4);
	});
});
