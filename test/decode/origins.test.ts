import { describe, expect, it } from "vitest";
import type { Origin } from "../../src/audit/call.ts";
import { Origins } from "../../src/decode/origins.ts";

const file: Origin = { name: "bodies/0001.json", log: "/bodies/0001.json", webhookLog: "webhook:/bodies" };
const plain: Origin = { name: "audit.log", log: "/audit.log" };
const EVENT_LIST = '{"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},"items":[';

describe("a log that a prefix names", () => {
	it("has that name, and calls are joined within it", () => {
		expect(new Origins().named("kube-apiserver-a")).toMatchObject({ name: "kube-apiserver-a", log: "kube-apiserver-a" });
	});

	it("is the same one each time", () => {
		const origins = new Origins();
		expect(origins.named("a")).toBe(origins.named("a"));
		expect(origins.named("a")).not.toEqual(origins.named("b"));
	});

	it.each(["__proto__", "constructor", "", " "])("may be called %j", (name) => {
		expect(new Origins().named(name)).toMatchObject({ name, log: name });
	});

	it("is cut where it is longer than any name", () => {
		const origins = new Origins();
		expect(origins.named("a".repeat(512)).name).toBe("a".repeat(512));
		expect(origins.named("a".repeat(513)).name).toBe(`${"a".repeat(512)}…`);
		expect(origins.named("a".repeat(1e6))).toBe(origins.named("a".repeat(2e6)));
	});

	it("is known by its name when there are more of them than are remembered", () => {
		const origins = new Origins();
		for (let count = 0; count < 3000; count += 1) origins.named(`pod-${count}`);
		expect(origins.named("pod-1")).toBe(origins.named("pod-1"));
		expect(origins.named("pod-2999")).toEqual(origins.named("pod-2999"));
		expect(origins.named("pod-2999")).toMatchObject({ name: "pod-2999", log: "pod-2999" });
	});
});

describe("the log of what is in a list", () => {
	it.each([
		["the body of a webhook", EVENT_LIST, { name: "bodies/0001.json", log: "webhook:/bodies" }],
		[
			"the body of a webhook, printed over many lines",
			'{\n  "kind": "EventList",\n  "items": [',
			{ name: "bodies/0001.json", log: "webhook:/bodies" },
		],
		["another list", '{"kind":"List","apiVersion":"v1","items":[', file],
		["records", '{"records":[', file],
		["the events of a stream", '{"logStream":"kube-apiserver-audit-0a","logEvents":[', { name: "kube-apiserver-audit-0a" }],
		["the events of a stream without a name", '{"logStream":"","logEvents":[', file],
		["the events of a stream whose name is none", '{"logStream":7,"logEvents":[', file],
		["what breaks off elsewhere", '{"kind":"EventList","items":[{', file],
		["no JSON", '{kind:EventList,"items":[', file],
	])("is that of the list: %s", (_what, list, origin) => {
		expect(new Origins().ofList(list, file)).toMatchObject(origin);
	});

	it("is the source's own where bodies of webhooks have no log together", () => {
		expect(new Origins().ofList(EVENT_LIST, plain)).toEqual(plain);
	});

	it("is asked for once for each list, not for each element", () => {
		const origins = new Origins();
		expect(origins.ofList(EVENT_LIST, file)).toBe(origins.ofList(EVENT_LIST, file));
	});

	it("changes with the list", () => {
		const origins = new Origins();
		const of = (stream: string) => origins.ofList(`{"logStream":"${stream}","logEvents":[`, file).name;
		expect([of("a"), of("b"), of("a")]).toEqual(["a", "b", "a"]);
	});

	it("changes with what stands around the list", () => {
		const origins = new Origins();
		const of = (pod: string) => origins.ofList('{"items":[', origins.named(pod)).name;
		expect([of("a"), of("b"), of("a")]).toEqual(["a", "b", "a"]);
	});
});
