import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Call } from "../../src/audit/call.ts";
import type { AuditEvent, ObjectReference } from "../../src/audit/event.ts";
import { micros, timestampOf } from "../../src/audit/time.ts";
import { pretty } from "../../src/render/pretty.ts";
import type { RenderFacts } from "../../src/render/renderer.ts";
import { call } from "../helpers/event.ts";

const facts = (width: number | undefined, rest: Partial<RenderFacts> = {}): RenderFacts => ({
	terminal: width === undefined ? undefined : { width: () => width },
	color: false,
	sources: () => false,
	stages: false,
	today: "2026-11-23",
	...rest,
});
const shown = async (one: Call, width?: number, rest: Partial<RenderFacts> = {}): Promise<string> =>
	String((await pretty(facts(width, rest)))(one));

/** What a row of screens.txt is about: when it began, how long it took, who did what to what, and what came of it. */
interface Scene extends Partial<AuditEvent> {
	readonly began: string;
	readonly tookMs: number;
	readonly who: string;
	readonly did: string;
	readonly code: number;
	readonly to: ObjectReference | string;
	readonly message?: string;
	readonly call?: Partial<Call>;
}

function played({ began, tookMs, who, did, code, to, message, call: rest = {}, ...parts }: Scene): Call {
	const requestReceivedTimestamp = `2026-11-23T${began}${"0".repeat(15 - began.length)}Z`;
	const stageTimestamp = timestampOf((micros(requestReceivedTimestamp) ?? 0) + Math.round(tookMs * 1000));
	const responseStatus = { code, ...(message === undefined ? {} : { message }) };
	const whole = call({ user: { username: who }, verb: did, responseStatus, requestReceivedTimestamp, stageTimestamp, ...parts }, rest);
	if (typeof to !== "string") return { ...whole, event: { ...whole.event, objectRef: to } };
	const { objectRef: _none, ...event } = whole.event;
	return { ...whole, event: { ...event, requestURI: to } };
}

const FORBID = { annotations: { "authorization.k8s.io/decision": "forbid" } };
const cannot = (who: string, what: string, where: string): string =>
	`${what} is forbidden: User "${who}" cannot do resource "${what}" in API group "" ${where === "" ? "at the cluster scope" : `in the namespace "${where}"`}`;
const long: Partial<Call> = { stages: ["RequestReceived", "ResponseStarted", "ResponseComplete"].map((stage) => ({ stage, at: null })) };
const builder = {
	username: "system:serviceaccount:dev:builder",
	extra: { "authentication.kubernetes.io/credential-id": ["JTI=ab5ede00-c0aa-4983-a488-ac06af82b8ca"] },
};
const NODECLIENT = "system:certificates.k8s.io:certificatesigningrequests:nodeclient";
const dev = (resource: string, name?: string): ObjectReference => ({ resource, namespace: "dev", ...(name ? { name } : {}) });

const CLUSTERROLE: Scene = {
	began: "15:09:25.826",
	tookMs: 1,
	who: "system:apiserver",
	did: "create",
	code: 201,
	to: { resource: "clusterroles", apiGroup: "rbac.authorization.k8s.io", name: NODECLIENT },
};
const EXEC: Scene = {
	began: "15:09:34.065",
	tookMs: 6.7,
	who: "alice",
	did: "get",
	code: 101,
	to: { ...dev("pods", "web-1"), subresource: "exec" },
	requestURI: "/api/v1/namespaces/dev/pods/web-1/exec?command=sh&command=-c&command=cat+%2Fetc%2Fpasswd+%7C+grep+%22root%22",
	call: long,
};
const TOKEN_USED: Scene = {
	began: "15:09:42.596997",
	tookMs: 0.5,
	who: builder.username,
	user: builder,
	did: "list",
	code: 403,
	to: { resource: "pods", namespace: "prod" },
	message: cannot(builder.username, "pods", "prod"),
	...FORBID,
};

