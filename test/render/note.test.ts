import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Call } from "../../src/audit/call.ts";
import type { AuditEvent } from "../../src/audit/event.ts";
import { eventNotes, notes } from "../../src/render/note.ts";
import { call, event } from "../helpers/event.ts";

const stagesOf = (...names: string[]): Pick<Call, "stages"> => ({ stages: names.map((stage) => ({ stage, at: null })) });
const EXEC = { resource: "pods", namespace: "dev", name: "web-1", subresource: "exec" };
const JTI = { username: "x", extra: { "authentication.kubernetes.io/credential-id": ["JTI=ab5ede00"] } };
const X509 = { username: "x", extra: { "authentication.kubernetes.io/credential-id": ["X509SHA256=ab5ede00"] } };
const FORBIDDEN = { code: 403, message: 'pods is forbidden: User "x" cannot list resource "pods" in API group "" in the namespace "prod"' };
const FORBID = { "authorization.k8s.io/decision": "forbid" };

const { responseStatus: _none, ...unanswered } = event({ stage: "RequestReceived" });

it("an ordinary call has none", () => {
	expect(notes(call())).toEqual([]);
});

describe("of a call without an end", () => {
	it.each<[what: string, call: Call, note: string[]]>([
		["open, its response begun", call({}, { state: "open", ...stagesOf("RequestReceived", "ResponseStarted") }), []],
		["open, without an answer", call({}, { state: "open", event: unanswered, ...stagesOf("RequestReceived") }), ["no answer yet"]],
		["no answer recorded", call({}, { state: "noEnd", event: unanswered }), ["no end, no answer recorded"]],
		["no end recorded", call({}, { state: "noEnd" }), ["no end recorded"]],
		[
			"a watch with a timeout of its own",
			call({ requestURI: "/api/v1/configmaps?timeout=10s&timeoutSeconds=2&watch=true" }, { state: "noEnd" }),
			["no end; its own timeout was 2s"],
		],
		[
			"a request with a timeout of its own",
			call({ requestURI: "/version?timeout=5s" }, { state: "noEnd" }),
			["no end; its own timeout was 5s"],
		],
		[
			"a timeout that is no time",
			call({ requestURI: "/version?timeout=5s%1b%20%20x" }, { state: "noEnd" }),
			["no end; its own timeout was 5s\\x1b x"],
		],
	])("%s", (_what, unended, note) => {
		expect(notes(unended)).toEqual(note);
	});
});

