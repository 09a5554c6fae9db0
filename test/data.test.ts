import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { AuditEvent } from "../src/audit/event.ts";
import { sh } from "./helpers/bin.ts";
import { runCli } from "./helpers/run-cli.ts";

const DATA = "../shared/data";
const isHere = existsSync(DATA);
if (!isHere) console.warn(`skipped: the large logs are not here (${DATA}); samples/ hold the main behaviour`);

/** Counted without auditail, in the README beside the logs: events, calls, and the stages that the calls consist of. */
const logs: Readonly<Record<string, { events: number; calls: number; stages: Readonly<Record<string, number>> }>> = {
	"metadata.log": {
		events: 7295,
		calls: 3625,
		stages: {
			"RequestReceived+ResponseComplete": 3576,
			"RequestReceived+ResponseStarted+ResponseComplete": 46,
			"RequestReceived+Panic": 2,
			ResponseStarted: 1,
		},
	},
	"requestresponse.log": {
		events: 2276,
		calls: 1117,
		stages: {
			"RequestReceived+ResponseComplete": 1067,
			"RequestReceived+ResponseStarted+ResponseComplete": 45,
			RequestReceived: 2,
			"RequestReceived+Panic": 2,
			ResponseStarted: 1,
		},
	},
	"mixed-policy.log": {
		events: 1294,
		calls: 1249,
		stages: { ResponseComplete: 1201, "ResponseStarted+ResponseComplete": 45, Panic: 2, ResponseStarted: 1 },
	},
	"stdout.log": {
		events: 2026,
		calls: 991,
		stages: {
			"RequestReceived+ResponseComplete": 943,
			"RequestReceived+ResponseStarted+ResponseComplete": 45,
			"RequestReceived+Panic": 2,
			ResponseStarted: 1,
		},
	},
	"truncated.log": {
		events: 2016,
		calls: 988,
		stages: {
			"RequestReceived+ResponseComplete": 936,
			"RequestReceived+ResponseStarted+ResponseComplete": 45,
			RequestReceived: 4,
			"RequestReceived+Panic": 2,
			ResponseStarted: 1,
		},
	},
	"special/diskfull.log": {
		events: 5784,
		calls: 2830,
		stages: {
			"RequestReceived+ResponseComplete": 2674,
			"RequestReceived+ResponseStarted+ResponseComplete": 137,
			ResponseStarted: 11,
			"RequestReceived+ResponseStarted": 6,
			RequestReceived: 2,
		},
	},
	"special/rename/audit.log.1": {
		events: 2252,
		calls: 1102,
		stages: { "RequestReceived+ResponseComplete": 1050, "RequestReceived+ResponseStarted+ResponseComplete": 50, ResponseStarted: 2 },
	},
};

interface AuditRecord extends AuditEvent {
	readonly call: { readonly state: string; readonly stages: Readonly<Record<string, string>>; readonly durationMs?: number };
}

const recordsOf = async (...args: string[]): Promise<AuditRecord[]> => {
	const { stdout } = await runCli([...args, "-o", "json"]);
	return stdout
		.split("\n")
		.filter(Boolean)
		.map((record) => JSON.parse(record) as AuditRecord);
};

/** The last event of each call of a log, joined as simply as can be: the whole log in memory. */
function naiveCalls(log: string): AuditEvent[] {
	const last = new Map<string, AuditEvent>();
	for (const text of readFileSync(`${DATA}/${log}`, "utf8").split("\n")) {
		if (!text.startsWith('{"kind":"Event"')) continue;
		const event = JSON.parse(text) as AuditEvent;
		last.set(JSON.stringify([event.auditID, event.requestReceivedTimestamp, event.requestURI, event.user?.username]), event);
	}
	return [...last.values()];
}

