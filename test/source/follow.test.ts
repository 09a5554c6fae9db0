import { spawn } from "node:child_process";
import { appendFileSync, chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { following } from "../helpers/following.ts";
import { folder } from "../helpers/log.ts";

describe.each([
	["inotify", false],
	["the clock", true],
])("a followed file, by %s", (_how, poll) => {
	it("gives what is there, then what is appended, and ends when told", async () => {
		const path = join(folder(), "audit.log");
		writeFileSync(path, "one\n");
		const follower = following(path, { poll });
		await follower.has("one\n");
		await follower.isCaughtUp();
		appendFileSync(path, "two\nhal");
		await follower.has("one\ntwo\nhal");
		appendFileSync(path, "f\n");
		await follower.has("one\ntwo\nhalf\n");
		await follower.stop();
		expect(follower.state.notices).toEqual([]);
	});

	it("begins with a file that was rotated away, and goes on with those after it", async () => {
		const parent = folder();
		const backup = (second: number) => join(parent, `audit-2026-11-23T15-00-0${second}.000.log`);
		for (const second of [1, 2, 3]) writeFileSync(backup(second), `rotated ${second}\n`);
		const path = join(parent, "audit.log");
		writeFileSync(path, "now\n");
		const follower = following(path, { poll, first: backup(2) });
		await follower.has("rotated 2\nrotated 3\nnow\n");
		await follower.stop();
	});

	it("is followed by its name through a rotation, its last bytes first", async () => {
		const path = join(folder(), "audit.log");
		writeFileSync(path, "one\n");
		const follower = following(path, { poll });
		await follower.isCaughtUp();
		appendFileSync(path, "two\n");
		renameSync(path, `${path}.1`);
		appendFileSync(`${path}.1`, "late\n");
		writeFileSync(path, "three\n");
		await follower.has("one\ntwo\nlate\nthree\n");
		await follower.says("LOG was rotated; following the new file");
		appendFileSync(path, "four\n");
		await follower.has("one\ntwo\nlate\nthree\nfour\n");
		await follower.stop();
	});

	it("begins again when it is truncated", async () => {
		const path = join(folder(), "audit.log");
		writeFileSync(path, "one\ntwo\n");
		const follower = following(path, { poll });
		await follower.isCaughtUp();
		truncateSync(path);
		await follower.says("LOG was truncated; reading it from its beginning");
		appendFileSync(path, "three\n");
		await follower.has("one\ntwo\nthree\n");
		await follower.stop();
	});

	it("is waited for where it does not exist, and its folder neither", async () => {
		const parent = join(folder(), "logs");
		const path = join(parent, "audit.log");
		const follower = following(path, { poll });
		await follower.says("LOG does not exist yet; waiting for it");
		mkdirSync(parent);
		writeFileSync(path, "one\n");
		await follower.has("one\n");
		await follower.stop();
	});

	it("is told to be gone when it stays away, and found when it comes back", async () => {
		const path = join(folder(), "audit.log");
		writeFileSync(path, "one\n");
		const follower = following(path, { poll });
		await follower.isCaughtUp();
		rmSync(path);
		await follower.says("LOG has been deleted; waiting for it to come back");
		writeFileSync(path, "two\n");
		await follower.has("one\ntwo\n");
		await follower.stop();
	});
});

it("catches up with every file of a burst of rotations, in order", async () => {
	const path = join(folder(), "audit.log");
	writeFileSync(path, "0\n");
	const follower = following(path);
	await follower.has("0\n");
	for (let turn = 1; turn <= 20; turn += 1) {
		renameSync(path, path.replace("audit.log", `audit-2026-11-23T15-18-55.${100 + turn}.log`));
		writeFileSync(path, `${turn}\n`);
	}
	await follower.has(Array.from({ length: 21 }, (_none, turn) => `${turn}\n`).join(""));
	await follower.stop();
	expect(follower.state.notices).toEqual(["LOG was rotated; 19 files caught up"]);
});

it("says which rotated file was gone before it could be read, and goes on with the next", async () => {
	const path = join(folder(), "audit.log");
	const backup = (turn: number) => path.replace("audit.log", `audit-2026-11-23T15-18-55.10${turn}.log`);
	writeFileSync(path, "0\n");
	const follower = following(path);
	await follower.has("0\n");
	for (const turn of [1, 2, 3]) {
		renameSync(path, backup(turn));
		writeFileSync(path, `${turn}\n`);
	}
	rmSync(backup(2));
	symlinkSync("/nowhere", backup(2));
	await follower.has("0\n2\n3\n");
	expect(follower.state.gaps).toEqual(["audit-2026-11-23T15-18-55.102.log was gone before it could be read: events are missing"]);
	await follower.stop();
});

it("loses nothing while a writer rotates as fast as it can", async () => {
	const path = join(folder(), "audit.log");
	const script = `
		const fs = require("node:fs"); const path = process.argv[1]; let fd = fs.openSync(path, "a");
		for (let line = 0; line < 3000; line += 1) {
			fs.writeSync(fd, line + "\\n");
			if (line % 20 === 19) {
				fs.closeSync(fd);
				fs.renameSync(path, path.replace("audit.log", "audit-2026-11-23T15-18-" + String(10 + Math.floor(line / 20000)) + "." + String(Math.floor(line / 20)).padStart(3, "0") + ".log"));
				fd = fs.openSync(path, "a");
			}
		}`;
	writeFileSync(path, "");
	const follower = following(path);
	await follower.isCaughtUp();
	const writer = spawn(process.execPath, ["-e", script, path]);
	await new Promise((resolve) => writer.on("close", resolve));
	await follower.has(Array.from({ length: 3000 }, (_none, at) => `${at}\n`).join(""));
	await follower.stop();
});

it("ends a line that a rotation or a truncation cut off, so that it cannot run into the next one", async () => {
	const path = join(folder(), "audit.log");
	writeFileSync(path, "one\nhal");
	const follower = following(path);
	await follower.has("one\nhal");
	renameSync(path, `${path}.1`);
	writeFileSync(path, "two\nhal");
	await follower.has("one\nhal\ntwo\nhal");
	truncateSync(path);
	await follower.has("one\nhal\ntwo\nhal\n");
	await follower.stop();
});

it("gives up a missing file at once when there is something else to do", async () => {
	const path = join(folder(), "audit.log");
	await expect(following(path, { whenMissing: "try this" }).ended).rejects.toMatchObject({
		message: `cannot read ${path}: no such file`,
		hint: "try this",
	});
});

it("refuses a folder", async () => {
	const path = folder();
	await expect(following(path).ended).rejects.toThrow(`cannot read ${path}: is a directory`);
});

it.skipIf(process.getuid?.() === 0)("says which file it may not read, and how one may", async () => {
	const path = join(folder(), "audit.log");
	writeFileSync(path, "");
	chmodSync(path, 0);
	await expect(following(path).ended).rejects.toMatchObject({
		message: expect.stringContaining("permission denied"),
		hint: expect.stringContaining("sudo"),
	});
});
