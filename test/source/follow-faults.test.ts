import {
	appendFileSync,
	copyFileSync,
	mkdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	symlinkSync,
	truncateSync,
	utimesSync,
	writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { following } from "../helpers/following.ts";
import { folder } from "../helpers/log.ts";
import { until } from "../helpers/until.ts";
import { timeOf } from "./disk-log.ts";

/** Lines of events, one a millisecond. */
const lines = (from: number, count = 1): string =>
	Array.from({ length: count }, (_none, at) => `{"line":${from + at},"stageTimestamp":"${timeOf(from + at)}"}\n`).join("");

/** The path of a rotated file, as lumberjack names it. */
const backup = (log: string, turn: number): string => log.replace(/audit\.log$/, `audit-2026-11-23T15-18-55.${100 + turn}.log`);

/** What `gzip` and `zstd` make of a file. */
function compress(path: string, how: ".gz" | ".zst" = ".gz"): void {
	writeFileSync(path + how, (how === ".gz" ? gzipSync : zstdCompressSync)(readFileSync(path)));
	rmSync(path);
}

/** A log of one line that is followed, and was read; it is not looked at again before what is done to it next is done. */
async function followedLog(poll = false) {
	const log = join(folder(), "audit.log");
	writeFileSync(log, lines(0));
	const follower = following(log, { poll });
	const { state } = follower;
	state.isHeldUp = true;
	await follower.has(lines(0));
	setImmediate(() => {
		state.isHeldUp = false;
	});
	return { log, follower };
}

/** Rotates, with one line in each file: the second one in the first, and so on. */
function rotate(log: string, times: number): void {
	for (let turn = 1; turn <= times; turn += 1) {
		renameSync(log, backup(log, turn));
		writeFileSync(log, lines(turn));
	}
}

describe.each([
	["inotify", false],
	["the clock", true],
])("what was rotated and compressed between two looks, by %s", (_how, poll) => {
	it.each([".gz", ".zst"] as const)("is read from the %s, the file that was held as well as those after it", async (how) => {
		const { log, follower } = await followedLog(poll);
		rotate(log, 4);
		for (const turn of [1, 2, 4]) compress(backup(log, turn), how);
		await follower.has(lines(0, 5));
		expect(follower.state.gaps).toEqual([]);
	});

	it("is read from the plain file while the compressed one is half written beside it", async () => {
		const { log, follower } = await followedLog(poll);
		rotate(log, 3);
		writeFileSync(`${backup(log, 2)}.gz`, gzipSync(lines(1)).subarray(0, 20));
		await follower.has(lines(0, 4));
		expect(follower.state.gaps).toEqual([]);
	});

	it.each([
		["cut off", (bytes: Buffer) => bytes.subarray(0, 30), "cut off"],
		["damaged from its beginning", (bytes: Buffer) => Buffer.concat([bytes.subarray(0, 2), Buffer.alloc(20)]), "damaged"],
	])("is told where it is %s, and what comes after it is read", async (_what, harm, told) => {
		const { log, follower } = await followedLog(poll);
		rotate(log, 3);
		writeFileSync(`${backup(log, 2)}.gz`, harm(gzipSync(lines(1))));
		rmSync(backup(log, 2));
		const { state } = follower;
		await until(() => state.text.endsWith(lines(2, 2)), "the lines behind it");
		expect(state.gaps).toEqual([expect.stringContaining(told)]);
	});
});

describe("what was deleted before it could be read", () => {
	it("is told with the time of the events around it, where the held one went first", async () => {
		const { log, follower } = await followedLog();
		rotate(log, 4);
		for (const turn of [1, 2]) rmSync(backup(log, turn));
		await follower.has(lines(0) + lines(2, 3));
		expect(follower.state.gaps).toEqual([
			`audit.log: the file that was read before is gone, and others may have gone with it: events from ${timeOf(0)} to ${timeOf(2)} may be missing`,
		]);
	});

	it("is told of files with numbers, too", async () => {
		const { log, follower } = await followedLog();
		writeFileSync(`${log}.3`, lines(3));
		writeFileSync(`${log}.2`, lines(4));
		writeFileSync(`${log}.1`, lines(5));
		rmSync(log);
		writeFileSync(log, lines(6));
		await follower.has(lines(0) + lines(3, 4));
		expect(follower.state.gaps).toEqual([expect.stringContaining(`events from ${timeOf(0)} to ${timeOf(3)} may be missing`)]);
	});

	it("is told where it went while one before it was read", async () => {
		const log = join(folder(), "audit.log");
		for (const turn of [1, 2, 3, 4]) writeFileSync(backup(log, turn), lines(turn));
		writeFileSync(log, lines(5));
		const follower = following(log, { first: backup(log, 1) });
		follower.state.isHeldUp = true;
		await follower.has(lines(1));
		for (const turn of [1, 2, 3]) rmSync(backup(log, turn));
		follower.state.isHeldUp = false;
		await follower.has(lines(1) + lines(4, 2));
		expect(follower.state.gaps).toEqual([
			`audit-2026-11-23T15-18-55.102.log, audit-2026-11-23T15-18-55.103.log were gone before they could be read: events from ${timeOf(1)} to ${timeOf(4)} are missing`,
		]);
		await follower.stop();
	});

	it("is told where it was to be the first", async () => {
		const log = join(folder(), "audit.log");
		writeFileSync(backup(log, 2), lines(2));
		writeFileSync(log, lines(3));
		const follower = following(log, { first: backup(log, 1) });
		await follower.has(lines(2, 2));
		expect(follower.state.gaps).toEqual([expect.stringContaining("101.log was gone before it could be read")]);
	});

	it("is no gap where nothing is missing: the held one was only deleted after the next was made", async () => {
		const { log, follower } = await followedLog();
		rotate(log, 1);
		compress(backup(log, 1));
		await follower.has(lines(0, 2));
		expect(follower.state.gaps).toEqual([]);
	});
});

describe.each([
	["inotify", false],
	["the clock", true],
])("a log that the server does not make anew at once, by %s", (_how, poll) => {
	it("is read under its new name for as long as the old one is missing", async () => {
		const { log, follower } = await followedLog(poll);
		renameSync(log, backup(log, 1));
		await follower.says("LOG has been deleted; waiting for it to come back");
		appendFileSync(backup(log, 1), lines(1, 2));
		await follower.has(lines(0, 3));
		writeFileSync(log, lines(3));
		await follower.has(lines(0, 4));
	});

	it("is read under its new name while an empty one has the old one", async () => {
		const { log, follower } = await followedLog(poll);
		renameSync(log, `${log}.1`);
		writeFileSync(log, "");
		for (let line = 1; line < 4; line += 1) {
			appendFileSync(`${log}.1`, lines(line));
			await follower.has(lines(0, line + 1));
		}
		appendFileSync(log, lines(4));
		await follower.has(lines(0, 5));
	});

	it("is read to where it was rotated last, though there is none of its name", async () => {
		const { log, follower } = await followedLog(poll);
		rotate(log, 3);
		renameSync(log, backup(log, 4));
		await follower.has(lines(0, 4));
	});

	it("is read where an empty one was rotated away, and is written then", async () => {
		const { log, follower } = await followedLog(poll);
		renameSync(log, `${log}.2`);
		writeFileSync(`${log}.1`, "");
		await follower.says("LOG has been deleted; waiting for it to come back");
		renameSync(`${log}.2`, `${log}.3`);
		renameSync(`${log}.1`, `${log}.2`);
		writeFileSync(`${log}.1`, lines(1));
		writeFileSync(log, lines(2));
		await follower.has(lines(0, 3));
	});

	it("is another one each time that it is deleted and made anew", async () => {
		const { log, follower } = await followedLog(poll);
		for (let line = 1; line < 6; line += 1) {
			rmSync(log);
			writeFileSync(log, lines(line));
			await follower.has(lines(0, line + 1));
		}
	});
});

describe.each([
	["inotify", false],
	["the clock", true],
])("a log that copytruncate rotates, by %s", (_how, poll) => {
	it("is read from its copy as far as that goes, then from its beginning", async () => {
		const { log, follower } = await followedLog(poll);
		appendFileSync(log, lines(1, 2));
		copyFileSync(log, `${log}.1`);
		truncateSync(log);
		appendFileSync(log, lines(3));
		await follower.has(lines(0, 4));
	});

	it("is read from every copy where it was truncated more than once", async () => {
		const { log, follower } = await followedLog(poll);
		for (let turn = 1; turn <= 3; turn += 1) {
			appendFileSync(log, lines(turn));
			copyFileSync(log, `${log}.${4 - turn}`);
			truncateSync(log);
		}
		compress(`${log}.2`);
		appendFileSync(log, lines(4));
		await follower.has(lines(0, 5));
		expect(follower.state.gaps).toEqual([]);
	});

	it("is read from the plain copy while the compressed one is half written", async () => {
		const { log, follower } = await followedLog(poll);
		appendFileSync(log, lines(1, 100));
		copyFileSync(log, `${log}.1`);
		const packed = gzipSync(readFileSync(log));
		writeFileSync(`${log}.1.gz`, packed.subarray(0, packed.length - 12));
		truncateSync(log);
		appendFileSync(log, lines(101));
		await follower.has(lines(0, 102));
		expect(follower.state.gaps).toEqual([]);
	});

	it("is read from its copy, then where lumberjack rotated it to, then from the new one", async () => {
		const { log, follower } = await followedLog(poll);
		appendFileSync(log, lines(1));
		copyFileSync(log, `${log}.1`);
		truncateSync(log);
		appendFileSync(log, lines(2));
		renameSync(log, backup(log, 1));
		writeFileSync(log, lines(3));
		await follower.has(lines(0, 4));
		expect(follower.state.gaps).toEqual([]);
	});

	it("is read from its copy where it was truncated before it was found, though others were rotated away meanwhile", async () => {
		const { log, follower } = await followedLog(poll);
		rotate(log, 2);
		copyFileSync(log, `${log}.1`);
		truncateSync(log);
		appendFileSync(log, `${"\0".repeat(70_000)}${lines(3)}`); // its writer does not append
		renameSync(log, backup(log, 3));
		writeFileSync(log, lines(4));
		renameSync(`${log}.1`, `${log}.2`);
		copyFileSync(log, `${log}.1`);
		truncateSync(log);
		appendFileSync(log, lines(5));
		await until(
			() => follower.state.text.replaceAll("\0", "") === lines(0, 6),
			`six lines: ${JSON.stringify(follower.state.text.replaceAll("\0", ""))}`,
		);
		expect(follower.state.gaps).toEqual([]);
		await follower.stop();
	});

	it("tells what went with the copy that held its place, and is read from the copies that came after that one", async () => {
		const { log, follower } = await followedLog(poll);
		for (let turn = 1; turn <= 3; turn += 1) {
			appendFileSync(log, lines(turn));
			copyFileSync(log, `${log}.${4 - turn}`);
			truncateSync(log);
		}
		rmSync(`${log}.3`);
		compress(`${log}.2`);
		appendFileSync(log, lines(4));
		await follower.has(lines(0) + lines(2, 3));
		expect(follower.state.gaps).toEqual([
			`audit.log was truncated, and there is no copy of what was not read: events from ${timeOf(0)} to ${timeOf(2)} may be missing`,
		]);
	});

	it("is read from where it was rotated to, though it was truncated before that and there is no copy", async () => {
		const { log, follower } = await followedLog(poll);
		truncateSync(log);
		appendFileSync(log, lines(2));
		renameSync(log, backup(log, 1));
		writeFileSync(log, lines(3));
		await follower.has(lines(0) + lines(2, 2));
	});

	it("is read from its beginning where it shrank to less, not to nothing", async () => {
		const { log, follower } = await followedLog(poll);
		appendFileSync(log, lines(1, 3));
		await follower.has(lines(0, 4));
		truncateSync(log, lines(0).length);
		appendFileSync(log, lines(4));
		await follower.has(lines(0, 4) + lines(0) + lines(4));
		expect(follower.state.notices).toEqual(["LOG was truncated; reading it from its beginning"]);
	});

	it("goes on behind what it knows, where it was written anew with the same", async () => {
		const { log, follower } = await followedLog(poll);
		truncateSync(log);
		appendFileSync(log, lines(0, 3));
		await follower.has(lines(0, 3));
		expect(follower.state.notices).toEqual([]);
	});
});

describe.each([
	["inotify", false],
	["the clock", true],
])("a log that is a link, by %s", (_how, poll) => {
	/** A link to a file in another folder, as the kubelet has it in /var/log/containers. */
	async function followedLink() {
		const parent = folder();
		for (const name of ["pods", "containers"]) mkdirSync(join(parent, name));
		const target = (restarts: number): string => join(parent, "pods", `${restarts}.log`);
		const link = join(parent, "containers", "c.log");
		const lead = (restarts: number): void => {
			symlinkSync(`../pods/${restarts}.log`, `${link}.new`);
			renameSync(`${link}.new`, link);
		};
		writeFileSync(target(0), lines(0));
		lead(0);
		const follower = following(link, { poll });
		await follower.has(lines(0));
		return { target, link, lead, follower };
	}

	it("is followed to where it leads next, what was rotated beside its target first", async () => {
		const { target, lead, follower } = await followedLink();
		appendFileSync(target(0), lines(1));
		renameSync(target(0), `${target(0)}.20261123-151855`);
		writeFileSync(target(0), lines(2));
		writeFileSync(target(1), lines(3));
		lead(1);
		await follower.has(lines(0, 4));
		renameSync(target(1), `${target(1)}.20261123-151856`);
		writeFileSync(target(1), lines(4));
		await follower.has(lines(0, 5));
		expect(follower.state.gaps).toEqual([]);
	});

	it("is waited for while it leads nowhere", async () => {
		const { target, lead, follower } = await followedLink();
		lead(1);
		appendFileSync(target(0), lines(1));
		await follower.has(lines(0, 2));
		await follower.says("LOG has been deleted; waiting for it to come back");
		writeFileSync(target(1), lines(2));
		await follower.has(lines(0, 3));
	});
});

describe.each([
	["inotify", false],
	["the clock", true],
])("the folder of a log, by %s", (_how, poll) => {
	it("is waited for, with those that it is in", async () => {
		const log = join(folder(), "var", "log", "kubernetes", "audit.log");
		const follower = following(log, { poll });
		await follower.says("LOG does not exist yet; waiting for it");
		mkdirSync(dirname(log), { recursive: true });
		writeFileSync(log, lines(0));
		await follower.has(lines(0));
		appendFileSync(log, lines(1));
		await follower.has(lines(0, 2));
	});

	it("may be deleted and made anew", async () => {
		const log = join(folder(), "audit", "audit.log");
		mkdirSync(dirname(log));
		writeFileSync(log, lines(0));
		const follower = following(log, { poll });
		await follower.has(lines(0));
		rmSync(dirname(log), { recursive: true });
		await follower.says("LOG has been deleted; waiting for it to come back");
		mkdirSync(dirname(log));
		writeFileSync(log, lines(1));
		await follower.has(lines(0, 2));
		renameSync(log, backup(log, 1));
		writeFileSync(log, lines(2));
		await follower.has(lines(0, 3));
	});

	it("may be renamed away, and another put in its place", async () => {
		const log = join(folder(), "audit", "audit.log");
		mkdirSync(dirname(log));
		writeFileSync(log, lines(0));
		const follower = following(log, { poll });
		await follower.has(lines(0));
		mkdirSync(`${dirname(log)}.new`);
		writeFileSync(join(`${dirname(log)}.new`, "audit.log"), lines(2));
		appendFileSync(log, lines(1));
		renameSync(dirname(log), `${dirname(log)}.old`);
		renameSync(`${dirname(log)}.new`, dirname(log));
		await follower.has(lines(0, 3));
		appendFileSync(log, lines(3));
		await follower.has(lines(0, 4));
	});

	it("may hold a folder of the log's name for a while", async () => {
		const { log, follower } = await followedLog(poll);
		renameSync(log, backup(log, 1));
		mkdirSync(log);
		await follower.says("LOG cannot be read any more: is a directory; trying again");
		rmSync(log, { recursive: true });
		writeFileSync(log, lines(1));
		await follower.has(lines(0, 2));
	});
});

describe("the history of a log that is followed", () => {
	it("begins with the oldest file that was written since then, whatever their names are", async () => {
		const log = join(folder(), "audit.log");
		const at = Date.parse("2026-11-23T15:00:00Z") / 1000;
		for (const [number, age] of [
			[3, 300],
			[2, 200],
			[1, 100],
		] as const) {
			writeFileSync(`${log}.${number}`, lines(3 - number));
			utimesSync(`${log}.${number}`, at - age, at - age);
		}
		writeFileSync(log, lines(3));
		const follower = following(log, { since: (at - 250) * 1000 });
		await follower.has(lines(1, 3));
		expect(follower.state.files.length).toBe(3);
	});
});

it("hears of everything though more events came than the system keeps", async () => {
	const { log, follower } = await followedLog();
	await follower.isCaughtUp();
	for (let line = 1; line <= 20_000; line += 1) appendFileSync(log, lines(line)); // before the watcher gets a turn
	await follower.has(lines(0, 20_001));
	appendFileSync(log, lines(20_001));
	await follower.has(lines(0, 20_002));
	expect(statSync(log).size).toBe(follower.state.text.length);
});
