import { describe, expect, it } from "vitest";
import { eventOf } from "../../src/decode/versions.ts";
import { event } from "../helpers/event.ts";

const { requestReceivedTimestamp: _received, stageTimestamp: _at, annotations: _annotations, userAgent: _agent, ...timeless } = event();

/** As Kubernetes 1.8 wrote it: whole seconds, and no other times. */
const old = (parts: Readonly<Record<string, unknown>> = {}) => ({
	...timeless,
	apiVersion: "audit.k8s.io/v1beta1",
	metadata: { creationTimestamp: "2019-02-17T14:57:36Z" },
	timestamp: "2019-02-17T14:57:35Z",
	...parts,
});

describe("an event of version 1", () => {
	it("is itself", () => {
		const value = event();
		expect(eventOf(value)).toBe(value);
	});

	it("may have no name and no version, as in an EventList", () => {
		const { kind: _kind, apiVersion: _version, ...value } = event();
		expect(eventOf(value)).toBe(value);
	});

	it("is left alone where it has fields of older versions", () => {
		const { requestReceivedTimestamp: _none, ...value } = event({ objectRef: { resource: "a", apiVersion: "b/v1" } as never });
		expect(eventOf({ ...value, timestamp: "2019-02-17T14:57:35Z" })).toEqual({ ...value, timestamp: "2019-02-17T14:57:35Z" });
	});
});

describe("an event of an older version", () => {
	it.each(["audit.k8s.io/v1beta1", "audit.k8s.io/v1alpha1"])("%s has the times that it was given as whole seconds", (apiVersion) => {
		expect(eventOf(old({ apiVersion }))).toMatchObject({
			apiVersion,
			requestReceivedTimestamp: "2019-02-17T14:57:35.000000Z",
			stageTimestamp: "2019-02-17T14:57:36.000000Z",
		});
	});

	it("keeps its own exact times", () => {
		const times = { requestReceivedTimestamp: "2019-02-17T14:57:35.123456Z", stageTimestamp: "2019-02-17T14:57:35.234567Z" };
		expect(eventOf(old(times))).toMatchObject(times);
	});

	it.each([
		["no times", old({ metadata: undefined, timestamp: undefined })],
		["null for a time, as early 1.8 wrote it", old({ metadata: { creationTimestamp: null }, timestamp: null })],
		["the zero time", old({ metadata: { creationTimestamp: "0001-01-01T00:00:00Z" }, timestamp: "0001-01-01T00:00:00Z" })],
		["times that are none", old({ metadata: "now", timestamp: 1550415455 })],
		["a time that is a text", old({ metadata: { creationTimestamp: "now" }, timestamp: "yesterday" })],
	])("may have %s", (_what, value) => {
		const read = eventOf(value);
		expect(read).toMatchObject({ auditID: timeless.auditID });
		expect(read).not.toHaveProperty("requestReceivedTimestamp");
		expect(read).not.toHaveProperty("stageTimestamp");
	});

	it("has null times taken for none, and the others for what they are", () => {
		const value = old({ requestReceivedTimestamp: null, stageTimestamp: "2019-02-17T14:57:35.234567Z" });
		expect(eventOf(value)).toMatchObject({
			requestReceivedTimestamp: "2019-02-17T14:57:35.000000Z",
			stageTimestamp: "2019-02-17T14:57:35.234567Z",
		});
	});

	it.each([
		["apps/v1", "apps"],
		["rbac.authorization.k8s.io/v1beta1", "rbac.authorization.k8s.io"],
		["odd/group/v1", "odd/group"],
		["v1", undefined],
		["/v1", undefined],
		["", undefined],
		[undefined, undefined],
	])("v1alpha1 has the group in front of the version: %j is of %j", (apiVersion, apiGroup) => {
		const value = old({ apiVersion: "audit.k8s.io/v1alpha1", objectRef: { resource: "things", apiVersion } });
		expect(eventOf(value)?.objectRef?.apiGroup).toBe(apiGroup);
		expect(eventOf(value)?.objectRef).toMatchObject({ resource: "things" });
	});

	it("keeps a group that it has", () => {
		const value = old({ objectRef: { resource: "things", apiGroup: "mine", apiVersion: "apps/v1" } });
		expect(eventOf(value)?.objectRef?.apiGroup).toBe("mine");
	});

	it("may have no object", () => {
		expect(eventOf(old({ objectRef: undefined }))?.objectRef).toBeUndefined();
	});

	it("of a version that nobody knows is read as one of them", () => {
		expect(eventOf(old({ apiVersion: "audit.k8s.io/v2" }))).toMatchObject({ stageTimestamp: "2019-02-17T14:57:36.000000Z" });
	});
});

it.each([
	["null", null],
	["a text", "event"],
	["a list", [event()]],
	["nothing", undefined],
	["a core/v1 Event", { kind: "Event", apiVersion: "v1", metadata: {} }],
	["an events.k8s.io Event", { kind: "Event", apiVersion: "events.k8s.io/v1", metadata: {} }],
	["an EventList", { kind: "EventList", apiVersion: "audit.k8s.io/v1", items: [] }],
	["a Policy", { kind: "Policy", apiVersion: "audit.k8s.io/v1", rules: [] }],
	["an event without an ID", { ...event(), auditID: undefined }],
	["an event without a stage", { ...event(), stage: undefined }],
	["an event whose verb is a number", { ...event(), verb: 7 }],
	["an event whose user is a text", { ...event(), user: "alice" }],
	["an old event whose stage is a number", old({ stage: 7 })],
	["an item whose stage nobody knows", { level: "Metadata", auditID: "a", stage: "Begun" }],
	["an item without a level", { auditID: "a", stage: "Panic" }],
])("%s is no event", (_what, value) => {
	expect(eventOf(value)).toBeUndefined();
});
