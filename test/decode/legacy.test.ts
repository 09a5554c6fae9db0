import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AuditEvent } from "../../src/audit/event.ts";
import { legacyEvent } from "../../src/decode/legacy.ts";
import { event } from "../helpers/event.ts";

const METADATA = "../shared/data/metadata.log";
const LEGACY = "../shared/data/legacy.log";

const named = ["\u0007a", "\bb", "\ff", "\nn", "\rr", "\tt", "\u000Bv", "\\\\", '""'];

/** Go's `%q`, where nothing beyond ASCII is printable, which the reader need not know. */
const quote = (text: string): string => `"${[...text].map(quotedCharacter).join("")}"`;

function quotedCharacter(character: string): string {
	const point = character.codePointAt(0) ?? 0;
	const name = named.find(([first]) => first === character)?.[1];
	if (name) return `\\${name}`;
	if (point >= 0x20 && point < 0x7f) return character;
	const [letter, digits] = point < 0x80 ? ["x", 2] : point < 0x10000 ? ["u", 4] : ["U", 8];
	return `\\${letter}${point.toString(16).padStart(Number(digits), "0")}`;
}

/** Go's auditStringSlice. */
const quotedList = (list: readonly string[]): string => list.map(quote).join(",");

/** Go's EventString (k8s.io/apiserver `pkg/audit/format.go`); before Kubernetes 1.22 it had no user agent. */
function eventString(event: AuditEvent, hasAgent = true): string {
	const { auditID, stage, requestURI = "", verb = "", userAgent = "" } = event;
	const fields = [
		["id", auditID],
		["stage", stage],
		["ip", event.sourceIPs?.[0] ?? "<unknown>"],
		["method", verb],
		...identities(event),
		["user-agent", userAgent],
		["namespace", event.objectRef?.namespace || "<none>"],
		["uri", requestURI],
	];
	const written = fields.filter(([name]) => hasAgent || name !== "user-agent").map(([name, value]) => `${name}=${quote(value ?? "")}`);
	const response = event.responseStatus ? String(event.responseStatus.code ?? 0) : "<deferred>";
	return `${receivedAt(event)} AUDIT: ${written.join(" ")} response="${response}"`;
}

function identities({ user: { username = "", groups = [] } = {}, impersonatedUser: as }: AuditEvent) {
	return [
		["user", username || "<none>"],
		["groups", username && groups.length > 0 ? quotedList(groups) : "<none>"],
		["as", as ? as.username : "<self>"],
		["asgroups", as?.groups ? quotedList(as.groups) : "<lookup>"],
	];
}

/** Go's RFC3339Nano has no zeros at the end of its fraction. */
const receivedAt = ({ requestReceivedTimestamp = "0001-01-01T00:00:00Z" }: AuditEvent): string =>
	requestReceivedTimestamp.replace(/(\.\d*?)0+Z$/, "$1Z").replace(".Z", "Z");

/** What of an event a legacy line tells. */
function told({ auditID, stage, requestURI, verb, user, impersonatedUser, sourceIPs, userAgent, ...rest }: AuditEvent) {
	const { objectRef, responseStatus, requestReceivedTimestamp } = rest;
	const identity = (info: AuditEvent["user"]) => info && { username: info.username, groups: info.groups };
	return {
		auditID,
		stage,
		requestURI,
		verb,
		user: user?.username ? identity(user) : {},
		impersonatedUser: identity(impersonatedUser),
		sourceIPs: sourceIPs?.slice(0, 1),
		userAgent,
		code: responseStatus?.code,
		requestReceivedTimestamp,
		object: objectRef && {
			resource: objectRef.resource,
			namespace: objectRef.namespace,
			subresource: objectRef.subresource,
			apiGroup: objectRef.apiGroup,
		},
	};
}

const eventsIn = (path: string): AuditEvent[] =>
	readFileSync(path, "utf8")
		.trimEnd()
		.split("\n")
		.map((line) => JSON.parse(line));

function expectTold(event: AuditEvent, hasAgent = true): void {
	const read = legacyEvent(eventString(event, hasAgent));
	expect(read && told(read)).toEqual(told(hasAgent ? event : { ...event, userAgent: undefined as never }));
	// The name of a create is in its body, unless it is about a subresource.
	const isInPath = event.verb !== "create" || event.objectRef?.subresource !== undefined;
	if (isInPath) expect(read?.objectRef?.name).toBe(event.objectRef?.name);
}

/** Where the path tells the object: see ../audit/request-info.test.ts for the others. */
const isReadable = ({ requestURI = "" }: AuditEvent): boolean => !/labelSelector=a%3Db%26c/.test(requestURI);

