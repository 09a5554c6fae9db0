import { Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import { Progress, progressOf, progressText } from "../../src/cli/progress.ts";
import type { Source } from "../../src/source/source.ts";

const MB = 1_000_000;

it.each([
	[{ read: 0, total: 100 * MB, rate: 0 }, 80, "  0% ······························  0 B of 100 MB  0 B/s"],
	[{ read: 38 * MB, total: 100 * MB, rate: 20_000 }, 80, " 38% ███████████···················  38 MB of 100 MB  20 MB/s  4s left"],
	[{ read: 38 * MB, total: 100 * MB, rate: 20_000 }, 50, " 38% ████······  38 MB of 100 MB  20 MB/s  4s left"],
	[{ read: 38 * MB, total: 100 * MB, rate: 20_000 }, 30, " 38%  38 MB of 100 MB  20 MB/s"],
	[{ read: 1.5e9, total: 2e12, rate: 200_000 }, 80, "  0% ······························  1.5 GB of 2.0 TB  200 MB/s  2h46m left"],
	[{ read: 100 * MB, total: 100 * MB, rate: 500 }, 80, "100% ██████████████████████████████  100 MB of 100 MB  500 kB/s"],
	[{ read: 120 * MB, total: 100 * MB, rate: 500 }, 80, "100% ██████████████████████████████  120 MB of 100 MB  500 kB/s"],
])("%j in %i columns", (progress, width, text) => {
	expect(progressText(progress, width)).toBe(text);
	expect(progressText(progress, width).length).toBeLessThanOrEqual(width);
});

/** A terminal that remembers what was written. */
const collector = () => {
	const written: string[] = [];
	const stderr = new Writable({
		write: (chunk, _encoding, done) => {
			written.push(String(chunk));
			done();
		},
	});
	return { written, stderr: Object.assign(stderr, { isTTY: true, columns: 80 }) };
};

describe("a progress bar", () => {
	const source = (size: number | undefined): Source => ({
		origin: { name: "x", log: "x" },
		hasProducer: false,
		size: async () => size,
		read: async function* () {
			yield Buffer.alloc(30);
			yield Buffer.alloc(20);
		},
	});

	it("is shown after a moment, and is gone while anything else is written", async () => {
		let now = 0;
		const { written, stderr } = collector();
		const progress = new Progress(stderr, { total: 100, now: () => now });
		for await (const chunk of progress.of(source(100)).read({} as never)) expect(chunk.length).toBeGreaterThan(0);
		now = 500;
		progress.draw();
		expect(written).toEqual([]);
		now = 1000;
		progress.draw();
		expect(written).toEqual([expect.stringContaining(`\r 50% ${"█".repeat(15)}${"·".repeat(15)}  50 B of 100 B  `)]);
		progress.erase();
		expect(written.at(-1)).toBe("\r\x1b[K");
		now = 1100;
		progress.draw(); // something was written just now
		progress.erase();
		expect(written).toHaveLength(2);
		now = 1300;
		progress.draw();
		progress.end();
		expect(written).toHaveLength(4);
		expect(written.at(-1)).toBe("\r\x1b[K");
	});

	const job = (sizes: (number | undefined)[], live = false) => ({ sources: sizes.map(source), live }) as never;
	const host = { isOutputPiped: false } as never;
	const io = (parts: object = {}) => ({ stderr: collector().stderr, env: {}, host, now: Date.now, ...parts }) as never;
	const isShown = async (...args: Parameters<typeof progressOf>) => {
		const progress = await progressOf(...args);
		progress?.end();
		return progress !== undefined;
	};

	it("is for large files at a terminal that nobody else has", async () => {
		const args = { quiet: false };
		expect(await isShown(job([50 * MB, 50 * MB]), args, io())).toBe(true);
		expect(await isShown(job([MB]), args, io())).toBe(false);
		expect(await isShown(job([100 * MB, undefined]), args, io())).toBe(false);
		expect(await isShown(job([100 * MB], true), args, io())).toBe(false);
		expect(await isShown(job([100 * MB]), { quiet: true }, io())).toBe(false);
		expect(await isShown(job([100 * MB]), args, io({ host: { isOutputPiped: true } }))).toBe(false);
		expect(await isShown(job([100 * MB]), args, io({ host: undefined }))).toBe(false);
		expect(await isShown(job([100 * MB]), args, io({ env: { TERM: "dumb" } }))).toBe(false);
		expect(await isShown(job([100 * MB]), args, io({ stderr: Object.assign(collector().stderr, { isTTY: false }) }))).toBe(false);
	});
});
