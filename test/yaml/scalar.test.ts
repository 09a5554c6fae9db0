import { expect, it } from "vitest";
import { scalarKind } from "../../src/yaml/scalar.ts";

it.each([
	["null", ["", "~", "null", "Null", "NULL"]],
	["bool", ["y", "Y", "yes", "Yes", "YES", "n", "N", "no", "No", "NO", "on", "On", "ON", "off", "OFF", "true", "TRUE", "False"]],
	["number", ["0", "5", "-5", "+5", "08", "1_000", "1.5", "1.", ".5", "1e3", "0x1F", "-0x1F", "0o17", "0b11", "017"]],
	["string", ["a", "yEs", "tRue", "oN", "nULL", "2001-01-01", "12:30", "1e999", "0x", "5a", "._5", "1.2.3", "-", "+", "."]],
	[undefined, [".inf", "-.Inf", "+.INF", ".nan", ".NaN"]],
])("%s: %j", (kind, texts) => {
	expect(texts.map((text) => [text, scalarKind(text)])).toEqual(texts.map((text) => [text, kind]));
});
