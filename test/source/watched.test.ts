import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { stdin } from "../../src/source/stdin.ts";
import { type Watch, watched } from "../../src/source/watched.ts";
import { reading } from "../helpers/reading.ts";
import { seconds } from "../helpers/seconds.ts";

/** A watched stream, what it was told, and a reader who takes one chunk at a time. */
function stream() {
	const input = new PassThrough();
	const clock = seconds();
	const said: string[] = [];
	const stop = new AbortController();
	const state = { looked: 0 };
	const watch: Watch = {
		everySecond: clock.everySecond,
		look: () => {
			state.looked += 1;
		},
		stalled: (silence, latest) => ({ message: `${silence.seconds} s after ${latest}`, hint: "" }),
		ended: (latest) => ({ message: `ended after ${latest}`, hint: "" }),
	};
	const source = watched(stdin(input), watch);
	let latest = "";
	const chunks = source
		.read(reading({ signal: stop.signal, notify: (message) => said.push(message), latest: () => latest }))
		[Symbol.asyncIterator]();
	/** Brings a line, and takes it; the reader is busy with it then. */
	const line = async (text: string) => {
		const taken = chunks.next();
		input.write(text);
		expect((await taken).value?.toString()).toBe(text);
		latest = text;
	};
	/** The reader waits for the next line. */
	const wait = () => {
		const next = chunks.next();
		next.catch(() => {});
		return next;
	};
	return { input, clock, said, stop, state, source, line, wait };
}

/** A stream that has brought a line every second, for a minute. */
async function known() {
	const one = stream();
	await one.line("first");
	for (let second = 0; second < 60; second += 1) {
		const next = one.wait();
		one.clock.pass(1);
		one.input.write("more");
		await next;
	}
	await one.line("last");
	return one;
}

describe("a watched stream", () => {
	it("is told when it stalls, once, with its last event", async () => {
		const { clock, said, wait, input } = await known();
		const next = wait();
		clock.pass(29);
		expect(said).toEqual([]);
		clock.pass(1000);
		expect(said).toEqual(["30 s after last"]);
		input.end();
		expect((await next).done).toBe(true);
	});

	it("does not take a busy reader for a silence", async () => {
		const { clock, said, wait, input } = await known();
		clock.pass(1000);
		expect(said).toEqual([]);
		const next = wait();
		clock.pass(29);
		expect(said).toEqual([]);
		clock.pass(1);
		expect(said).toHaveLength(1);
		input.end();
		await next;
	});

	it("says that it has ended, when it has by itself, after the event that was read last", async () => {
		const { source, line, wait, input, clock } = stream();
		await line("one");
		expect([source.farewell?.(), clock.listeners()]).toEqual([undefined, 1]);
		input.end();
		await wait();
		expect([source.farewell?.()?.message, clock.listeners()]).toEqual(["ended after one", 0]);
	});

	it("does not say so when it was told to end", async () => {
		const { source, line, wait, stop, clock } = stream();
		await line("one");
		const next = wait();
		stop.abort();
		await next;
		expect([source.farewell?.(), clock.listeners()]).toEqual([undefined, 0]);
	});

	it("is looked at when the reading begins, and when the first bytes have come", async () => {
		const { state, line, wait, input } = stream();
		expect(state.looked).toBe(0);
		const first = wait();
		expect(state.looked).toBe(1);
		input.write("one");
		await first;
		expect(state.looked).toBe(2);
		await line("two");
		expect(state.looked).toBe(2);
	});
});
