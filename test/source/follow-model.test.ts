import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { expect, it } from "vitest";
import { following } from "../helpers/following.ts";
import { until } from "../helpers/until.ts";
import { DiskLog, type Style, timeOf } from "./disk-log.ts";

/** What is done to a log, or by its reader; `turns` of the event loop pass after it, and within what is not done at once. */
interface Deed {
	readonly what: "append" | "rotate" | "rotate late" | "gzip" | "zstd" | "delete" | "replace" | "hold up" | "let go" | "read";
	readonly count: number;
	readonly turns: number;
}

const deed: fc.Arbitrary<Deed> = fc.record({
	what: fc.oneof(
		{ weight: 6, arbitrary: fc.constant("append" as const) },
		{ weight: 6, arbitrary: fc.constant("rotate" as const) },
		{ weight: 1, arbitrary: fc.constant("rotate late" as const) },
		{ weight: 4, arbitrary: fc.constantFrom("gzip" as const, "zstd" as const) },
		{ weight: 1, arbitrary: fc.constantFrom("delete" as const, "hold up" as const, "let go" as const, "read" as const) },
		{ weight: 1, arbitrary: fc.constant("replace" as const) },
	),
	count: fc.integer({ min: 1, max: 4 }),
	turns: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 300 })),
});

/** Does it all, and gives the lines that were handed on, and what is wrong with them. */
async function happened(style: Style, deeds: readonly Deed[]) {
	let turns = 0;
	const step = async () => {
		for (let turn = 0; turn < turns; turn += 1) await setImmediate();
	};
	const log = new DiskLog(style, step);
	await log.append(1); // it is told by its first event from files before it
	const follower = following(log.path);
	const { state } = follower;
	await follower.isCaughtUp();
	const isRead = () =>
		until(
			() => state.text.includes(timeOf(log.written - 1)),
			`line ${log.written - 1}`,
			() => JSON.stringify({ ...state, text: "", files: state.files.slice(-20) }),
		);
	const acts: Record<Deed["what"], (count: number) => unknown> = {
		append: (count) => log.append(count),
		rotate: () => log.rotate(0),
		"rotate late": (count) => log.rotate(count),
		gzip: () => log.compress(".gz"),
		zstd: () => log.compress(".zst"),
		delete: () => log.deleteOldest(),
		replace: async () => {
			await acts.read(1); // what was not found yet would be gone without a trace
			await log.replace();
		},
		"hold up": () => {
			state.isHeldUp = true;
		},
		"let go": () => {
			state.isHeldUp = false;
		},
		read: async () => {
			state.isHeldUp = false;
			await log.append(1);
			await isRead();
		},
	};
	for (const { what, count, turns: after } of deeds) {
		turns = after;
		await acts[what](count);
		await step();
	}
	state.isHeldUp = false;
	await log.append(1);
	await isRead();
	await follower.stop();
	log.close();
	return { log, state };
}

/** The ranges of time that were told to be lost. */
const toldBy = (gaps: readonly string[]) =>
	gaps.map((gap) => {
		const [, from, to] = /from (\S+) to (\S+)/.exec(gap) ?? [];
		const after = /after (\S+)/.exec(gap)?.[1];
		const before = /before (\S+)/.exec(gap.slice(gap.indexOf("read")))?.[1];
		return { from: from ?? after ?? "", to: to ?? before ?? "9" };
	});

function wrongs({ log, state }: Awaited<ReturnType<typeof happened>>): string[] {
	const lines = state.text.trimEnd().split("\n");
	const read = lines.map((line) => Number(/^\{"line":(\d+),"stageTimestamp":"[^"]*"\}$/.exec(line)?.[1] ?? Number.NaN));
	// what was read of a line before its file was deleted stands alone
	const isHalf = (line: string) => log.deleted.has(Number(/^\{"line":(\d+),"stageTi\w*$/.exec(line)?.[1]));
	const broken = lines.filter((line, at) => Number.isNaN(read[at]) && !isHalf(line)).map((line) => `broken: ${line}`);
	const disorder = read.filter((line, at) => at > 0 && line <= (read[at - 1] as number)).map((line) => `out of order: ${line}`);
	const told = toldBy(state.gaps);
	const isTold = (line: number) => told.some(({ from, to }) => from < timeOf(line) && timeOf(line) < to);
	const has = new Set(read);
	const missing = Array.from({ length: log.written }, (_none, line) => line).filter((line) => !has.has(line) && !log.untraceable.has(line));
	const lost = missing.filter((line) => !log.deleted.has(line)).map((line) => `lost: ${line}`);
	const silent = missing.filter((line) => log.deleted.has(line) && !isTold(line)).map((line) => `deleted, and not told: ${line}`);
	return [...broken, ...disorder, ...lost, ...silent];
}

const { FOLLOW_SEED, FOLLOW_RUNS = "60" } = process.env;

it.each<Style>(["time", "number", "copy"])(
	"hands on every line once, whatever is done to files named by %s, or tells which it could not",
	async (style) => {
		await fc.assert(
			fc.asyncProperty(fc.array(deed, { minLength: 5, maxLength: 40 }), async (deeds) => {
				const result = await happened(style, deeds);
				const wrong = wrongs(result);
				expect(
					wrong,
					`read: ${result.state.text.match(/(?<=line":)\d+/g)?.join()}\n${wrong.join("\n")}\n${JSON.stringify({ ...result.state, text: "" }, undefined, 1)}`,
				).toEqual([]);
			}),
			{ numRuns: Number(FOLLOW_RUNS), seed: Number(FOLLOW_SEED ?? 1), endOnFailure: true },
		);
	},
	600_000,
);