/** Rows of screens.txt: A and B as they read at 120 columns, and at 80. */
const screens: readonly (readonly [scene: Scene, wide: string[], narrow: string[]])[] = [
	[
		CLUSTERROLE,
		["15:09:25.826Z 201   1.0ms  system:apiserver create clusterroles", `                            ${NODECLIENT}`],
		["15:09:25Z 201  system:apiserver create clusterroles", `               ${NODECLIENT}`],
	],
	[
		{ began: "15:09:26.644", tookMs: 1, who: "admin", did: "watch", code: 200, to: { resource: "pods" }, call: { ...long, state: "open" } },
		["15:09:26.644Z open         admin            watch  pods        *"],
		["15:09:26Z open admin          watch  pods       *"],
	],
	[
		{
			began: "15:09:28.713",
			tookMs: 0.5,
			who: "",
			user: {},
			userAgent: "curl/7.88.1",
			did: "list",
			code: 401,
			to: { resource: "pods" },
			message: "Unauthorized",
		},
		["15:09:28.713Z 401   0.5ms  (nobody)         list   pods        *  authn: Unauthorized, from 127.0.0.1 curl/7.88.1"],
		["15:09:28Z 401  (nobody)       list   pods       *", "               authn: Unauthorized, from 127.0.0.1 curl/7.88.1"],
	],
	[
		EXEC,
		[`15:09:34.065Z 101   6.7ms  alice            get    pods/exec   dev/web-1  -- sh -c 'cat /etc/passwd | grep "root"'`],
		["15:09:34Z 101  alice          get    pods/exec  dev/web-1", `               -- sh -c 'cat /etc/passwd | grep "root"'`],
	],
	[
		{
			began: "15:09:42.433",
			tookMs: 3.3,
			who: "admin",
			did: "create",
			code: 201,
			to: { ...dev("serviceaccounts", "builder"), subresource: "token" },
			annotations: { "authentication.kubernetes.io/issued-credential-id": "JTI=ab5ede00-c0aa-4983-a488-ac06af82b8ca" },
		},
		[
			"15:09:42.433Z 201   3.3ms  admin            create serviceaccounts/token dev/builder",
			"                            issued JTI=ab5ede00-c0aa-4983-a488-ac06af82b8ca",
		],
		[
			"15:09:42Z 201  admin          create serviceaccounts/token dev/builder",
			"               issued JTI=ab5ede00-c0aa-4983-a488-ac06af82b8ca",
		],
	],
	[
		TOKEN_USED,
		[
			"15:09:42.596Z 403   0.5ms  sa:dev:builder   list   pods        prod/*",
			"                            authz: forbid  with JTI=ab5ede00-c0aa-4983-a488-ac06af82b8ca",
		],
		[
			"15:09:42Z 403  sa:dev:builder list   pods       prod/*",
			"               authz: forbid  with JTI=ab5ede00-c0aa-4983-a488-ac06af82b8ca",
		],
	],
	[
		{ began: "15:09:42.910", tookMs: 1.9, who: "bob", impersonatedUser: { username: "alice" }, did: "list", code: 200, to: dev("secrets") },
		["15:09:42.910Z 200   1.9ms  bob as alice     list   secrets     dev/*"],
		["15:09:42Z 200  bob as alice   list   secrets    dev/*"],
	],
	[
		{
			began: "15:09:42.987",
			tookMs: 0.4,
			who: "alice",
			did: "list",
			code: 403,
			to: { resource: "pods", namespace: "default" },
			message: 'users "admin" is forbidden: User "alice" cannot impersonate resource "users" in API group "" at the cluster scope',
			annotations: {},
		},
		['15:09:42.987Z 403   0.4ms  alice            list   pods        default/*  impersonation refused: users "admin"'],
		["15:09:42Z 403  alice          list   pods       default/*", '               impersonation refused: users "admin"'],
	],
	[
		{
			began: "15:09:43.356",
			tookMs: 0.5,
			who: "eve",
			did: "delete",
			code: 403,
			to: dev("namespaces", "dev"),
			message: cannot("eve", "namespaces", "dev"),
			...FORBID,
		},
		["15:09:43.356Z 403   0.5ms  eve              delete namespaces  dev  authz: forbid"],
		["15:09:43Z 403  eve            delete namespaces dev  authz: forbid"],
	],
	[
		{
			began: "15:09:47.269",
			tookMs: 1.7,
			who: "admin",
			did: "get",
			code: 404,
			to: { resource: "pods", namespace: "日本", name: "café <x>" },
			message: 'pods "café <x>" not found',
		},
		['15:09:47.269Z 404   1.7ms  admin            get    pods        "日本"/"café <x>"'],
		['15:09:47Z 404  admin          get    pods       "日本"/"café <x>"'],
	],
	[
		{
			began: "15:09:47.305",
			tookMs: 1.8,
			who: "admin",
			did: "get",
			code: 404,
			to: dev("configmaps", "\x00\x01x"),
			message: String.raw`configmaps "\x00\x01x" not found`,
		},
		[String.raw`15:09:47.305Z 404   1.8ms  admin            get    configmaps  dev/"\x00\x01x"`],
		[String.raw`15:09:47Z 404  admin          get    configmaps dev/"\x00\x01x"`],
	],
	[
		{
			began: "15:09:47.836",
			tookMs: 3.6,
			who: "alice",
			did: "patch",
			code: 409,
			to: dev("configmaps", "ssa"),
			message: 'Apply failed with 1 conflict: conflict with "team-a": .data.k',
		},
		[
			"15:09:47.836Z 409   3.6ms  alice            patch  configmaps  dev/ssa",
			'                            Apply failed with 1 conflict: conflict with "team-a": .data.k',
		],
		[
			"15:09:47Z 409  alice          patch  configmaps dev/ssa",
			'               Apply failed with 1 conflict: conflict with "team-a": .data.k',
		],
	],
	[
		{
			began: "15:09:48.393",
			tookMs: 2.3,
			who: "alice",
			did: "patch",
			code: 200,
			to: dev("configmaps", "ssa"),
			requestURI: "/api/v1/namespaces/dev/configmaps/ssa?dryRun=All&fieldManager=kubectl-client-side-apply",
		},
		["15:09:48.393Z 200   2.3ms  alice            patch  configmaps  dev/ssa  [dry-run]  by kubectl-client-side-apply"],
		["15:09:48Z 200  alice          patch  configmaps dev/ssa", "               [dry-run]  by kubectl-client-side-apply"],
	],
	[
		{
			began: "15:09:50.928",
			tookMs: 0.5,
			who: "admin",
			did: "get",
			code: 200,
			to: `/openapi/v3/apis/example.com/v1?hash=6A36AB2C240FE6B14A8C596302ED5E1${"F".repeat(97)}`,
		},
		["15:09:50.928Z 200   0.5ms  admin            get    /openapi/v3/apis/example.com/v1?hash=6A36AB2C240FE6B14A8C596302ED5E1…"],
		["15:09:50Z 200  admin          get    /openapi/v3/apis/example.com/v1?hash=6A36A…"],
	],
	[
		{
			began: "15:09:54.665",
			tookMs: 152,
			who: "admin",
			did: "get",
			code: 500,
			to: { ...dev("things", "abort"), apiGroup: "agg.example.com" },
			stage: "Panic",
			message: "APIServer panic'd: net/http: abort Handler",
			call: { state: "panic" },
		},
		["15:09:54.665Z 500   152ms  admin            get    things.agg.example.com dev/abort  PANIC net/http: abort Handler"],
		["15:09:54Z 500  admin          get    things.agg.example.com dev/abort", "               152ms  PANIC net/http: abort Handler"],
	],
	[
		{
			began: "15:10:00.577",
			tookMs: 2.5,
			who: "alice",
			did: "create",
			code: 422,
			to: dev("configmaps", "forbidden"),
			message: `configmaps "forbidden" is forbidden: ValidatingAdmissionPolicy 'nodeny' with binding 'nodeny' denied request: name <forbidden> is "forbidden" & denied`,
		},
		[
			"15:10:00.577Z 422   2.5ms  alice            create configmaps  dev/forbidden",
			'                            admission: policy nodeny: name <forbidden> is "forbidden" & denied',
		],
		[
			"15:10:00Z 422  alice          create configmaps dev/forbidden",
			'               admission: policy nodeny: name <forbidden> is "forbidden" & deni…',
		],
	],
	[
		{ began: "15:10:01.050", tookMs: 1.6, who: "alice", did: "deletecollection", code: 200, to: dev("configmaps") },
		["15:10:01.050Z 200   1.6ms  alice            deletecollection configmaps  dev/*"],
		["15:10:01Z 200  alice          deletecollection configmaps dev/*"],
	],
	[
		{ began: "15:09:26.644", tookMs: 39_702, who: "admin", did: "watch", code: 200, to: { resource: "pods" }, call: long },
		["15:10:06.346Z 200   39.7s  admin            watch  pods        *  since 15:09:26.644Z"],
		["15:10:06Z 200  admin          watch  pods       *  39.7s  since 15:09:26Z"],
	],
	[
		{
			began: "15:10:15.526",
			tookMs: 0.5,
			who: "https://issuer.example.com#carol <carol&co>",
			did: "delete",
			code: 403,
			to: { resource: "configmaps", namespace: "default", name: "r-173" },
			message: cannot("https://issuer.example.com#carol <carol&co>", "configmaps", "default"),
			...FORBID,
		},
		['15:10:15.526Z 403   0.5ms  "https://issuer.example.com#carol <carol&co>" delete configmaps  default/r-173  authz: forbid'],
		['15:10:15Z 403  "https://issuer.example.com#carol <carol&co>" delete configmaps', "               default/r-173  authz: forbid"],
	],
	[
		{
			began: "15:09:30.778",
			tookMs: 6.7,
			who: "alice",
			did: "create",
			code: 409,
			to: dev("configmaps", "cm1"),
			message: 'configmaps "cm1" already exists',
		},
		['15:09:30.778Z 409   6.7ms  alice            create configmaps  dev/cm1  configmaps "cm1" already exists'],
		["15:09:30Z 409  alice          create configmaps dev/cm1", '               configmaps "cm1" already exists'],
	],
	[
		{
			began: "15:09:43.568",
			tookMs: 0.4,
			who: "eve",
			did: "create",
			code: 403,
			to: dev("configmaps"),
			message: cannot("eve", "configmaps", "dev"),
			...FORBID,
		},
		["15:09:43.568Z 403   0.4ms  eve              create configmaps  dev/?  authz: forbid  (name not recorded)"],
		["15:09:43Z 403  eve            create configmaps dev/?", "               authz: forbid  (name not recorded)"],
	],
	[
		{
			began: "15:09:43.840",
			tookMs: 2.3,
			who: "alice",
			did: "update",
			code: 409,
			to: dev("configmaps", "cm1"),
			message:
				'Operation cannot be fulfilled on configmaps "cm1": the object has been modified; please apply your changes to the latest version and try again',
		},
		["15:09:43.840Z 409   2.3ms  alice            update configmaps  dev/cm1  the object has been modified"],
		["15:09:43Z 409  alice          update configmaps dev/cm1", "               the object has been modified"],
	],
	[
		{ began: "15:09:47.587", tookMs: 2.1, who: "alice", did: "delete", code: 200, to: dev("configmaps", "cm1") },
		["15:09:47.587Z 200   2.1ms  alice            delete configmaps  dev/cm1  (real or dry run: not recorded)"],
		["15:09:47Z 200  alice          delete configmaps dev/cm1", "               (real or dry run: not recorded)"],
	],
	[
		{
			began: "15:25:55.638",
			tookMs: 1,
			who: "system:serviceaccount:team-22:sa-94",
			did: "watch",
			code: 200,
			to: { resource: "secrets", namespace: "team-21", name: "x23" },
			requestURI: "/api/v1/namespaces/team-21/secrets?timeoutSeconds=2&watch=true",
			call: { ...long, state: "noEnd" },
		},
		["15:25:55.638Z ?            sa:team-22:sa-94 watch  secrets     team-21/x23  no end; its own timeout was 2s"],
		["15:25:55Z ?    sa:team-22:sa-94 watch  secrets    team-21/x23", "               no end; its own timeout was 2s"],
	],
];