describe.skipIf(!isHere)("real logs", () => {
	it.each(Object.entries(logs))("%s gives its calls, each with its stages", async (log, { events, calls, stages }) => {
		const records = await recordsOf(`${DATA}/${log}`);
		expect(records).toHaveLength(calls);
		const counted: Record<string, number> = {};
		for (const { call } of records) counted[Object.keys(call.stages).join("+")] = (counted[Object.keys(call.stages).join("+")] ?? 0) + 1;
		expect(counted).toEqual(stages);
		expect(records.reduce((sum, { call }) => sum + Object.keys(call.stages).length, 0)).toBe(events);
		const ends = (names: string) =>
			names.includes("Panic") ? "panic" : names.includes("ResponseComplete") || names === "ResponseStarted" ? "complete" : "noEnd";
		for (const { call } of records) expect(call.state).toBe(ends(Object.keys(call.stages).join("+")));
		for (const { call } of records) expect(call.durationMs === undefined).toBe(call.state === "noEnd");
	});

	const questions: readonly (readonly [flags: string[], ask: (event: AuditEvent) => boolean])[] = [
		[["--verb", "delete"], (event) => event.verb === "delete"],
		[["--verb", "get,list"], (event) => event.verb === "get" || event.verb === "list"],
		[["--user", "alice"], (event) => event.user?.username === "alice"],
		[["--not-user", "system:*"], (event) => !event.user?.username?.startsWith("system:")],
		[["--resource", "pods"], (event) => event.objectRef?.resource === "pods"],
		[["--resource", "*.rbac.authorization.k8s.io"], (event) => event.objectRef?.apiGroup === "rbac.authorization.k8s.io"],
		[["--code", "403"], (event) => event.responseStatus?.code === 403],
		[
			["--code", "4xx", "--verb", "create"],
			(event) => Math.floor((event.responseStatus?.code ?? 0) / 100) === 4 && event.verb === "create",
		],
		[["--as", "*"], (event) => event.impersonatedUser?.username !== undefined],
		[["--group", "dev"], (event) => event.user?.groups?.includes("dev") === true],
		[["--name", "cm1"], (event) => event.objectRef?.name === "cm1"],
		[["--jsonpath", "{.objectRef.subresource}"], (event) => event.objectRef?.subresource !== undefined],
	];
	it.each(
		["metadata.log", "requestresponse.log", "mixed-policy.log"].flatMap((log) =>
			questions.map(([flags, ask]) => [log, flags, ask] as const),
		),
	)("%s %j: as many as a naive count", async (log, flags, ask) => {
		const { stdout } = await runCli([`${DATA}/${log}`, ...flags, "-c"]);
		expect(Number(stdout)).toBe(naiveCalls(log).filter(ask).length);
	});

	it("json is the server's own bytes, raw all of them", async () => {
		const lines = readFileSync(`${DATA}/requestresponse.log`, "utf8").split("\n");
		const own = new Set(lines);
		const { stdout: json } = await runCli([`${DATA}/requestresponse.log`, "-o", "json"]);
		for (const record of json.split("\n").filter(Boolean))
			expect(own.has(`${record.slice(0, record.lastIndexOf(',"call":{'))}}`)).toBe(true);
		const { stdout: raw } = await runCli([`${DATA}/requestresponse.log`, "-o", "raw"]);
		expect(raw.split("\n").sort()).toEqual([...lines].sort());
	});

	it.each([
		["rotated", ["rotated"], 20_578, 10_019],
		["rotated and compressed", ["rotated-gz"], 20_578, 10_019],
		["of the webhook, a body a file", ["webhook"], 2301, 931],
		["of the webhook, named one by one", ["webhook/0003.json", "webhook/0001.json", "webhook/0002.json"], 1200, undefined],
		["in the legacy format", ["legacy.log"], 2024, 990],
		["compressed, of a server that was killed", ["special/killed.log.gz"], 21_140, 10_362],
		["compressed, with a line of 8 MB", ["special/bigline.log.gz"], 908, 439],
		["that lost what was too large", ["special/oversize"], 903, 438],
		[
			"truncated by a copy",
			["audit-2026-11-23T15-25-42.571.log", "audit-2026-11-23T15-25-43.235.log", "audit.log.copy1", "audit.log"].map(
				(name) => `special/copytruncate/${name}`,
			),
			3495,
			1709,
		],
		[
			"truncated by a copy, and appended to",
			["special/copytruncate-append/audit.log.copy1", "special/copytruncate-append/audit.log"],
			2867,
			1402,
		],
		["of two servers at once", ["metadata.log", "stdout.log"], 7295 + 2026, 3625 + 991],
	])("logs %s", async (_what, paths, events, calls) => {
		const { stdout, stderr } = await runCli([...paths.map((path) => `${DATA}/${path}`), "-c", "--stats", "json"]);
		const account = JSON.parse(stderr.trimEnd().split("\n").at(-1) ?? "") as { events: number; calls: number };
		expect([account.events, account.calls, Number(stdout)]).toEqual([events, calls ?? account.calls, account.calls]);
	});

	it("legacy text tells of the same calls that the events did which it was written from: their stages, users, codes", async () => {
		const records = await recordsOf(`${DATA}/legacy.log`);
		const counted: Record<string, number> = {};
		for (const { call } of records) counted[Object.keys(call.stages).join("+")] = (counted[Object.keys(call.stages).join("+")] ?? 0) + 1;
		expect(counted).toEqual({
			"RequestReceived+ResponseComplete": 942,
			"RequestReceived+ResponseStarted+ResponseComplete": 45,
			"RequestReceived+Panic": 2,
			ResponseStarted: 1,
		});
	});

	it("piped rows are one line a call; a name of 600 characters is whole at every width", async () => {
		const long = "n".repeat(600);
		const { stdout } = await runCli([`${DATA}/metadata.log`]);
		expect(stdout.split("\n")).toHaveLength(3625 + 1);
		expect(stdout).toContain(long);
		for (const terminal of [40, 80, 120, 250]) expect((await runCli([`${DATA}/metadata.log`], { terminal })).stdout).toContain(long);
	});

	it("killed.log.gz and big.log.gz, through a pipe", async () => {
		const count = async (log: string) => {
			const { stdout } = await sh(
				`zcat ${DATA}/${log} | auditail -o json | grep -o '"call":{"state":"[a-zA-Z]*"' | sort | uniq -c | tr -s ' ' | cut -d ' ' -f 2,3`,
			);
			return Object.fromEntries(
				stdout
					.toString()
					.trimEnd()
					.split("\n")
					.map((line) => [/state":"(\w+)"/.exec(line)?.[1], Number.parseInt(line, 10)]),
			);
		};
		expect(await count("special/killed.log.gz")).toEqual({ complete: 9768 + 466 + 37, noEnd: 78 + 13 });
		expect(await count("big.log.gz")).toEqual({ complete: 230_640 });
	}, 120_000);
});

it.skipIf(!existsSync("../shared/seed-kubernetes-auditing.txt"))("the tutorial's prose gives its three calls", async () => {
	const { stdout } = await runCli(["../shared/seed-kubernetes-auditing.txt"]);
	expect(stdout).toBe(`2019-02-17T14:57:35.748832Z 200 12.6ms minikube-user get pods/log kube-system/coredns-869f847d58-j6r76
2019-02-17T15:09:25.645226Z 200 1.2ms minikube-user get configmaps kube-system/coredns
2019-02-17T15:14:59.711425Z 200 1.1ms minikube-user get configmaps kube-system/coredns
`);
});
