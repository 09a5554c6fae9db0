import { describe, expect, it } from "vitest";
import type { AuditEvent } from "../../src/audit/event.ts";
import type { RenderFacts } from "../../src/render/renderer.ts";
import { wide } from "../../src/render/wide.ts";
import { call } from "../helpers/event.ts";

const facts: RenderFacts = { terminal: undefined, color: false, sources: () => false, stages: false, today: "2026-11-23" };
const shown = async (parts: Partial<AuditEvent> = {}, width?: number): Promise<string> =>
	String((await wide(width === undefined ? facts : { ...facts, terminal: { width: () => width } }))(call(parts)));
const DETAILS = 'from 127.0.0.1  "kubectl/v1.32.4 (linux/amd64) kubernetes/4cb5f07"  Metadata  id=0b6d2a52-3b1c-4b2a-9b61-0c9d3c5a7f10';

it("is pretty's row in a pipe, plus client, level and audit ID", async () => {
	expect(await shown()).toBe(`2026-11-23T15:09:30.000000Z 200 1.5ms alice get pods dev/web-1  ${DETAILS}\n`);
});

it("has the notes of pretty before its own", async () => {
	expect(await shown({ verb: "patch", requestURI: "/x?dryRun=All" })).toContain("dev/web-1  [dry-run]  from 127.0.0.1");
});

it("ends with the authorizer's reason, where there is one", async () => {
	const reason = 'RBAC: allowed by ClusterRoleBinding "x"\nof ClusterRole  "y"';
	const annotations = { "authorization.k8s.io/decision": "allow", "authorization.k8s.io/reason": reason };
	expect(await shown({ annotations })).toMatch(/0c9d3c5a7f10 {2}RBAC: allowed by ClusterRoleBinding "x" of ClusterRole "y"\n$/);
});

describe("at a terminal", () => {
	it("its details are on indented rows below, the date in its clock, service accounts shortened", async () => {
		expect((await shown({ user: { username: "system:serviceaccount:dev:builder" } }, 120)).split("\n")).toEqual([
			"2026-11-23T15:09:30.000Z 200   1.5ms  sa:dev:builder   get    pods        dev/web-1",
			'                            from 127.0.0.1  "kubectl/v1.32.4 (linux/amd64) kubernetes/4cb5f07"  Metadata',
			"                            id=0b6d2a52-3b1c-4b2a-9b61-0c9d3c5a7f10",
			"",
		]);
	});

	it.each([40, 80, 120, 200])("nothing of them is cut, at %i columns", async (width) => {
		const userAgent = `${"u".repeat(300)} é ${"v ".repeat(60)}`;
		const text = (await shown({ userAgent }, width)).replaceAll(/\n */g, " ").replaceAll(/ {2,}/g, " ");
		expect(text).toContain(`from 127.0.0.1 "${userAgent}" Metadata id=`);
	});

	it("has no date row: the date is in every clock", async () => {
		const render = await wide({ ...facts, terminal: { width: () => 120 } });
		const days = ["2026-11-23", "2026-11-24"].map((day) => String(render(call({ requestReceivedTimestamp: `${day}T10:00:00.000000Z` }))));
		expect(days.map((text) => text.slice(0, 24))).toEqual(["2026-11-23T10:00:00.000Z", "2026-11-24T10:00:00.000Z"]);
	});
});

it("says what is not recorded as an empty text", async () => {
	expect(await shown({ sourceIPs: [], userAgent: "", level: "" })).toContain('  from ""  ""  ""  id=');
});

describe("what strangers chose cannot look like a note", () => {
	it.each<[what: string, parts: Partial<AuditEvent>, piece: string]>([
		["a user agent", { userAgent: "x  Request  id=1\n" }, '  "x\\x20 Request\\x20 id=1\\n"  Metadata  '],
		["an audit ID", { auditID: "1  allowed" }, '  id="1\\x20 allowed"\n'],
		["an escape sequence", { userAgent: "\x1b[2J" }, '  "\\x1b[2J"  '],
	])("%s", async (_what, parts, piece) => {
		expect(await shown(parts)).toContain(piece);
	});
});
