import { type Call, durationMicros, durationMillis } from "../../audit/call.ts";
import type { JSONObject } from "../../audit/json.ts";
import { parameters } from "../../audit/meaning.ts";
import { fields } from "../fields.ts";
import { presets } from "../presets.ts";
import type { Mentions } from "./mentions.ts";
import { camelCase, factOf } from "./names.ts";

type Fact = (call: Call) => unknown;

/** What stands behind `call.`, each by itself: most expressions ask for one. */
const facts: Readonly<Record<string, Fact>> = {
	...Object.fromEntries(
		fields.flatMap(({ path, texts }): [string, Fact][] => {
			const fact = factOf(path);
			return fact && texts ? [[fact, (call) => texts(call)[0]]] : [];
		}),
	),
	...Object.fromEntries(presets.map(({ name, test }) => [camelCase(name), test])),
	state: ({ state }) => state,
	stages: ({ stages }) => Object.fromEntries(stages.map(({ stage, at }) => [stage, at ?? ""])),
	duration: durationMicros,
	durationMs: durationMillis,
	source: ({ origin }) => origin.name,
	parameters: ({ event }) => Object.fromEntries(parameters(event)),
	format: ({ format }) => format,
};

/** What an expression asks for, of each call, as plain data. */
export function recordReader(mentions: Mentions): (call: Call) => JSONObject {
	const parts = [...mentions.names].filter((name) => name !== "call");
	const asked = [...mentions.facts].map((name): [string, Fact | undefined] => [name, facts[name]]);
	return (call) => {
		const event = call.event as unknown as JSONObject;
		const record: JSONObject = {};
		for (const name of parts) record[name] = event[name];
		if (asked.length > 0) record.call = Object.fromEntries(asked.map(([name, fact]) => [name, fact?.(call)]));
		return record;
	};
}

/** The size of plain data: its characters, and some more for each value; more than `most` is not counted out. */
export function sizeOf(value: unknown, most: number): number {
	if (typeof value === "string") return value.length + VALUE;
	if (typeof value !== "object" || value === null) return VALUE;
	let size = VALUE;
	for (const [key, part] of Object.entries(value)) {
		size += key.length + sizeOf(part, most - size);
		if (size > most) return size;
	}
	return size;
}

/** What a value takes beside its characters. */
const VALUE = 8;
