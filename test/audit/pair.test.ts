import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Call, Origin, Reading, State } from "../../src/audit/call.ts";
import type { AuditEvent } from "../../src/audit/event.ts";
import { Pairer, type PairingOptions, pairingLimits } from "../../src/audit/pair.ts";
import { Tally } from "../../src/audit/tally.ts";
import { origin, reading } from "../helpers/event.ts";

/** A call as it was handed on: calls change, so what they said then is written down. */
interface Told {
	readonly auditID: string;
	readonly state: State;
	readonly stages: readonly string[];
}

function pairer(options: Partial<Omit<PairingOptions, "limits">> & { limits?: Partial<PairingOptions["limits"]> } = {}) {
	const tally = new Tally();
	const told: Told[] = [];
	const calls: Call[] = [];
	const limits = { ...pairingLimits, ...options.limits };
	const pairing = new Pairer({ keepLines: "none", tellBegin: false, tally, ...options, limits }, (call) => {
		calls.push(call);
		told.push({ auditID: call.event.auditID, state: call.state, stages: call.stages.map(({ stage }) => stage) });
	});
	const add = (...parts: Partial<AuditEvent>[]): void => parts.forEach((part) => void pairing.add(reading(part)));
	return { pairing, tally, told, calls, add };
}

const RECEIVED = { stage: "RequestReceived" };
const STARTED = { stage: "ResponseStarted" };
const COMPLETE = { stage: "ResponseComplete" };
const PANIC = { stage: "Panic" };

describe("a call ends", () => {
	it.each<[what: string, events: Partial<AuditEvent>[], state: State]>([
		["at ResponseComplete", [RECEIVED, COMPLETE], "complete"],
		["at ResponseComplete alone, where the policy omits the other stages", [COMPLETE], "complete"],
		["at ResponseComplete behind ResponseStarted", [RECEIVED, STARTED, COMPLETE], "complete"],
		["at Panic", [RECEIVED, PANIC], "panic"],
		["at Panic behind ResponseStarted", [RECEIVED, STARTED, PANIC], "panic"],
		["at a lone ResponseStarted with 401", [{ ...STARTED, user: {}, responseStatus: { code: 401 } }], "complete"],
		["at a lone ResponseStarted with 400 and no user", [{ ...STARTED, user: {}, responseStatus: { code: 400 } }], "complete"],
	])("%s", (_what, events, state) => {
		const { add, told } = pairer();
		add(...events);
		expect(told).toEqual([{ auditID: reading().event.auditID, state, stages: events.map(({ stage }) => stage) }]);
	});

	it.each<[what: string, events: Partial<AuditEvent>[]]>([
		["RequestReceived", [RECEIVED]],
		["ResponseStarted", [RECEIVED, STARTED]],
		["a lone ResponseStarted with 200", [STARTED]],
		["a lone ResponseStarted with 400 and a user", [{ ...STARTED, responseStatus: { code: 400 } }]],
		["a ResponseStarted with 401 behind RequestReceived", [RECEIVED, { ...STARTED, responseStatus: { code: 401 } }]],
		["a stage that nobody knows", [{ stage: "ResponseSigned" }]],
	])("not at %s", (_what, events) => {
		const { add, told } = pairer();
		add(...events);
		expect(told).toEqual([]);
	});
});

