import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ReadOptions, SourceError } from "../../../src/source/source.ts";
import { type Open, restarted } from "../../../src/source/stream/restarted.ts";
import { reading } from "../../helpers/reading.ts";

const ORIGIN = { name: "node-a", log: "node-a" };
const impatient = { firstMs: 0, mostMs: 0 };
const never = () => () => {};

/** A line of a log: when the kubelet noted it, in milliseconds, and what it is. */
interface Line {
	readonly noted: number;
	readonly text: string;
}

const timeAt = (ms: number): string => `${new Date(Date.parse("2026-11-23T15:00:00Z") + ms).toISOString().slice(0, -1)}000Z`;
const eventLine = (id: number, ms: number, padding = 0): string =>
	`{"kind":"Event","auditID":"id-${id}","body":"${"x".repeat(padding)}","stageTimestamp":"${timeAt(ms)}"}\n`;

/** Reads a stream that is had anew as often as there are attempts; ends after the last. */
async function readAll(attempts: readonly Open[], options: Partial<ReadOptions> = {}) {
	const stop = new AbortController();
	const left = [...attempts];
	const gaps: string[] = [];
	const notices: string[] = [];
	const since: (string | undefined)[] = [];
	const open: Open = async function* (how) {
		since.push(how.since);
		const next = left.shift();
		if (next) yield* next(how);
		if (left.length === 0) stop.abort();
	};
	const source = restarted(ORIGIN, open, { patience: impatient, everySecond: never });
	const chunks: Buffer[] = [];
	const heard = {
		signal: stop.signal,
		onGap: (gap: string) => gaps.push(gap),
		notify: (notice: string) => notices.push(notice),
		...options,
	};
	for await (const chunk of source.read(reading(heard))) chunks.push(chunk);
	return { text: Buffer.concat(chunks).toString(), gaps, notices, since };
}

/** A stream that says that, and ends well, or not. */
const saying = (text: string, failure?: string): Open =>
	async function* () {
		yield Buffer.from(text);
		if (failure) throw new SourceError(failure);
	};

describe("a stream that ends", () => {
	const [a, b, c, d] = [eventLine(1, 0), eventLine(2, 1500), eventLine(3, 1600), eventLine(4, 9000)] as const;

	it("goes on behind its last event, from the beginning of that second", async () => {
		const { text, gaps, since } = await readAll([saying(a + b), saying(b + c), saying(c)]);
		expect([text, gaps]).toEqual([a + b + c, []]);
		expect(since).toEqual([undefined, "2026-11-23T15:00:01Z", "2026-11-23T15:00:01Z"]);
	});

	it("says again what it had not finished saying", async () => {
		expect((await readAll([saying(a + b.slice(0, 20)), saying(a + b)])).text).toBe(a + b);
	});

	it("is told, with the reason, once", async () => {
		const { notices } = await readAll([saying(a, "connection lost"), saying(a, "connection lost"), saying(a), saying(a + b)]);
		expect(notices).toEqual(["node-a: connection lost; starting it again", "node-a: the stream has ended; starting it again"]);
	});

	it("tells what may be missing where it does not hold its last event any more", async () => {
		const { text, gaps } = await readAll([saying(a + b), saying(d)]);
		expect([text, gaps]).toEqual([
			a + b + d,
			[`node-a: the stream does not hold its last event any more: events from ${timeAt(1500)} to ${timeAt(9000)} may be missing`],
		]);
	});

	it("that was an event of many KiB goes on behind it", async () => {
		const long = eventLine(2, 1500, 100_000);
		expect((await readAll([saying(a + long), saying(a + long + d)])).text).toBe(a + long + d);
	});

	it("fails where it could not be had at all", async () => {
		await expect(readAll([saying("", "no such pod")])).rejects.toThrow(SourceError);
	});

	it("is tried again where it could be had before", async () => {
		expect((await readAll([saying(a), saying("", "connection refused"), saying(a + b)])).text).toBe(a + b);
	});
});

describe("a stream that is strangely silent", () => {
	it("is started again", async () => {
		let second = () => {};
		const stop = new AbortController();
		const [a, b] = [eventLine(1, 0), eventLine(2, 100)];
		let opened = 0;
		const open: Open = async function* ({ signal }) {
			opened += 1;
			if (opened === 2) return yield Buffer.from(a + b);
			for (let at = 0; at < 100; at += 1) {
				second();
				yield Buffer.from(a);
			}
			queueMicrotask(() => {
				for (let at = 0; at < 30; at += 1) second();
			});
			await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
		};
		const everySecond = (look: () => void) => {
			second = look;
			return () => {};
		};
		const source = restarted(ORIGIN, open, { patience: impatient, everySecond });
		const notices: string[] = [];
		let last = "";
		for await (const chunk of source.read(reading({ signal: stop.signal, notify: (notice) => notices.push(notice) }))) {
			last = chunk.toString();
			if (last === b) stop.abort();
		}
		expect(last).toBe(b);
		expect(notices).toEqual(["node-a: nothing has come for 30 s, though no pause before was longer than 2 s; starting it again"]);
	});
});

