import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { levels, stages } from "../../src/audit/event.ts";
import type { Attributes } from "../../src/policy/attributes.ts";
import { checkPolicy } from "../../src/policy/check/check.ts";
import { takesAllOf } from "../../src/policy/check/shadowed.ts";
import { loadPolicy } from "../../src/policy/load.ts";
import { obstacle } from "../../src/policy/match.ts";
import { anyRelease } from "../../src/policy/release.ts";
import { placeIn } from "../../src/yaml/place.ts";

const CATCH_ALL = "- level: Metadata\n";

/** What of some kinds is said of rules: line, kind, message, hint. A rule that takes the rest is added. */
function said(rules: string, { head = "", rest = CATCH_ALL, kinds = /./ } = {}): string[] {
	const text = `apiVersion: audit.k8s.io/v1\nkind: Policy\n${head}rules:\n${rules}${rest}`;
	return checkPolicy(text, anyRelease)
		.findings.filter(({ kind }) => kinds.test(kind))
		.map(({ at, kind, message, hint }) => `${placeIn(text, at).line} ${kind}: ${message}${hint ? ` | ${hint}` : ""}`);
}

/** A rule at level Metadata with these conditions. */
const rule = (conditions: string): string => `- level: Metadata\n  ${conditions}\n`;

describe("what would be ignored", () => {
	it.each([
		[
			"groups for group",
			rule('resources: [{groups: ""}]'),
			/unknown field "rules\[0\]\.resources\[0\]\.groups": it is ignored, and the rule is for the core group \| did you mean group\?$/,
		],
		["a word of another case", rule("Users: [a]"), /unknown field "rules\[0\]\.Users": it is ignored \| did you mean users\?$/],
		["nothing near", rule("colour: red"), /"rules\[0\]\.colour": it is ignored \| there are level, users, /],
		[
			"a key that is there twice",
			"- level: None\n  level: Metadata\n",
			/^5 duplicate: duplicate field "rules\[0\]\.level": only the last one counts$/,
		],
		[
			"level Request of reads",
			"- level: Request\n  verbs: [get, list]\n",
			/^4 no-body: level Request records no more than Metadata for get, list/,
		],
	])("%s", (_name, rules, expected) => {
		expect(said(rules, { kinds: /^(?:unknown-field|duplicate|no-body)$/ })).toEqual([expect.stringMatching(expected)]);
	});

	it("a second document", () => {
		expect(said("", { rest: `${CATCH_ALL}---\nrules: []\n` })).toEqual([expect.stringMatching(/^5 later-document: /)]);
	});
});

describe("what can never match", () => {
	it.each([
		[
			'users: ["*"]',
			'* is no wildcard in users: "*" is only a user of that name: this rule matches nothing | without users, a rule is for all',
		],
		['users: [bob, "system:*"]', '* is no wildcard in users: "system:*" is only a user of that name | name each of them'],
		[
			'userGroups: ["*"]',
			'* is no wildcard in userGroups: "*" is only a group of that name: this rule matches nothing | without userGroups, a rule is for all',
		],
		[
			'namespaces: ["kube-*"]',
			'* is no wildcard in namespaces: "kube-*" is only a namespace of that name: this rule matches nothing | name each of them',
		],
		[
			'verbs: ["*"]',
			'* is no wildcard in verbs: "*" is only a verb of that name: this rule matches nothing | without verbs, a rule is for all',
		],
		["verbs: [exec]", /^no request has the verb "exec": this rule matches nothing \| there are get, list, /],
		["verbs: [GET]", 'no request has the verb "GET": this rule matches nothing | did you mean get?'],
		[
			'verbs: [post]\n  resources: [{group: ""}]',
			'no request for a resource has the verb "post": this rule matches nothing | did you mean create?',
		],
		[
			'verbs: [create]\n  nonResourceURLs: ["/logs"]',
			'no request for a path that is no resource has the verb "create": this rule matches nothing | did you mean post?',
		],
		[
			'nonResourceURLs: ["/api/v1/pods"]',
			'/api/v1/pods is a resource: it is matched by resources, never by nonResourceURLs: this rule matches nothing | resources: ["pods"]',
		],
		[
			'nonResourceURLs: ["/metrics?x"]',
			'the path of a request is compared without its query: "/metrics?x" is none: this rule matches nothing',
		],
		['resources: [{resources: ["*/*"]}]', '"*/*" matches nothing: this rule matches nothing | "*" is every resource with its subresources'],
		['resources: [{resources: [""]}]', "no request is for a resource without a name: this rule matches nothing"],
		['resources: [{resources: ["po*"]}]', /^\* is no wildcard in "po\*": this rule matches nothing \| it may be /],
		["resources: [{resources: [pods/log/x]}]", 'no resource has two slashes: "pods/log/x": this rule matches nothing'],
		[
			"resources: [{resources: [Pod]}]",
			'requests name resources by their plural: "Pod" is none: this rule matches nothing | did you mean pods?',
		],
		["resources: [{resources: [pods, cm]}]", 'requests name resources by their plural: "cm" is none | did you mean configmaps?'],
		[
			"resources: [{resources: [deployments]}]",
			'deployments is in the group apps, not in the core group: this rule matches nothing | group: "apps"',
		],
		[
			"resources: [{group: extensions, resources: [ingresses]}]",
			'ingresses is in the group networking.k8s.io, not in extensions: this rule matches nothing | group: "networking.k8s.io"',
		],
		["resources: [{group: apps, resources: [pods/log]}]", 'pods is in the core group, not in apps: this rule matches nothing | group: ""'],
		[
			'resources: [{resources: [pods], resourceNames: ["web-*"]}]',
			'* is no wildcard in resourceNames: "web-*" is only an object of that name | name each of them',
		],
		[
			"verbs: [create]\n  resources: [{resources: [pods], resourceNames: [x]}]",
			/^requests to create have no name in their URL, .*: this rule matches nothing \|/,
		],
	])("%s", (conditions, expected) => {
		expect(said(rule(conditions)).map((one) => one.replace(/^\d+ never-matches: /, ""))).toEqual([
			typeof expected === "string" ? expected : expect.stringMatching(expected),
		]);
	});

	it.each([
		"resources: [{group: metrics.k8s.io, resources: [pods]}]",
		"resources: [{group: example.com, resources: [widgets]}]",
		'resources: [{resources: ["*", "*/scale", "pods/*", pods/exec]}]',
		'nonResourceURLs: ["/api*", "/apis/apps/v1", "*"]',
		'namespaces: [""]',
		"verbs: [create]\n  resources: [{resources: [pods/eviction], resourceNames: [x]}]",
		"verbs: [list, watch]\n  resources: [{resources: [pods], resourceNames: [x]}]",
		"verbs: [get, post]",
	])("not %s", (conditions) => {
		expect(said(rule(conditions))).toEqual([]);
	});
});