describe("two events are one call's", () => {
	it("when they come from two files of one rotated set", () => {
		const { pairing, told } = pairer();
		pairing.add(reading(RECEIVED, { name: "audit-2026-11-23T15-18-55.761.log", log: "/audit.log" }));
		pairing.add(reading(COMPLETE, { name: "audit.log", log: "/audit.log" }));
		expect(told).toHaveLength(1);
	});

	it.each<[what: string, parts: Partial<AuditEvent>]>([
		["audit ID", { auditID: "another" }],
		["time of the request", { requestReceivedTimestamp: "2026-11-23T15:09:30.000001Z" }],
		["URI", { requestURI: "/version" }],
		["user", { user: { username: "eve" } }],
		["user: nobody", { user: {} }],
	])("not when they differ in %s", (_what, parts) => {
		const { add, told } = pairer();
		add({ ...RECEIVED, ...parts }, COMPLETE);
		expect(told.map(({ stages }) => stages)).toEqual([["ResponseComplete"]]);
	});

	it("not when they come from two logs", () => {
		const { pairing, told } = pairer();
		pairing.add(reading(RECEIVED, { name: "b.log", log: "/b.log" }));
		pairing.add(reading(COMPLETE));
		expect(told.map(({ stages }) => stages)).toEqual([["ResponseComplete"]]);
	});

	it("not when they share the first 100,000 characters of an audit ID", () => {
		const { add, told } = pairer();
		add({ ...RECEIVED, auditID: `${"x".repeat(100_000)}a` }, { ...COMPLETE, auditID: `${"x".repeat(100_000)}b` });
		expect(told.map(({ stages }) => stages)).toEqual([["ResponseComplete"]]);
	});

	it("when they share a very long audit ID", () => {
		const { add, told } = pairer();
		add({ ...RECEIVED, auditID: "x".repeat(100_000) }, { ...COMPLETE, auditID: "x".repeat(100_000) });
		expect(told.map(({ stages }) => stages)).toEqual([["RequestReceived", "ResponseComplete"]]);
	});

	it.each(["__proto__", "constructor", ""])("when their audit ID is %j", (auditID) => {
		const { add, told } = pairer();
		add({ ...RECEIVED, auditID }, { ...COMPLETE, auditID });
		expect(told).toEqual([{ auditID, state: "complete", stages: ["RequestReceived", "ResponseComplete"] }]);
	});

	it("not whatever strangers put into an audit ID, a URI and a name", () => {
		const text = fc.string({ unit: fc.constantFrom("|", "0", "1", "2", "a", "/"), maxLength: 4 });
		const identity = fc.record({ auditID: text, requestURI: text, user: fc.record({ username: text }) });
		fc.assert(
			fc.property(identity, identity, (a, b) => {
				fc.pre(JSON.stringify(a) !== JSON.stringify(b));
				const { add, told } = pairer();
				add({ ...RECEIVED, ...a }, { ...COMPLETE, ...b });
				expect(told.map(({ stages }) => stages)).toEqual([["ResponseComplete"]]);
			}),
			{ numRuns: 1000 },
		);
	});

	// The key spells the absent name as the text "undefined", so that user's event counts as a repeat and is never shown.
	it("not when one is nobody's and the other a user's who is called undefined", () => {
		const { add, told } = pairer();
		add({ ...STARTED, user: {}, responseStatus: { code: 401 } }, { ...COMPLETE, user: { username: "undefined" } });
		expect(told).toHaveLength(2);
	});
});

describe("an event is a repeat, counted and not shown,", () => {
	it.each<[what: string, events: Partial<AuditEvent>[]]>([
		["when its call has that stage already", [RECEIVED, RECEIVED, COMPLETE]],
		["when its call has ended with it", [RECEIVED, COMPLETE, COMPLETE]],
		["when its call has ended with a later stage", [COMPLETE, RECEIVED]],
		["when a second ResponseStarted comes behind the end", [RECEIVED, COMPLETE, STARTED]],
	])("%s", (_what, events) => {
		const { add, told, tally } = pairer();
		add(...events);
		expect([told.length, tally.repeats]).toEqual([1, 1]);
	});

	it("as long as its call is among the last that ended", () => {
		const { add, told, tally } = pairer({ limits: { maxEnded: 2 } });
		add(...["a", "b", "c", "a", "c"].map((auditID) => ({ ...COMPLETE, auditID })));
		expect(told.map(({ auditID }) => auditID)).toEqual(["a", "b", "c", "a"]);
		expect(tally.repeats).toBe(1);
	});
});

describe("the last stage's event is the call's own", () => {
	it("with what only the later stages know", () => {
		const { add, calls } = pairer();
		add({ ...RECEIVED, objectRef: { resource: "pods" } }, { ...COMPLETE, impersonatedUser: { username: "bob" } });
		expect(calls[0]?.event.impersonatedUser).toEqual({ username: "bob" });
		expect(calls[0]?.event.objectRef?.name).toBe("web-1");
	});

	it("though an earlier stage came after it", () => {
		const { add, calls, pairing } = pairer();
		add(STARTED, RECEIVED);
		pairing.finish("noEnd");
		expect(calls[0]?.event.stage).toBe("ResponseStarted");
	});
});

describe("finish", () => {
	it.each(["noEnd", "open"] as const)("hands on what is open as %s, the one that was silent longest first", (state) => {
		const { add, pairing, told } = pairer();
		add({ ...RECEIVED, auditID: "a" }, { ...RECEIVED, auditID: "b" }, { ...STARTED, auditID: "a" });
		pairing.finish(state);
		expect(told.map((call) => [call.auditID, call.state])).toEqual([
			["b", state],
			["a", state],
		]);
	});

	it("has nothing to hand on twice", () => {
		const { add, pairing, told } = pairer();
		add(RECEIVED);
		pairing.finish("noEnd");
		pairing.finish("noEnd");
		expect(told).toHaveLength(1);
	});
});

