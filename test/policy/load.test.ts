import { existsSync, readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PolicyError } from "../../src/policy/fault.ts";
import { loadPolicy } from "../../src/policy/load.ts";
import { releaseOf } from "../../src/policy/release.ts";

const SHARED = "../shared/policy";
const head = "apiVersion: audit.k8s.io/v1\nkind: Policy\n";
const rule = `${head}rules:\n- level: Metadata\n`;

/** What came of loading: the rules' levels, or what the API server would say. */
function loaded(text: string): string {
	try {
		return `ok ${loadPolicy(text)
			.policy.rules.map(({ level }) => level)
			.join()}`;
	} catch (error) {
		if (!(error instanceof PolicyError)) throw error;
		return error.message;
	}
}

describe.skipIf(!existsSync(SHARED))("what the real loader said (../shared/policy)", () => {
	const results = existsSync(SHARED) ? readFileSync(`${SHARED}/load-results.txt`, "utf8").split("=== POLICY ").slice(1) : [];

	it("of all 27", () => {
		expect(results).toHaveLength(27);
	});

	it.each(results.map((result) => [result.slice(0, result.indexOf("\n")), result]))("of %s", (name, result) => {
		const text = readFileSync(`${SHARED}/${name}`, "utf8");
		const [, verdict = "", words = ""] = /^(OK|ERR): ?(.*)$|^OK.*$/m.exec(result.slice(result.lastIndexOf("\n\n"))) ?? [];
		if (verdict !== "ERR") expect(() => loadPolicy(text)).not.toThrow();
		else expect(`loading audit policy file: ${loaded(text)}: from file pol/${name}`).toBe(words);
	});
});

