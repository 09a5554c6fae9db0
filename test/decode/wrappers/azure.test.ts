import { describe, expect, it } from "vitest";
import { azure } from "../../../src/decode/wrappers/azure.ts";
import { event } from "../../helpers/event.ts";
import { inside } from "../../helpers/wrapped.ts";

const read = (value: Readonly<Record<string, unknown>>) => inside(azure, value);
const record = (properties: unknown) => ({
	operationName: "Microsoft.ContainerService/managedClusters/diagnosticLogs/Read",
	category: "kube-audit",
	ccpNamespace: "5e",
	resourceId: "/SUBSCRIPTIONS/S/RESOURCEGROUPS/G/PROVIDERS/MICROSOFT.CONTAINERSERVICE/MANAGEDCLUSTERS/C",
	properties,
	time: "2020-05-05T16:16:37.0000000Z",
});

describe("a record of AKS", () => {
	it.each([
		[
			"an event hub",
			record({ log: "{}\n", stream: "stdout", pod: "kube-apiserver-a" }),
			{ text: "{}\n", from: "kube-apiserver-a", piece: { stream: "kube-apiserver-a stdout", isLast: true } },
		],
		[
			"storage, with its properties as a text",
			record('{"log":"{}\\n","stream":"stdout","pod":"kube-apiserver-a"}'),
			{ text: "{}\n", from: "kube-apiserver-a", piece: { stream: "kube-apiserver-a stdout", isLast: true } },
		],
		[
			"klog text",
			record({ log: "I1123 text\n", stream: "stderr", pod: "kube-apiserver-a" }),
			{ text: "I1123 text\n", from: "kube-apiserver-a", piece: { stream: "kube-apiserver-a stderr", isLast: true } },
		],
		[
			"a piece of a long line",
			record({ log: '{"a":', stream: "stdout", pod: "kube-apiserver-a" }),
			{ text: '{"a":', from: "kube-apiserver-a", piece: { stream: "kube-apiserver-a stdout", isLast: false } },
		],
		[
			"Log Analytics",
			{ log_s: "{}\n", pod_s: "kube-apiserver-a", stream_s: "stdout", Category: "kube-audit" },
			{ text: "{}\n", from: "kube-apiserver-a", piece: { stream: "kube-apiserver-a stdout", isLast: true } },
		],
	])("from %s", (_what, value, wrapped) => {
		expect(read(value)).toEqual([wrapped]);
	});

	it.each<Record<string, unknown>>([
		{},
		record(undefined),
		record({}),
		record({ log: { kind: "Event" } }),
		record("no JSON"),
		record("[]"),
		{ log_s: 7 },
		{ log: "{}\n", stream: "stdout" },
		{ AuditId: "a" },
		{ AuditId: 7, Stage: "Panic" },
		{ Stage: "Panic", Level: "Metadata" },
		{ kind: "Event", apiVersion: "audit.k8s.io/v1", auditID: "a", stage: "Panic" },
		{ ts: 1672531200000.1, caller: "a.go:1", msg: "text", v: 0 },
	])("is not %j", (value) => {
		expect(read(value)).toBeUndefined();
	});
});

describe("a row of AKS' tables", () => {
	const { kind, apiVersion, ...fields } = event({ requestObject: { a: 1 }, impersonatedUser: { username: "bob" } });
	const row = {
		TenantId: "t",
		TimeGenerated: "2026-11-23T15:09:31Z",
		Level: fields.level,
		AuditId: fields.auditID,
		Stage: fields.stage,
		RequestUri: fields.requestURI,
		Verb: fields.verb,
		UserAgent: fields.userAgent,
		RequestReceivedTime: fields.requestReceivedTimestamp,
		StageReceivedTime: fields.stageTimestamp,
		PodName: "kube-apiserver-a",
		Type: "AKSAudit",
	};
	const dynamic = {
		User: fields.user,
		ImpersonatedUser: fields.impersonatedUser,
		SourceIps: fields.sourceIPs,
		ObjectRef: fields.objectRef,
		ResponseStatus: fields.responseStatus,
		RequestObject: fields.requestObject,
		ResponseObject: "",
		Annotations: fields.annotations,
	};
	const texts = Object.fromEntries(
		Object.entries(dynamic).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
	);
	const eventIn = (value: Readonly<Record<string, unknown>>) => {
		const [wrapped] = read(value) ?? [];
		return { from: wrapped?.from, event: JSON.parse(String(wrapped?.text ?? "null")) };
	};

	it.each([
		["values", { ...row, ...dynamic }],
		["texts", { ...row, ...texts }],
	])("is the event, its dynamic columns as %s", (_what, value) => {
		expect(eventIn(value)).toEqual({ from: "kube-apiserver-a", event: { kind, apiVersion, ...fields } });
	});

	it("has a text for a body that was too big", () => {
		const value = { ...row, RequestObject: "skipped-too-big-size-object", ResponseObject: '"skipped-too-big-size-object"' };
		expect(eventIn(value).event).toMatchObject({
			requestObject: "skipped-too-big-size-object",
			responseObject: "skipped-too-big-size-object",
		});
	});

	it.each(["", null, undefined])("leaves out what is empty: %j", (empty) => {
		const value = { ...row, User: empty, ImpersonatedUser: empty, ObjectRef: empty, ResponseStatus: empty, SourceIps: empty };
		expect(Object.keys(eventIn(value).event)).toEqual([
			...["kind", "apiVersion", "level", "auditID", "stage", "requestURI", "verb"],
			...["userAgent", "requestReceivedTimestamp", "stageTimestamp"],
		]);
	});

	it("keeps what only looks like JSON in a column of text", () => {
		expect(eventIn({ ...row, Verb: "123", UserAgent: '{"a":1}' }).event).toMatchObject({ verb: "123", userAgent: '{"a":1}' });
	});
});