describe("of an event", () => {
	it.each<[what: string, parts: Partial<AuditEvent>, note: string[]]>([
		[
			"exec's command line, as a shell takes it",
			{ objectRef: EXEC, requestURI: "/x/exec?command=sh&command=-c&command=cat+%2Fetc%2Fpasswd+%7C+grep+%22root%22&container=c" },
			[`-- sh -c 'cat /etc/passwd | grep "root"'`],
		],
		[
			"a quote in exec's command line",
			{ objectRef: EXEC, requestURI: "/x/exec?command=echo&command=it%27s" },
			[String.raw`-- echo 'it'\''s'`],
		],
		["an empty word of exec's", { objectRef: EXEC, requestURI: "/x/exec?command=echo&command=" }, ["-- echo ''"]],
		["an escape sequence in exec's command line", { objectRef: EXEC, requestURI: "/x/exec?command=%1b%5b2J" }, [String.raw`-- $'\x1b[2J'`]],
		["attach, which has no command", { objectRef: { ...EXEC, subresource: "attach" }, requestURI: "/x/attach?command=sh" }, []],
		["exec without a command", { objectRef: EXEC, requestURI: "/x/exec?stdin=true" }, []],
		[
			"a dry run",
			{ verb: "patch", requestURI: "/x?dryRun=All&fieldManager=kubectl-client-side-apply" },
			["[dry-run]", "by kubectl-client-side-apply"],
		],
		["who manages the fields of a write", { verb: "create", requestURI: "/x?fieldManager=kubectl-create" }, ["by kubectl-create"]],
		["a field manager with a strange name", { verb: "update", requestURI: "/x?fieldManager=a+b" }, ['by "a b"']],
		["a read, which manages no fields", { verb: "get", requestURI: "/x?fieldManager=a" }, []],
		["a write that failed", { verb: "create", requestURI: "/x?fieldManager=a", responseStatus: { code: 409 } }, []],
		[
			"an issued credential",
			{ annotations: { "authentication.kubernetes.io/issued-credential-id": "JTI=ab5ede00" } },
			["issued JTI=ab5ede00"],
		],
		[
			"the credential of a refused request",
			{ user: JTI, responseStatus: FORBIDDEN, annotations: FORBID },
			["authz: forbid", "with JTI=ab5ede00"],
		],
		["the credential of a request that was not refused", { user: JTI }, []],
		["a certificate of a refused request", { user: X509, responseStatus: FORBIDDEN, annotations: FORBID }, ["authz: forbid"]],
		[
			"addresses that the client claims",
			{ sourceIPs: ["10.0.0.1", "9.9.9.9", "127.0.0.1"] },
			["came from 127.0.0.1, claims 10.0.0.1, 9.9.9.9"],
		],
		["IPv6 addresses", { sourceIPs: ["::1", "fd00::1"] }, ["came from fd00::1, claims ::1"]],
		[
			"a refused create, whose name is not recorded",
			{ verb: "create", objectRef: { resource: "configmaps", namespace: "dev" }, responseStatus: FORBIDDEN, annotations: FORBID },
			["authz: forbid", "(name not recorded)"],
		],
		[
			"a refused review, which has no name",
			{ verb: "create", objectRef: { resource: "selfsubjectaccessreviews" }, responseStatus: { code: 403 } },
			[],
		],
		["a refused create with a name", { verb: "create", responseStatus: { code: 409 } }, []],
	])("%s", (_what, parts, note) => {
		expect(eventNotes(event(parts))).toEqual(note);
	});

	it.each<[what: string, parts: Partial<AuditEvent>, note: string[]]>([
		["at level Metadata, which has no body", { level: "Metadata" }, ["(real or dry run: not recorded)"]],
		[
			"whose body was too large",
			{ level: "Request", annotations: { "audit.k8s.io/truncated": "true" } },
			["(real or dry run: not recorded)"],
		],
		["that was refused", { level: "Metadata", responseStatus: { code: 404 } }, []],
		["with a body that asks for a dry run", { level: "Request", requestObject: { kind: "DeleteOptions", dryRun: ["All"] } }, ["[dry-run]"]],
		["with a body that does not", { level: "Request", requestObject: { kind: "DeleteOptions" } }, []],
		["with a body that asks for none", { level: "Request", requestObject: { dryRun: [] } }, []],
		["without a body, where one would be recorded", { level: "Request" }, []],
		["with a body that is a text", { level: "Request", requestObject: "skipped-too-big-size-object" }, []],
		["with null for its body", { level: "Request", requestObject: null }, []],
		["with the dry run in its query", { level: "Metadata", requestURI: "/x?dryRun=All" }, ["[dry-run]"]],
	])("a delete %s", (_what, parts, note) => {
		expect(eventNotes(event({ verb: "delete", ...parts }))).toEqual(note);
	});

	it.each<[what: string, parts: Partial<AuditEvent>, note: string[]]>([
		["may be either at level Metadata", {}, ["(real or dry run: not recorded)"]],
		["carries its options one level down", { level: "Request", requestObject: { deleteOptions: { dryRun: ["All"] } } }, ["[dry-run]"]],
		["may carry none", { level: "Request", requestObject: { deleteOptions: null } }, []],
	])("an eviction %s", (_what, parts, note) => {
		const objectRef = { resource: "pods", namespace: "dev", name: "web-1", subresource: "eviction" };
		expect(eventNotes(event({ verb: "create", objectRef, ...parts }))).toEqual(note);
	});

	// A shell takes '\n' for a backslash and an n: what ran, and what would have, cannot be told apart.
	it("two different command lines are two different notes", () => {
		const ran = (command: string) => eventNotes(event({ objectRef: EXEC, requestURI: `/x/exec?command=${encodeURIComponent(command)}` }));
		expect(ran("echo a\nid")).not.toEqual(ran("echo a\\nid"));
	});
});

describe("a command line", () => {
	const ran = (...words: string[]): string =>
		eventNotes(
			event({ objectRef: EXEC, requestURI: `/x/exec?${new URLSearchParams(words.map((word): [string, string] => ["command", word]))}` }),
		).join();

	/** What bash makes of it: words in single quotes, in `$'…'`, and bare. */
	const read = (line: string): string[] =>
		(line.replace(/^-- /, "").match(/(?:\$'(?:[^'\\]|\\.)*'|'[^']*'|\\.|[^\s'])+/g) ?? []).map((word) =>
			word.replaceAll(/\$'((?:[^'\\]|\\.)*)'|'([^']*)'|\\(.)/g, (_whole, ansi?: string, single?: string, escaped?: string) =>
				ansi === undefined ? (single ?? escaped ?? "") : ansi.replaceAll(/\\(x..|u....|.)/g, (_escape, code: string) => unescaped(code)),
			),
		);
	const unescaped = (code: string): string =>
		/^[xu]./.test(code) ? String.fromCodePoint(Number.parseInt(code.slice(1), 16)) : ({ n: "\n", r: "\r", t: "\t" }[code] ?? code);

	it("is read back by bash as what ran", () => {
		const word = fc.string({ unit: fc.constantFrom("a", "'", "\\", "$", '"', "\n", "\x1b", "n", "x", "1", "é", "\u202e"), maxLength: 6 });
		fc.assert(
			fc.property(fc.array(word, { minLength: 1, maxLength: 3 }), (words) => {
				expect(read(ran(...words))).toEqual(words);
			}),
		);
	});

	// A second space is written as an escape that stands for itself in single quotes; $'…' would be read.
	it("with two spaces is another note than one with an escape", () => {
		expect(ran("a  b")).not.toBe(ran(String.raw`a\x20 b`));
	});
});

it("why it failed comes first, what else is known after it", () => {
	const parts = {
		verb: "create",
		objectRef: { resource: "pods" },
		user: JTI,
		responseStatus: FORBIDDEN,
		annotations: FORBID,
		sourceIPs: ["9.9.9.9", "::1"],
	};
	expect(notes(call({ ...parts, requestURI: "/x?dryRun=All" }))).toEqual([
		"authz: forbid",
		"[dry-run]",
		"with JTI=ab5ede00",
		"(name not recorded)",
		"came from ::1, claims 9.9.9.9",
	]);
});
