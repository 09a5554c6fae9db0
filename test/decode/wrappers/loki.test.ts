import { describe, expect, it } from "vitest";
import { loki } from "../../../src/decode/wrappers/loki.ts";
import { inside } from "../../helpers/wrapped.ts";

const answer = (...result: unknown[]) => ({ status: "success", data: { resultType: "streams", result, stats: {} } });

describe("Loki's answer", () => {
	it.each([
		["without streams", answer(), []],
		["with a pod's entries", answer({ stream: { pod: "a", job: "x" }, values: [["1", "{}"]] }), [["{}", "a"]]],
		["as logcli has it", { labels: { pod: "a" }, line: "{}", timestamp: "2026-11-23T15:00:00Z" }, [["{}", "a"]]],
		["with a host's", answer({ stream: { hostname: "node-1" }, values: [["1", "{}"]] }), [["{}", "node-1"]]],
		["with nobody's", answer({ stream: { job: "x" }, values: [["1", "{}"]] }), [["{}", undefined]]],
		[
			"with several streams",
			answer({ stream: { pod: "a" }, values: [["2", "x"]] }, { stream: { pod: "b" }, values: [["1", "y"]] }),
			[
				["x", "a"],
				["y", "b"],
			],
		],
		[
			"with the newest first",
			answer({
				values: [
					["1764000000000000002", "c"],
					["1764000000000000001", "b"],
					["1764000000000000001", "b2"],
					["999", "a"],
				],
			}),
			["a", "b", "b2", "c"].map((text) => [text, undefined]),
		],
		[
			"with metadata of entries, and with what is none",
			answer({ values: [["1", "a", { x: "y" }], ["2"], 3, null, ["4", {}]] }, { stream: {} }, null, 7),
			[["a", undefined]],
		],
	])("%s", (_what, value, expected) => {
		expect(inside(loki, value)?.map(({ text, from }) => [text, from])).toEqual(expected);
	});

	it.each<Record<string, unknown>>([
		{},
		{ data: "{}" },
		{ line: "{}" },
		{ labels: { pod: "a" }, line: 7 },
		{ data: { result: [] } },
		{ data: { resultType: "matrix", result: [{ values: [[1, "2"]] }] } },
		{ data: { resultType: "streams" } },
		{ kind: "Event", apiVersion: "audit.k8s.io/v1", data: {} },
	])("is not %j", (value) => {
		expect(inside(loki, value)).toBeUndefined();
	});
});