describe("what an earlier rule shadows", () => {
	it.each([
		[rule("users: [a, b]") + rule("users: [a]\n  verbs: [get]"), [/^6 shadowed: rules\[1\] never decides: rules\[0\] matches everything/]],
		[`- level: None\n${rule("users: [a]")}`, [/rules\[1\] never decides: rules\[0\] .* \| put it first$/, /rules\[2\] never decides/]],
		[rule("users: [a]") + rule("users: [a, b]"), []],
		[rule('resources: [{group: ""}]') + rule("resources: [{resources: [pods]}]"), [/rules\[1\] never decides/]],
		[rule('resources: [{resources: ["pods/*"]}]') + rule("resources: [{resources: [pods, pods/log]}]"), [/rules\[1\] never decides/]],
		[rule("resources: [{resources: [pods]}]") + rule("resources: [{resources: [pods/log]}]"), []],
		[rule("namespaces: [a]") + rule("namespaces: [a]\n  resources: [{resources: [pods]}]"), [/rules\[1\] never decides/]],
		[rule('nonResourceURLs: ["/a*"]') + rule('nonResourceURLs: ["/a/b"]'), [/rules\[1\] never decides/]],
	])("%j", (rules, expected) => {
		expect(said(rules)).toEqual(expected.map((one) => expect.stringMatching(one)));
	});

	it("is never said of a rule that decides something", () => {
		const some = (...words: string[]) => fc.subarray(words, { maxLength: 2 });
		const resources = fc.array(
			fc.record({
				group: fc.constantFrom("", "apps"),
				resources: some("pods", "pods/log", "pods/*", "*/log", "*"),
				resourceNames: some("", "x"),
			}),
			{ maxLength: 2 },
		);
		const anyRule = fc
			.record({
				level: fc.constantFrom(...levels),
				users: some("a", "b"),
				userGroups: some("g", "h"),
				verbs: some("get", "list"),
				namespaces: some("", "n"),
				nonResourceURLs: some("*", "/a*", "/a", "/a/b"),
				resources,
				omitStages: fc.constant([...stages].slice(0, 0)),
			})
			.map((one) => (one.nonResourceURLs.length > 0 ? { ...one, namespaces: [], resources: [] } : one));
		const request: fc.Arbitrary<Attributes> = fc.record({
			user: fc.option(fc.record({ name: fc.constantFrom("a", "b", "c"), groups: some("g", "h") }), { nil: undefined }),
			verb: fc.constantFrom("get", "list", "watch"),
			path: fc.constantFrom("/a", "/a/b", "/c"),
			resource: fc.option(
				fc.record({
					group: fc.constantFrom("", "apps"),
					resource: fc.constantFrom("pods", "nodes"),
					subresource: fc.constantFrom("", "log"),
					namespace: fc.constantFrom("", "n"),
					name: fc.constantFrom("", "x"),
				}),
				{ nil: undefined },
			),
		});
		fc.assert(
			fc.property(anyRule, anyRule, fc.array(request, { minLength: 20, maxLength: 20 }), (earlier, later, requests) => {
				if (!takesAllOf(earlier, later)) return;
				expect(requests.filter((one) => !obstacle(later, one) && obstacle(earlier, one))).toEqual([]);
			}),
			{ numRuns: 2000 },
		);
	});
});

