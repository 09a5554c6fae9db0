import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalPath as canonical } from "../../src/path/canonical.ts";
import { PathError } from "../../src/path/path-error.ts";

describe("a path", () => {
	it.each([
		["{.user.username}", "$['user']['username']"],
		["$.user.username", "$['user']['username']"],
		["user.username", "$['user']['username']"],
		["@.user", "$['user']"],
		[" {.user} ", "$['user']"],
		["$", "$"],
		["{.}", "$"],
		["{@}", "$"],
		["{.sourceIPs[0]}", "$['sourceIPs'][0]"],
		["{.sourceIPs[-1]}", "$['sourceIPs'][-1:]"],
		["{.sourceIPs[-2]}", "$['sourceIPs'][-2:-1]"],
		["{.sourceIPs[0,2]}", "$['sourceIPs'][0,2]"],
		["{.sourceIPs[ 0 , 2 ]}", "$['sourceIPs'][0,2]"],
		["{.sourceIPs[1:]}", "$['sourceIPs'][1:]"],
		["{.sourceIPs[0:4:2]}", "$['sourceIPs'][0:4:2]"],
		["{.sourceIPs[*]}", "$['sourceIPs'][*]"],
		["{.sourceIPs.*}", "$['sourceIPs'][*]"],
		["{..username}", "$..['username']"],
		["$..[0]", "$..[0]"],
		["$..*", "$..[*]"],
		["{.annotations['authorization.k8s.io/decision']}", "$['annotations']['authorization.k8s.io/decision']"],
		['$.annotations["a.b/c"]', "$['annotations']['a.b/c']"],
		["$['a','b']", "$['a','b']"],
		["$['it\\'s']", String.raw`$['it\'s']`],
		["$['a\\\\b']", String.raw`$['a\\b']`],
		["$.a\\.b", "$['a.b']"],
		["$['authorization\\.k8s\\.io/decision']", "$['authorization.k8s.io/decision']"],
		["$.größe", "$['größe']"],
		["$.a-b", "$['a-b']"],
	])("%s is %s, every name quoted", (expression, path) => {
		expect(canonical(expression)).toBe(path);
	});

	it.each([
		["{.user", "a brace without its other half"],
		[".user}", "a brace without its other half"],
		["{.user}{.verb}", "not understood from character"],
		["{range .items[*]}", "not understood from character"],
		["$.user username", "not understood from character"],
		["$.a[", "not understood from character"],
		["$.a['b", "not understood from character"],
		["$.a[b]", "not understood from character"],
		["$.a.", "not understood from character"],
		["$...a", "not understood from character"],
		["$['a,b']", "not understood from character"],
		["$['a:b']", "not understood from character"],
		["$['*']", "not understood from character"],
		["$['..']", "not understood from character"],
		["$['@x']", "not understood from character"],
		["$.$ref", "not understood from character"],
		["$.a^", "not understood from character"],
		["$.a~", "not understood from character"],
		["$.a@string()", "not understood from character"],
		["$..a..b", "more than one `..`"],
		[`$.${"a".repeat(1001)}`, "is longer than 1000 characters"],
	])("is not %s", (expression, why) => {
		expect(() => canonical(expression)).toThrow(PathError);
		expect(() => canonical(expression)).toThrow(why);
	});

	it.each(["$[?(@.verb=='get')]", "$.user[?(@)]", "$[(@.length-1)]", "$..[?(1)]", "$[ ?(1)]", "$..[(1)]"])(
		"does not run %s",
		(expression) => {
			expect(() => canonical(expression)).toThrow("filters and scripts are not run");
		},
	);

	it("that is not understood is told with the place", () => {
		expect(() => canonical("{.user name}")).toThrow('from character 7 on (" name")');
	});

	// kubectl's own spelling of such a key, as in `{.metadata.annotations.kubernetes\.io/name}`: the slash is not understood.
	it("may name a key with a slash the way kubectl does", () => {
		expect(canonical(String.raw`{.annotations.authorization\.k8s\.io/decision}`)).toBe("$['annotations']['authorization.k8s.io/decision']");
	});

	const piece = fc.constantFrom(
		".",
		"..",
		"[",
		"]",
		"'",
		'"',
		"\\",
		"a",
		"0",
		"-1",
		":",
		",",
		"*",
		"?(",
		"(",
		")",
		"@",
		"$",
		"{",
		"}",
		"^",
		"~",
		" ",
		"`",
	);
	const expression = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: piece, maxLength: 12 }));

	it("is understood or refused with a PathError, whatever is typed", () => {
		fc.assert(
			fc.property(expression, (text) => {
				try {
					expect(canonical(text)).toMatch(/^\$/);
				} catch (error) {
					expect(error).toBeInstanceOf(PathError);
				}
			}),
			{ numRuns: 3000 },
		);
	});

	it("in its canonical form stays as it is", () => {
		const name = fc.string({ unit: fc.constantFrom("a", "'", "\\", ".", " ", "/", '"', "é") }).filter((text) => text !== "..");
		const step = fc.oneof(
			fc.constantFrom("[*]", ".*", "[0]", "[-1]", "[-3]", "[1:2]", "[0,1]", ".a"),
			name.map((text) => `[${JSON.stringify(text)}]`),
		);
		fc.assert(
			fc.property(fc.array(step, { maxLength: 6 }), (steps) => {
				const path = canonical(`$${steps.join("")}`);
				expect(canonical(path)).toBe(path);
			}),
		);
	});
});
