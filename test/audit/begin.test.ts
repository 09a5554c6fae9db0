import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Beginnings } from "../../src/audit/begin.ts";
import type { Call, State } from "../../src/audit/call.ts";
import { call } from "../helpers/event.ts";

type Changing = { -readonly [Key in keyof Call]: Call[Key] };

/** A call whose response began that many milliseconds after 15:09:30. */
const begun = (ms = 0): Changing => call({ stage: "ResponseStarted", stageTimestamp: stamp(ms) }, { state: "open" });
const stamp = (ms: number): string => new Date(Date.parse("2026-11-23T15:09:30Z") + ms).toISOString().replace("Z", "000Z");

/** What is told, as the state that each call has at that moment. */
function listen(): { beginnings: Beginnings; told: State[] } {
	const told: State[] = [];
	return { told, beginnings: new Beginnings(({ state }) => told.push(state)) };
}

beforeEach(() => {
	vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
	vi.useRealTimers();
});

it.each(["complete", "panic", "noEnd"] as const)("tells a call that is %s at once", (state) => {
	const { beginnings, told } = listen();
	beginnings.add(call({}, { state }));
	expect(told).toEqual([state]);
});

it("tells a beginning when the call has lasted 250 ms by our clock, and its end again", () => {
	const { beginnings, told } = listen();
	const long = begun();
	beginnings.add(long);
	vi.advanceTimersByTime(249);
	expect(told).toEqual([]);
	vi.advanceTimersByTime(1);
	expect(told).toEqual(["open"]);
	long.state = "complete";
	beginnings.add(long);
	expect(told).toEqual(["open", "complete"]);
});

it("tells a call that ends within 250 ms once, at its end", () => {
	const { beginnings, told } = listen();
	const short = begun();
	beginnings.add(short);
	vi.advanceTimersByTime(7);
	short.state = "complete";
	beginnings.add(short);
	vi.advanceTimersByTime(1000);
	beginnings.advance(stamp(1000));
	expect(told).toEqual(["complete"]);
});

it("tells a beginning when the log has come 250 ms further", () => {
	const { beginnings, told } = listen();
	beginnings.add(begun());
	beginnings.advance(stamp(249));
	expect(told).toEqual([]);
	beginnings.advance(stamp(250));
	expect(told).toEqual(["open"]);
});

it("tells a beginning once, by whichever clock comes first", () => {
	const { beginnings, told } = listen();
	beginnings.add(begun());
	beginnings.advance(stamp(300));
	vi.advanceTimersByTime(1000);
	beginnings.advance(stamp(2000));
	beginnings.flush();
	expect(told).toEqual(["open"]);
});

it("tells only those of which the log has come far enough", () => {
	const { beginnings, told } = listen();
	beginnings.add(begun(0));
	beginnings.add(begun(200));
	beginnings.advance(stamp(300));
	expect(told).toEqual(["open"]);
	beginnings.advance(stamp(450));
	expect(told).toEqual(["open", "open"]);
});

it("does not take an event without a time for the progress of the log", () => {
	const { beginnings, told } = listen();
	beginnings.add(begun());
	beginnings.advance(null);
	beginnings.advance(undefined);
	expect(told).toEqual([]);
});

it("tells a beginning without a time of its own as soon as the log comes further", () => {
	const { beginnings, told } = listen();
	beginnings.add(call({ stage: "ResponseStarted", stageTimestamp: "" }, { state: "open" }));
	beginnings.advance(stamp(0));
	expect(told).toEqual(["open"]);
});

it("tells at the end what is still open, and nothing twice", () => {
	const { beginnings, told } = listen();
	const ended = begun();
	beginnings.add(begun());
	beginnings.add(ended);
	ended.state = "noEnd";
	beginnings.add(ended);
	beginnings.flush();
	beginnings.flush();
	expect(told).toEqual(["noEnd", "open"]);
});

it("does not hold a call again that was told as open", () => {
	const { beginnings, told } = listen();
	const long = begun();
	beginnings.add(long);
	beginnings.flush();
	beginnings.add(long);
	beginnings.flush();
	expect(told).toEqual(["open"]);
});

it("leaves no timer behind when everything has been told", () => {
	const { beginnings } = listen();
	beginnings.add(begun());
	beginnings.advance(stamp(300));
	expect(vi.getTimerCount()).toBe(0);
});

// Each add holds it anew, and each holding is told: the pairer adds it again when RequestReceived comes late.
it("tells a beginning once, though the call is added twice before it is told", () => {
	const { beginnings, told } = listen();
	const long = begun();
	beginnings.add(long);
	beginnings.add(long);
	vi.advanceTimersByTime(250);
	expect(told).toEqual(["open"]);
});