describe("what would leak", () => {
	const keptOut = rule(
		"resources: [{resources: [secrets, serviceaccounts/token]}, {group: authentication.k8s.io, resources: [tokenreviews]}]",
	);

	it.each([
		[
			"- level: RequestResponse\n",
			/^4 leaks: rules\[0\] writes the values of Secrets, the tokens of service accounts and the tokens that are reviewed into the log \|/,
		],
		["- level: Request\n", /writes the values of Secrets and the tokens that are reviewed into/],
		[`${rule("resources: [{resources: [secrets]}]")}- level: Request\n`, /writes the tokens that are reviewed into/],
		["- level: RequestResponse\n  namespaces: [prod]\n  verbs: [get]\n", /writes the values of Secrets into/],
		["- level: RequestResponse\n  resources: [{resources: [secrets], resourceNames: [x]}]\n", /writes the values of Secrets into/],
		[
			`${rule("users: [a]\n  resources: [{resources: [secrets]}]")}- level: Request\n  verbs: [patch]\n`,
			/writes the values of Secrets into/,
		],
	])("%j", (rules, expected) => {
		expect(said(rules, { rest: rules.includes("  ") ? CATCH_ALL : "" }).filter((one) => one.includes("leaks"))).toEqual([
			expect.stringMatching(expected),
		]);
	});

	it.each([
		`${keptOut}- level: RequestResponse\n`,
		"- level: Request\n  verbs: [get]\n  resources: [{resources: [secrets]}]\n- level: None\n",
	])("not %j", (rules) => {
		expect(said(rules, { rest: "" }).filter((one) => one.includes("leaks"))).toEqual([]);
	});
});

describe("what would be lost", () => {
	const LOST = /^(?:lost-|no-rest$)/;

	it.each([
		["", { head: "omitStages: [ResponseStarted]\n" }, /^3 lost-stage: without ResponseStarted, requests that fail to authenticate/],
		["- level: Request\n  verbs: [create]\n  omitStages: [ResponseStarted]\n", {}, /^6 lost-stage: without ResponseStarted/],
		["", { head: "omitStages: [ResponseComplete]\n" }, /^3 lost-stage: without ResponseComplete, what came of a request/],
		[
			"",
			{ head: "omitStages: [RequestReceived, ResponseStarted, ResponseComplete, Panic]\n" },
			/with every stage left out, nothing is recorded/,
		],
		[
			rule("verbs: [create]\n  resources: [{resources: [pods/exec]}]"),
			{ rest: "- level: None\n" },
			/lost-exec: pods\/exec is recorded only where it is a create/,
		],
		[rule("users: [a]"), { rest: "" }, /^4 no-rest: what none of the rules matches is not recorded/],
	])("%j %j", (rules, around, expected) => {
		expect(said(rules, { ...around, kinds: LOST })).toEqual([expect.stringMatching(expected)]);
	});

	it.each([
		["", { head: "omitStages: [RequestReceived]\n" }],
		[rule("users: [a]\n  omitStages: [ResponseStarted]"), {}], // nobody who fails to authenticate has that name
		["- level: None\n  verbs: [list]\n  omitStages: [ResponseStarted]\n", {}],
		[rule("verbs: [create]\n  resources: [{resources: [pods/exec]}]"), {}],
	])("not by %j %j", (rules, around) => {
		expect(said(rules, { ...around, kinds: LOST })).toEqual([]);
	});
});

it.each(readdirSync("samples/policies"))("there is nothing to say of samples/policies/%s", (name) => {
	const { loaded, findings } = checkPolicy(readFileSync(`samples/policies/${name}`, "utf8"), anyRelease);
	expect(loaded).toBeDefined();
	expect(findings).toEqual([]);
});

it("there is something to do about everything that keeps the server from starting", () => {
	const refused = [
		"kind: Policy\n  - level: None\n",
		"- level: None\n",
		"5\n",
		"kind: 5\n",
		"{",
		"apiVersion: audit.k8s.io/v1\n",
		"kind: Policy\n",
		"apiVersion: audit.k8s.io/v1beta1\n",
		"apiVersion: v1\n",
		"apiVersion: audit.k8s.io/v1\nkind: Event\n",
		"apiVersion: audit.k8s.io/v1\nrules:\n\t- level: None\n",
		...["level: metadata", "users: bob", "omitStages: [Panik]", "omitManagedFields: 'yes'", "users: [no]", "resources: [{group: [x]}]"].map(
			(field) => `apiVersion: audit.k8s.io/v1\nrules:\n- ${field}\n`,
		),
	];
	for (const text of refused) {
		const { loaded, findings } = checkPolicy(text, anyRelease);
		expect(loaded).toBeUndefined();
		expect(findings[0]?.hint, `${text}${findings[0]?.message}`).toBeDefined();
	}
	expect(() => loadPolicy(refused[0] ?? "")).toThrow();
});