describe("at a terminal a call reads as in screens.txt", () => {
	const cases = screens.map(([scene, wide, narrow]) => ({
		what: `${scene.began} ${scene.who || "nobody"} ${scene.did}`,
		scene,
		wide,
		narrow,
	}));

	it.each(cases)("$what, at 120 columns", async ({ scene, wide }) => {
		expect((await shown(played(scene), 120)).split("\n")).toEqual([...wide, ""]);
	});

	it.each(cases)("$what, at 80 columns", async ({ scene, narrow }) => {
		expect((await shown(played(scene), 80)).split("\n")).toEqual([...narrow, ""]);
	});
});

describe("in a pipe", () => {
	it("a call reads as in screens.txt: one row, whole, with its date, and the service account in full", async () => {
		expect(await shown(played(TOKEN_USED))).toBe(
			"2026-11-23T15:09:42.596997Z 403 0.5ms system:serviceaccount:dev:builder list pods prod/*  authz: forbid  with JTI=ab5ede00-c0aa-4983-a488-ac06af82b8ca\n",
		);
	});

	it("every call of the screens is one row without a tab", async () => {
		const render = await pretty(facts(undefined));
		for (const [scene] of screens) expect(render(played(scene))).toMatch(/^2026-11-23T[^\t\n]+\n$/);
	});
});

