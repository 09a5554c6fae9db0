import { describe, expect, it } from "vitest";
import { forwarded } from "../../../src/decode/wrappers/forwarded.ts";
import { event } from "../../helpers/event.ts";
import { inside } from "../../helpers/wrapped.ts";

const one = JSON.stringify(event({ auditID: "one" }));
const two = JSON.stringify(event({ auditID: "two" }));

describe("what a collector made", () => {
	it.each([
		["Vector", { file: "/var/log/audit.log", host: "a", message: one, source_type: "file", timestamp: "2026-11-23T15:00:00Z" }, [one]],
		["Loki", { line: one, timestamp: "2026-11-23T15:00:00Z", fields: {} }, [one]],
		["Splunk", { _raw: one, _time: "2026-11-23T15:00:00Z", host: "a" }, [one]],
		["two texts", { message: one, line: two }, [one, two]],
		["a text with a prefix", { line: `node-1 ${one}\n` }, [`node-1 ${one}\n`]],
	])("of a line is opened: %s", (_what, value, texts) => {
		expect(inside(forwarded, value)).toEqual(texts.map((text) => ({ text })));
	});

	it.each<Record<string, unknown>>([
		{},
		{ message: "text" },
		{ message: '{"kind":"Event","apiVersion":"v1"}' },
		{ message: '{"kind":"Policy","apiVersion":"audit.k8s.io/v1"}' },
		{ message: { kind: "Event", apiVersion: "audit.k8s.io/v1" } },
		{ message: JSON.stringify(one) },
		{ a: { message: one } },
		{ a: [one] },
		{ [one]: 1 },
	])("is not %j", (value) => {
		expect(inside(forwarded, value)).toBeUndefined();
	});

	it.each([
		["a document of Elasticsearch", { _index: "a", _source: event() }, [JSON.stringify(event())]],
		["one that a collector made the rest of", { _index: "a", _source: { message: "{}" } }, ['{"message":"{}"}']],
		["a search's answer", { took: 1, hits: { total: 1, hits: [{ _source: {} }] } }, ['[{"_source":{}}]']],
		["a row of Splunk's", { preview: false, result: { _raw: "{}" } }, ['{"_raw":"{}"}']],
	])("takes %s apart", (_what, value, texts) => {
		expect(inside(forwarded, value)?.map(({ text }) => text)).toEqual(texts);
	});
});
