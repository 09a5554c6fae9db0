import { expect, it } from "vitest";
import { formats } from "../../src/render/renderers.ts";
import { call } from "../helpers/event.ts";

const facts = { terminal: undefined, color: false, sources: () => false, stages: false, today: "2026-11-23" };

it.each(Object.entries(formats))("%s is loaded, and shows a call with its last newline", async (_name, { load }) => {
	const render = await load(facts, "A:.verb");
	expect(String(render(call()))).toMatch(/\n$/);
});

it.each([
	["pretty", "none"],
	["wide", "none"],
	["json", "last"],
	["raw", "all"],
] as const)("%s needs of a call's lines: %s", (name, keepLines) => {
	expect(formats[name].keepLines).toBe(keepLines);
});