describe("beyond the limits", () => {
	it("the call that was silent longest leaves as noEnd, and is counted", () => {
		const { add, told, tally } = pairer({ limits: { maxOpen: 2 } });
		add({ ...RECEIVED, auditID: "a" }, { ...RECEIVED, auditID: "b" }, { ...STARTED, auditID: "a" }, { ...RECEIVED, auditID: "c" });
		expect(told).toEqual([{ auditID: "b", state: "noEnd", stages: ["RequestReceived"] }]);
		expect([tally.evicted, tally.noEnd]).toEqual([1, 1]);
	});

	it("a call whose end comes after all gets a row of its own", () => {
		const { add, told } = pairer({ limits: { maxOpen: 0 } });
		add(RECEIVED, COMPLETE);
		expect(told.map(({ state }) => state)).toEqual(["noEnd", "complete"]);
	});

	it("of memory, too, the oldest leave", () => {
		const { add, told } = pairer({ limits: { maxOpenBytes: 3 * 10_000 } });
		add(...["a", "b", "c", "d"].map((auditID) => ({ ...RECEIVED, auditID, userAgent: "x".repeat(4000) })));
		expect(told.map(({ auditID }) => auditID)).toEqual(["a"]);
	});

	it("what has ended takes no memory of the open ones", () => {
		const { add, told, tally } = pairer({ limits: { maxOpenBytes: 5000 } });
		for (let n = 0; n < 50; n += 1)
			add({ ...RECEIVED, auditID: `${n}` }, { ...STARTED, auditID: `${n}` }, { ...COMPLETE, auditID: `${n}` });
		expect([told.length, tally.evicted]).toEqual([50, 0]);
	});

	it("a single call that is too large leaves at once", () => {
		const { add, told } = pairer({ limits: { maxOpenBytes: 1000 } });
		add({ ...RECEIVED, userAgent: "x".repeat(2000) });
		expect(told.map(({ state }) => state)).toEqual(["noEnd"]);
	});
});

describe("where beginnings are told", () => {
	it("a call is handed on when its response begins, and when it ends", () => {
		const { add, told, calls } = pairer({ tellBegin: true });
		add(RECEIVED, STARTED, COMPLETE);
		expect(told.map(({ state }) => state)).toEqual(["open", "complete"]);
		expect(calls[0]).toBe(calls[1]);
	});

	it("one that never began to respond is handed on at its end only", () => {
		const { add, told } = pairer({ tellBegin: true });
		add(RECEIVED, COMPLETE);
		expect(told.map(({ state }) => state)).toEqual(["complete"]);
	});

	it("a refused login is no beginning", () => {
		const { add, told } = pairer({ tellBegin: true });
		add({ ...STARTED, user: {}, responseStatus: { code: 401 } });
		expect(told.map(({ state }) => state)).toEqual(["complete"]);
	});

	it("a call is counted once", () => {
		const { add, tally } = pairer({ tellBegin: true });
		add(RECEIVED, STARTED, COMPLETE);
		expect(tally.calls).toBe(1);
	});

	it("one is told once, though RequestReceived comes behind ResponseStarted", () => {
		const { add, told } = pairer({ tellBegin: true });
		add(STARTED, RECEIVED);
		expect(told).toHaveLength(1);
	});
});