describe("a line of the legacy format", () => {
	it("tells who did what, for every event of a real log", () => {
		const events = eventsIn("samples/minikube.log");
		expect(events).toHaveLength(124);
		for (const event of events) expectTold(event);
	});

	it("tells the same without a user agent, as Kubernetes before 1.22 wrote it", () => {
		for (const event of eventsIn("samples/minikube.log").slice(0, 20)) expectTold(event, false);
	});

	it("is an event with a name and a version, and without what nobody can know", () => {
		const read = legacyEvent(eventString(event()));
		expect(read).toMatchObject({ kind: "Event", apiVersion: "audit.k8s.io/v1" });
		expect(Object.keys(read ?? {})).not.toEqual(expect.arrayContaining(["level"]));
		expect(read).not.toHaveProperty("stageTimestamp");
		expect(read).not.toHaveProperty("level");
		expect(read).not.toHaveProperty("annotations");
	});

	it("gives back any text in any field", () => {
		const text = fc.string({ unit: "binary", minLength: 1, maxLength: 12 });
		const fields = fc.record({ id: text, user: text, group: text, agent: text, as: text, asGroup: text, ip: text, verb: text });
		fc.assert(
			fc.property(fields, ({ id, user, group, agent, as, asGroup, ip, verb }) => {
				const written = event({
					auditID: id,
					user: { username: user, groups: [group, group] },
					impersonatedUser: { username: as, groups: [asGroup] },
					userAgent: agent,
					sourceIPs: [ip],
					verb,
				});
				expect(told(legacyEvent(eventString(written)) as AuditEvent)).toEqual(told(written));
			}),
		);
	});

	it.each([
		["nobody", { user: {} }, { user: {} }],
		["a user without groups", { user: { username: "a" } }, { user: { username: "a" } }],
		["an address that is unknown", { sourceIPs: [] }, { sourceIPs: undefined }],
		["no impersonation", {}, { impersonatedUser: undefined }],
		["impersonation whose groups are looked up", { impersonatedUser: { username: "b" } }, { impersonatedUser: { username: "b" } }],
		["impersonation without groups", { impersonatedUser: { username: "b", groups: [] } }, { impersonatedUser: { username: "b" } }],
		["no answer yet", { responseStatus: undefined as never }, { responseStatus: undefined }],
		["an answer without a code", { responseStatus: { code: 0 } }, { responseStatus: undefined }],
		["an answer", { responseStatus: { code: 403 } }, { responseStatus: { code: 403 } }],
		["no time", { requestReceivedTimestamp: undefined as never }, { requestReceivedTimestamp: undefined }],
		["no user agent", { userAgent: "" }, { userAgent: "" }],
		["no resource", { requestURI: "/healthz", objectRef: undefined as never }, { objectRef: undefined }],
		["an empty verb", { verb: "" }, { verb: "" }],
	] as const)("with %s", (_what, parts, read) => {
		const { requestReceivedTimestamp, stageTimestamp, annotations, level, ...whole } = event({ objectRef: undefined as never, ...parts });
		const line = eventString({ ...whole, ...("requestReceivedTimestamp" in parts ? {} : { requestReceivedTimestamp }) } as AuditEvent);
		const got = legacyEvent(line) as AuditEvent;
		for (const [key, value] of Object.entries(read)) expect(got[key as keyof AuditEvent]).toEqual(value);
		for (const [key, value] of Object.entries(read)) if (value === undefined) expect(got).not.toHaveProperty(key);
	});

	it.each([
		["2026-11-23T15:14:25.912494835Z", "2026-11-23T15:14:25.912494Z"],
		["2026-11-23T14:00:00.123456789+02:00", "2026-11-23T12:00:00.123456Z"],
		["2026-11-23T14:00:00-05:30", "2026-11-23T19:30:00.000000Z"],
		["2026-11-23T14:00:00.1Z", "2026-11-23T14:00:00.100000Z"],
		["2026-11-23T14:00:00.1234Z", "2026-11-23T14:00:00.123400Z"],
		["2026-11-23T14:00:00Z", "2026-11-23T14:00:00.000000Z"],
		["0001-01-01T00:00:00Z", undefined],
		["yesterday", undefined],
	])("of %s is of %s", (at, received) => {
		const line = eventString(event()).replace(/^\S+/, at);
		expect(legacyEvent(line)).toBeDefined();
		expect(legacyEvent(line)?.requestReceivedTimestamp).toBe(received);
	});

	it("is what a real server wrote", () => {
		const line = String.raw`2026-11-23T15:14:25.912494835Z AUDIT: id="642e6a91-7f34-4e19-b3a9-4f42470794cf" stage="ResponseComplete" ip="127.0.0.1" method="get" user="admin" groups="\"system:masters\",\"system:authenticated\"" as="<self>" asgroups="<lookup>" user-agent="curl/7.88.1" namespace="<none>" uri="/readyz" response="500"`;
		expect(legacyEvent(line)).toEqual({
			kind: "Event",
			apiVersion: "audit.k8s.io/v1",
			auditID: "642e6a91-7f34-4e19-b3a9-4f42470794cf",
			stage: "ResponseComplete",
			requestURI: "/readyz",
			verb: "get",
			user: { username: "admin", groups: ["system:masters", "system:authenticated"] },
			sourceIPs: ["127.0.0.1"],
			userAgent: "curl/7.88.1",
			responseStatus: { code: 500 },
			requestReceivedTimestamp: "2026-11-23T15:14:25.912494Z",
		});
		expect(legacyEvent(`${line}\r`)).toEqual(legacyEvent(line));
	});

	const line = eventString(event());
	it.each([
		["an event", JSON.stringify(event())],
		["a line that breaks off", line.slice(0, -1)],
		["a line without its time", line.slice(line.indexOf("AUDIT"))],
		["a line with a time before its time", `2026-11-23T15:14:25Z ${line}`],
		["a line with a prefix", `[pod/a/c] ${line}`],
		["an indented line", `\t${line}`],
		["a line with text behind it", `${line} text`],
		["a line without a field", line.replace(' verb="get"', "").replace(' method="get"', "")],
		["a line with a field too many", line.replace(" uri=", ' host="a" uri=')],
		["a line with fields in another order", line.replace(/(id="[^"]*") (stage="[^"]*")/, "$2 $1")],
		["a line with an open quote", line.replace('user="alice"', 'user="ali"ce"')],
		["half of a call as it was logged before Kubernetes 1.8", '2016-10-20T18:39:20.57606443Z AUDIT: id="a" response="200"'],
		[
			"the other half",
			'2016-10-20T18:39:20.57606443Z AUDIT: id="a" ip="1" method="GET" user="u" groups="g" as="<self>" asgroups="<lookup>" namespace="n" uri="/"',
		],
		["klog text", "E1123 15:00:58.088244   17485 metrics.go:110] Error in audit plugin 'log' affecting 1 audit events: full"],
		["what stands above a dropped event", "Impacted events:"],
		["prose", 'The AUDIT: id="a" stands here'],
		["nothing", ""],
	])("is not %s", (_what, text) => {
		expect(legacyEvent(text)).toBeUndefined();
	});

	it("tells of impersonation of a user who calls himself `<self>`, whose groups are known", () => {
		const written = event({ impersonatedUser: { username: "<self>", groups: ["system:authenticated"] } });
		expect(legacyEvent(eventString(written))?.impersonatedUser).toEqual(written.impersonatedUser);
	});

	it.each(["\u001b", "\0", "\u009b", "\n"])("has no control character: Go escapes %j", (char) => {
		expect(legacyEvent(line.replace('user="', `user="${char}`))).toBeUndefined();
	});

	it("does not overflow the stack, however long it is", () => {
		const requestURI = `/${"a".repeat(6_000_000)}`;
		expect(legacyEvent(line.replace(/uri="[^"]*"/, `uri="${requestURI}"`))?.requestURI === requestURI).toBe(true);
	});

	it("does not overflow the stack, however many escapes it has", () => {
		for (const code of ["\\\\", "\\a"])
			expect(legacyEvent(line.replace(/uri="[^"]*"/, () => `uri="${code.repeat(3_145_000)}"`))).toBeDefined(); // 6 MiB
		expect(legacyEvent(line.replace(/uri="[^"]*"/, `uri="${"\\\\".repeat(12_000_000)}"`))).toBeUndefined(); // no server writes that
	});

	it("takes time linear in its length", () => {
		const started = performance.now();
		expect(legacyEvent(line.replace("/api/v1/namespaces/dev/pods/web-1", `/${"\\\\".repeat(100_000)}`))).toBeDefined();
		expect(legacyEvent(`${line.slice(0, -1)}${"\\\\".repeat(100_000)}`)).toBeUndefined();
		expect(performance.now() - started).toBeLessThan(2000);
	});
});

describe.skipIf(!existsSync(METADATA))(`a large log written in the legacy format, if ${METADATA} is here`, () => {
	it("tells who did what, for every event", () => {
		const events = eventsIn(METADATA).filter(isReadable);
		expect(events.length).toBeGreaterThan(7000);
		for (const event of events) expectTold(event);
	});
});

describe.skipIf(!existsSync(LEGACY))(`a legacy log of a real server, if ${LEGACY} is here`, () => {
	it("has an event on each line", () => {
		const read = readFileSync(LEGACY, "utf8").trimEnd().split("\n").map(legacyEvent);
		expect(read).toHaveLength(2024);
		for (const event of read) expect(event).toMatchObject({ auditID: expect.any(String), stage: expect.any(String) });
		for (const event of read) expect(event?.requestReceivedTimestamp).toMatch(/^2026-11-23T15:\d\d:\d\d\.\d{6}Z$/);
	});
});