describe("loading a policy", () => {
	it.each([
		[rule, "ok Metadata"],
		["{", /^failed decoding: couldn't get version\/kind; json parse error: /],
		['{"apiVersion":"audit.k8s.io/v1","rules":[{"level":"None"}]}', "ok None"],
		["{apiVersion: audit.k8s.io/v1, kind: Policy, rules: [{level: None}]}", /json parse error/], // what begins as JSON is read as JSON only
		[`\ufeff${rule}`, "ok Metadata"],
		["\ufeff{apiVersion: audit.k8s.io/v1, rules: [{level: None}]}", "ok None"], // what has the mark in front is no JSON to Go
		[rule.replaceAll("\n", "\r\n"), "ok Metadata"],
		["APIVERSION: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: None\n", "ok None"], // Go's JSON knows names in any case
		["apiVersion: audit.k8s.io/v1\nKind: Event\nkind: Policy\nrules:\n- level: None\n", "ok None"], // the last in Go's order
		["apiVersion: audit.k8s.io/v1/x\n", "failed decoding: unexpected GroupVersion string: audit.k8s.io/v1/x"],
		["apiVersion: audit.k8s.io/\nrules: []\n", "unknown group version field audit.k8s.io/__internal, Kind=Policy in policy"],
		[
			"apiVersion: v1\nkind: ConfigMap\n",
			'failed decoding: no kind "ConfigMap" is registered for version "v1" in scheme "k8s.io/apiserver/pkg/audit/scheme.go:30"',
		],
		[
			"kind: 5\n",
			"failed decoding: couldn't get version/kind; json parse error: json: cannot unmarshal number into Go struct field .kind of type string",
		],
		[`${head}rules: {}\n`, "failed decoding: json: cannot unmarshal object into Go struct field Policy.rules of type []v1.PolicyRule"],
		[`${head}rules: [5]\n`, "failed decoding: json: cannot unmarshal number into Go struct field Policy.rules of type v1.PolicyRule"],
		[`${rule}  users: [yes]\n`, "failed decoding: json: cannot unmarshal bool into Go struct field PolicyRule.rules.users of type string"],
		[
			`${rule}  omitStages: [1]\n`,
			"failed decoding: json: cannot unmarshal number into Go struct field PolicyRule.rules.omitStages of type v1.Stage",
		],
		[
			`${head}metadata: {name: 5}\nrules:\n- level: None\n`,
			"failed decoding: json: cannot unmarshal number into Go struct field ObjectMeta.metadata.name of type string",
		],
		[`${rule}  users:\n  namespaces: ~\n`, "ok Metadata"], // null is as good as nothing
		[`${head}omitManagedFields: on\nrules:\n- &a {level: None}\n- *a\n- <<: *a\n  level: Request\n`, "ok None,None,Request"],
		[`${rule}  users: *nobody\n`, "failed decoding: yaml: line 5: unknown anchor 'nobody' referenced"],
		[`${rule}  weight: .inf\n`, "failed decoding: json: unsupported value: +Inf"],
		[`${rule}  users: ["\x01"]\n`, "failed decoding: yaml: control characters are not allowed"],
		[`%YAML 1.2\n---\n${rule}`, "failed decoding: yaml: found incompatible YAML document"],
		[`  kind: Policy\n  apiVersion: audit.k8s.io/v1\n  rules:\n  - level: None\n]: what is indented less is not read`, "ok None"],
		[`${rule}  nonResourceURLs: ["/a"]\n  resources: [{group: x}]\n`, /rules cannot apply to both regular resources/],
		[
			`${head}rules:\n- level: Metadata\n  resources: [{group: X}, {group: X}]\n`, // said once
			/^rules\[0\]\.resources\.group: Invalid value: "X": a lowercase RFC 1123 subdomain [^[]*\[a-z0-9\]/,
		],
	])("%j: %s", (text, result) => {
		if (typeof result === "string") expect(loaded(text)).toBe(result);
		else expect(loaded(text)).toMatch(result);
	});

	it("ends before aliases make it endless", () => {
		const levels = Array.from({ length: 30 }, (_none, at) => `a${at}: &a${at} [${at === 0 ? "x" : `*a${at - 1}, *a${at - 1}`}]`);
		expect(loaded(`${levels.join("\n")}\n`)).toBe("failed decoding: yaml: document contains excessive aliasing");
		expect(loaded("a: &a\n  b: *a\n")).toBe("failed decoding: yaml: anchor 'a' value contains itself");
	});

	it("ends before brackets do", () => {
		expect(loaded(`a: ${"[".repeat(50_000)}`)).toBe("failed decoding: yaml: exceeded max depth of 10000");
	});

	it("differs by release", () => {
		const everyGroup = `${rule}  resources: [{group: "*"}]\n`;
		const beta = rule.replace("/v1", "/v1beta1");
		expect(() => loadPolicy(everyGroup, releaseOf(35))).toThrow(PolicyError);
		expect(() => loadPolicy(everyGroup, releaseOf(36))).not.toThrow();
		expect(() => loadPolicy(beta, releaseOf(24))).toThrow(PolicyError);
		expect(() => loadPolicy(beta, releaseOf(23))).not.toThrow();
	});

	it("gives the place of each fault, and of what is ignored", () => {
		const text = `${head}rules:\n- Level: None\n- level: none\n`;
		const faults = [text.indexOf("Level: None"), text.indexOf("none")];
		expect(() => loadPolicy(text)).toThrow(expect.objectContaining({ faults: faults.map((at) => expect.objectContaining({ at })) }));
		expect(() => loadPolicy(text)).toThrow(
			expect.objectContaining({ ignored: [expect.objectContaining({ name: "Level", at: faults[0] })] }),
		);
	});

	it("never fails but as a policy", () => {
		const samples = readdirSync("samples/policies").map((name) => readFileSync(`samples/policies/${name}`, "utf8"));
		const bits = fc.constantFrom(
			"- ",
			": ",
			"[",
			"]",
			"{",
			"}",
			"&a ",
			"*a",
			"<<: ",
			"'",
			'"',
			"\n",
			"  ",
			"|",
			"!!int ",
			"#",
			"---\n",
			"~",
		);
		const broken = fc
			.tuple(fc.constantFrom(...samples), fc.array(fc.tuple(fc.nat(), fc.nat(3), fc.oneof(bits, fc.string()))))
			.map(([text, edits]) =>
				edits.reduce((sum, [at, drop, put]) => sum.slice(0, at % sum.length) + put + sum.slice((at % sum.length) + drop), text),
			);
		fc.assert(
			fc.property(broken, (text) => {
				expect(loaded(text)).toMatch(/./);
			}),
		);
	});
});