describe("colour", () => {
	const colored = (scene: Scene): Promise<string> => shown(played(scene), 120, { color: true });

	it.each<[what: string, scene: Scene, pieces: string[]]>([
		["dims what the system does", CLUSTERROLE, ["\x1b[2m15:09:25.826Z\x1b[22m", "\x1b[2m201\x1b[22m", `\x1b[2m${NODECLIENT}\x1b[22m`]],
		["makes exec magenta and bold", EXEC, ["\x1b[1m\x1b[35malice            get    pods/exec   dev/web-1\x1b[39m\x1b[22m"]],
		["makes a refusal red, in its code and its note", TOKEN_USED, ["\x1b[31m403\x1b[39m", "\x1b[31mauthz: forbid  with JTI="]],
		[
			"makes a write bold and its 4xx yellow",
			{ ...CLUSTERROLE, who: "alice", code: 409, message: "no" },
			["\x1b[33m409\x1b[39m", "\x1b[1malice            create clusterroles\x1b[22m", "\x1b[33mno\x1b[39m"],
		],
		[
			"makes a panic white on red",
			{ ...EXEC, code: 500, stage: "Panic", message: "APIServer panic'd: x", call: { state: "panic" } },
			["\x1b[41m\x1b[97m500\x1b[39m\x1b[49m", "\x1b[41m\x1b[97mPANIC x"],
		],
	])("%s", async (_what, scene, pieces) => {
		const text = await colored(scene);
		for (const piece of pieces) expect(text).toContain(piece);
	});

	it("only repeats what the row says: without it, the row is the same", async () => {
		for (const [scene] of screens) {
			for (const width of [120, 80, undefined]) {
				const text = await shown(played(scene), width, { color: true });
				expect(stripVTControlCharacters(text)).toBe(await shown(played(scene), width));
			}
		}
	});

	it("is left out where it was not asked for", async () => {
		for (const [scene] of screens) expect(await shown(played(scene), 120)).not.toContain("\x1b");
	});
});