describe("of any calls in any interleaving", () => {
	const logs: readonly Origin[] = [origin, { name: "b.log", log: "/b.log" }];
	const stage: fc.Arbitrary<string> = fc.constantFrom("RequestReceived", "ResponseStarted", "ResponseComplete", "Panic", "ResponseSigned");
	const oneCall = fc.record({
		log: fc.constantFrom(...logs),
		parts: fc.record({
			auditID: fc.constantFrom("shared", "other"),
			requestReceivedTimestamp: fc.constantFrom("2026-11-23T15:09:30.000000Z", "2026-11-23T15:09:31.000000Z", ""),
			requestURI: fc.constantFrom("/a", "/b"),
			user: fc.constantFrom({}, { username: "alice" }, { username: "bob" }),
			responseStatus: fc.constantFrom({ code: 200 }, { code: 400 }, { code: 401 }),
		}),
		stages: fc.oneof(
			fc.constantFrom<string[]>(["RequestReceived", "ResponseComplete"], ["RequestReceived", "ResponseStarted", "ResponseComplete"]),
			fc.array(stage, { minLength: 1, maxLength: 6 }),
		),
	});
	/** The events of some calls, each call's in its order, shuffled into each other; every line is another text. */
	const readings = fc.tuple(fc.array(oneCall, { maxLength: 12 }), fc.array(fc.nat(1000), { maxLength: 72 })).map(([calls, picks]) => {
		const waiting = calls.map((one) => one.stages.map((name) => reading({ ...one.parts, stage: name }, one.log)));
		const merged: Reading[] = [];
		for (let at = 0; waiting.some((left) => left.length > 0); at += 1) {
			const left = waiting.filter((events) => events.length > 0);
			merged.push(...(left[(picks[at] ?? 0) % left.length]?.splice(0, 1) ?? []));
		}
		return merged.map((one, at) => ({ ...one, line: `${at}` }));
	});

	const order = ["RequestReceived", "ResponseStarted", "ResponseComplete", "Panic"];
	const rank = (name: string): number => Math.max(order.indexOf(name), name === "ResponseSigned" ? 1 : 0);
	const keyOf = ({ event, origin: { log } }: Reading): string =>
		JSON.stringify([log, event.auditID, event.requestReceivedTimestamp, event.requestURI, event.user?.username ?? null]);

	interface Modelled {
		readonly lines: string[];
		readonly events: AuditEvent[];
		state: State;
		/** Index of the event that ended it, or that came last. */
		at: number;
	}

	function stateAfter(events: readonly AuditEvent[]): State {
		const names = events.map((event) => event.stage);
		if (names.includes("Panic")) return "panic";
		if (names.includes("ResponseComplete")) return "complete";
		const [first] = events;
		const code = first?.responseStatus?.code;
		const isRefusal = code === 401 || (code === 400 && first?.user?.username === undefined);
		return names.length === 1 && names[0] === "ResponseStarted" && isRefusal ? "complete" : "noEnd";
	}

	/** What must come out, by the letter of the design and without any table of open calls. */
	function model(input: readonly Reading[]): { calls: Modelled[]; repeats: number } {
		const calls = new Map<string, Modelled>();
		let repeats = 0;
		input.forEach((one, at) => {
			const call = calls.get(keyOf(one)) ?? { lines: [], events: [], state: "noEnd", at };
			calls.set(keyOf(one), call);
			if (call.state !== "noEnd" || call.events.some((event) => event.stage === one.event.stage)) {
				repeats += 1;
				return;
			}
			call.events.push(one.event);
			call.lines.push(String(one.line));
			Object.assign(call, { at, state: stateAfter(call.events) });
		});
		const inOrder = [...calls.values()].sort((a, b) => a.at - b.at);
		const ended = inOrder.filter(({ state }) => state !== "noEnd");
		return { calls: [...ended, ...inOrder.filter(({ state }) => state === "noEnd")], repeats };
	}

	it("exactly the calls come out, in the order of their ends, those without one last", () => {
		fc.assert(
			fc.property(readings, (input) => {
				const { pairing, calls, tally } = pairer({ keepLines: "all" });
				for (const one of input) pairing.add(one);
				pairing.finish("noEnd");
				const expected = model(input);
				expect(calls.map(({ state, lines }) => [state, lines])).toEqual(expected.calls.map(({ state, lines }) => [state, lines]));
				expect(tally.repeats).toBe(expected.repeats);
			}),
			{ numRuns: 500 },
		);
	});

	it("each call's own event is its last stage's, with its line", () => {
		fc.assert(
			fc.property(readings, (input) => {
				const { pairing, calls } = pairer({ keepLines: "last" });
				for (const one of input) pairing.add(one);
				pairing.finish("noEnd");
				for (const { event, stages, lines } of calls) {
					expect(rank(event.stage)).toBe(Math.max(...stages.map(({ stage: name }) => rank(name))));
					expect(input[Number(lines[0])]?.event).toBe(event);
				}
			}),
		);
	});

	const limits = fc.record({ maxOpen: fc.nat(5), maxOpenBytes: fc.integer({ min: 600, max: 6000 }), maxEnded: fc.nat(5) });

	it("every event is in a call or counted as a repeat, whatever the limits", () => {
		fc.assert(
			fc.property(readings, limits, (input, tight) => {
				const { pairing, calls, tally } = pairer({ limits: tight, keepLines: "all" });
				for (const one of input) pairing.add(one);
				const left = calls.filter(({ state }) => state === "noEnd").length;
				pairing.finish("noEnd");
				const lines = calls.flatMap((call) => call.lines.map(Number));
				expect(new Set(lines).size).toBe(lines.length);
				expect(lines.length + tally.repeats).toBe(input.length);
				expect([tally.evicted, tally.calls]).toEqual([left, calls.length]);
			}),
			{ numRuns: 300 },
		);
	});

	it("never more are open, nor of more text, than the limits allow", () => {
		fc.assert(
			fc.property(readings, limits, (input, tight) => {
				const { pairing, calls } = pairer({ limits: tight, keepLines: "all" });
				for (const one of input) pairing.add({ ...one, line: "x".repeat(500) });
				const settled = calls.length;
				pairing.finish("noEnd");
				const open = calls.slice(settled);
				expect(open.length).toBeLessThanOrEqual(tight.maxOpen);
				expect(open.flatMap(({ lines }) => lines).join("").length).toBeLessThanOrEqual(tight.maxOpenBytes);
			}),
			{ numRuns: 500 },
		);
	});
});
