import { expect, it } from "vitest";
import { QueryError } from "../../src/query/query-error.ts";

it("names the flag and the value, and keeps the way out apart", () => {
	const error = new QueryError("verb", 'a"b', "is wrong", "for example get");
	expect([error.message, error.hint]).toEqual([String.raw`--verb "a\"b": is wrong`, "for example get"]);
});

it("has an empty hint where the message says it", () => {
	expect(new QueryError("verb", "x", "is wrong").hint).toBe("");
});

it("shows a control character of the value as an escape", () => {
	expect(new QueryError("verb", "\x1b[31m", "is wrong").message).not.toContain("\x1b");
});