/** How a stream is had once: from where on it is served, cut into chunks of that size, and where it breaks off. */
interface Attempt {
	readonly from: "since" | "beginning" | "rotated";
	/** How much of the log there is by then, and how much of that had been rotated away, in per mille. */
	readonly written: number;
	readonly rotated: number;
	readonly chunk: number;
	readonly breaksAt: number;
	readonly fails: boolean;
}

const attempt: fc.Arbitrary<Attempt> = fc.record({
	from: fc.constantFrom("since", "since", "beginning", "rotated"),
	written: fc.nat(1000),
	rotated: fc.nat(1000),
	chunk: fc.integer({ min: 1, max: 3000 }),
	breaksAt: fc.nat(1000),
	fails: fc.boolean(),
});

const log: fc.Arbitrary<Line[]> = fc
	.array(fc.record({ after: fc.nat(900), late: fc.nat(40), isNoise: fc.boolean(), padding: fc.nat(200) }), { minLength: 1, maxLength: 60 })
	.map((all) => {
		let noted = 0;
		const lines = all.map(({ after, late, isNoise, padding }, id) => {
			noted += after;
			const noise = `I1123 15:00:00.${String(id).padStart(6, "0")}       1 httplog.go:132] "HTTP"\n`;
			return { noted, text: isNoise && id % 3 === 0 ? noise : eventLine(id, noted - late, padding) };
		});
		return [...lines, { noted: noted + 10_000, text: eventLine(all.length, noted + 10_000) }]; // then it is known what will not come
	});

/** Opens as the kubelet would: lines that it noted since then, of those that are there. */
function opens(lines: readonly Line[], { chunk, breaksAt, fails, ...how }: Attempt, isLast: boolean): Open {
	return async function* ({ since }) {
		const bytes = served(isLast ? lines : lines.slice(0, Math.ceil((lines.length * how.written) / 1000)), how, since);
		const end = isLast ? bytes.length : Math.floor((bytes.length * breaksAt) / 1000);
		for (let at = 0; at < end; at += chunk) yield bytes.subarray(at, Math.min(end, at + chunk));
		if (fails && !isLast) throw new SourceError("unexpected EOF");
	};
}

function served(lines: readonly Line[], { from, rotated }: Pick<Attempt, "from" | "rotated">, since: string | undefined): Buffer {
	const kept = from === "rotated" ? lines.slice(Math.floor((lines.length * rotated) / 1000)) : lines;
	const begin = since && from !== "beginning" ? Date.parse(since) - Date.parse("2026-11-23T15:00:00Z") : Number.NEGATIVE_INFINITY;
	const wanted = kept.filter(({ noted }) => noted >= begin);
	return Buffer.from(wanted.map(({ text }) => text).join(""));
}

const eventsIn = (text: string): string[] => text.split("\n").filter((line) => line.startsWith("{"));

describe("a stream that breaks off anywhere", () => {
	it("is handed on whole, each event once, in order, as long as the log holds its last event", async () => {
		await fc.assert(
			fc.asyncProperty(log, fc.array(attempt, { minLength: 1, maxLength: 6 }), async (lines, attempts) => {
				const kept = attempts.map((one) => ({ ...one, from: one.from === "rotated" ? ("since" as const) : one.from }));
				const first = { ...(kept[0] as Attempt), breaksAt: Math.max(1, kept[0]?.breaksAt ?? 1) };
				const all = [first, ...kept.slice(1)].map((one, at) => opens(lines, one, at === kept.length - 1));
				const { text, gaps } = await readAll(all).catch(failedAtOnce(lines));
				expect(eventsIn(text)).toEqual(eventsIn(lines.map((line) => line.text).join("")));
				expect(gaps).toEqual([]);
			}),
			{ numRuns: 500, seed: 1 },
		);
	});

	it("tells what is missing where the log was rotated, and repeats nothing that is not known as a repeat", async () => {
		await fc.assert(
			fc.asyncProperty(log, fc.array(attempt, { minLength: 1, maxLength: 6 }), async (lines, attempts) => {
				const all = attempts.map((one, at) => opens(lines, at === 0 ? { ...one, from: "beginning" } : one, at === attempts.length - 1));
				const { text, gaps } = await readAll(all).catch(failedAtOnce(lines));
				const events = eventsIn(lines.map((line) => line.text).join(""));
				const shown = new Set(eventsIn(text));
				const missing = events.filter((event) => !shown.has(event));
				const first = events.indexOf(eventsIn(text)[0] ?? "");
				const silent = missing.filter((event) => events.indexOf(event) > first && !isTold(gaps, event));
				expect(silent, JSON.stringify({ gaps, text })).toEqual([]);
				expect(eventsIn(text).filter((event) => !events.includes(event))).toEqual([]);
			}),
			{ numRuns: 500, seed: 1 },
		);
	});
});

/** The first attempt may fail before it has said a line. */
const failedAtOnce = (lines: readonly Line[]) => (error: unknown) => {
	if (!(error instanceof SourceError)) throw error;
	return { text: lines.map(({ text }) => text).join(""), gaps: [] as string[] };
};

function isTold(gaps: readonly string[], event: string): boolean {
	const at = /"stageTimestamp":"([^"]+)"/.exec(event)?.[1] ?? "";
	return gaps.some((gap) => {
		const [, from = "", to = ""] = /from (\S+) to (\S+) may/.exec(gap) ?? [];
		return from <= at && at <= to;
	});
}