describe("the shape of the output", () => {
	it("has a date row where the day changes", async () => {
		const render = await pretty(facts(120));
		const next = render(call({ requestReceivedTimestamp: "2026-11-24T00:00:01.000000Z" }));
		expect(String(next).split("\n")[0]).toBe("2026-11-24");
	});

	it("shows a stage by itself with its name", async () => {
		const one = call({ stage: "RequestReceived", responseStatus: {} }, { state: "open" });
		expect(await shown(one, undefined, { stages: true })).toBe(
			"2026-11-23T15:09:30.001500Z - - alice get pods dev/web-1  RequestReceived\n",
		);
	});

	it("is text that no terminal obeys, whoever chose it", async () => {
		const text = fc.oneof(
			fc.string({ unit: "binary", maxLength: 6 }),
			fc.string({ unit: fc.constantFrom("\x1b[2J", "\n", "\r", "\u202e", "\u009b", "a", " "), maxLength: 6 }),
		);
		const render = { piped: await pretty(facts(undefined)), terminal: await pretty(facts(120)) };
		fc.assert(
			fc.property(text, text, text, text, (username, name, userAgent, message) => {
				const one = call({
					user: { username },
					objectRef: { resource: name, namespace: name, name },
					userAgent,
					responseStatus: { code: 401, message },
				});
				expect(String(render.piped(one))).toMatch(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*\n$/u);
				expect(String(render.terminal(one)).replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
			}),
			{ numRuns: 300 },
		);
	});

	it.each(["__proto__", "constructor", "{msg}", "%s", "level"])("is not upset by a user called %s", async (username) => {
		expect(await shown(call({ user: { username } }))).toContain(username);
	});
});
