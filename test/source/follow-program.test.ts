import { spawn } from "node:child_process";
import {
	appendFileSync,
	closeSync,
	copyFileSync,
	mkdtempSync,
	openSync,
	renameSync,
	rmSync,
	truncateSync,
	utimesSync,
	writeFileSync,
	writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { accountOf, fileOf, numbered, recordsOf, started, text } from "../forty/inputs.ts";
import { sh } from "../helpers/bin.ts";
import { following } from "../helpers/following.ts";
import { folder } from "../helpers/log.ts";
import { runCli } from "../helpers/run-cli.ts";
import { until } from "../helpers/until.ts";

const ids = (count: number, from = 0): string[] => Array.from({ length: count }, (_none, at) => `call-${from + at}`);
const shownIds = (rows: readonly string[]): string[] => rows.map((row) => JSON.parse(row).auditID);

describe("copytruncate under a writer", () => {
	it("that goes on where it was leaves zeros, which are no part of a call; the copy is read before", async () => {
		const log = fileOf("");
		const writer = openSync(log, "r+");
		onTestFinished(() => closeSync(writer));
		const program = started(["-f", log, "--tail", "-1", "-o", "json", "--stats", "json"]);
		for (let turn = 0; turn < 3; turn += 1) {
			writeSync(writer, text(...numbered(200, turn * 201)));
			await program.showsRows(turn * 201 + 200);
			writeSync(writer, text(...numbered(1, turn * 201 + 200)));
			for (let number = turn; number > 0; number -= 1) renameSync(`${log}.${number}`, `${log}.${number + 1}`);
			copyFileSync(log, `${log}.1`);
			truncateSync(log);
		}
		writeSync(writer, text(...numbered(5, 603)));
		await program.showsRows(608);
		const exitCode = await program.stop();
		expect(shownIds(program.rows())).toEqual(ids(608));
		const summary = program.said().slice(program.said().indexOf("{"));
		expect(accountOf(exitCode, summary)).toMatchObject({ exitCode: 0, events: 608, skipped: {} });
	});
});

/** A file system of 256 KiB; undefined where none can be mounted. */
async function smallDisk(): Promise<string | undefined> {
	const path = mkdtempSync(join(tmpdir(), "auditail-disk-"));
	if ((await sh(`mount -t tmpfs -o size=256k tmpfs ${path}`)).code !== 0) return undefined;
	onTestFinished(async () => void (await sh(`umount -l ${path}`)));
	return path;
}

it.skipIf(process.getuid?.() !== 0)(
	"a disk that is full for a while costs the event that was torn, and those that were never written",
	async (context) => {
		const disk = await smallDisk();
		if (!disk) return context.skip();
		const log = join(disk, "audit.log");
		writeFileSync(join(disk, "filler"), Buffer.alloc(128 * 1024));
		writeFileSync(log, "");
		const program = started(["-f", log, "--tail", "-1", "-o", "json", "--stats", "json"]);
		const writer = openSync(log, "a");
		onTestFinished(() => closeSync(writer));
		let whole = 0;
		for (let isFull = false; !isFull; whole += isFull ? 0 : 1) {
			const line = text(...numbered(1, whole));
			isFull = writeSync(writer, line) < line.length; // half of it; the next write is refused
		}
		expect(() => writeSync(writer, "more")).toThrow("ENOSPC");
		await program.showsRows(whole);
		rmSync(join(disk, "filler"));
		appendFileSync(log, text(...numbered(20, whole)));
		await program.showsRows(whole + 20);
		const exitCode = await program.stop();
		expect(shownIds(program.rows())).toEqual(ids(whole + 20));
		expect(accountOf(exitCode, program.said())).toMatchObject({ events: whole + 20, skipped: { damaged: 1 } });
	},
);

it("a folder that is followed gives the calls that it gives without, from the same files", async () => {
	const parent = folder();
	const files: readonly (readonly [name: string, ageInSeconds: number])[] = [
		["audit-2026-11-23T15-09-01.000.log.gz", 90],
		["audit-2026-11-23T15-09-02.000.log", 80],
		["audit.log.3.gz", 70],
		["audit.log.2", 60],
		["audit.log.1", 50],
		["audit.log", 40],
	];
	for (const [at, [name, age]] of files.entries()) {
		const lines = Buffer.from(text(...numbered(10, at * 10)));
		writeFileSync(join(parent, name), name.endsWith(".gz") ? gzipSync(lines) : lines);
		utimesSync(join(parent, name), Date.now() / 1000 - age, Date.now() / 1000 - age);
	}
	const program = started(["-f", parent, "--tail", "-1", "-o", "json"]);
	await program.showsRows(60);
	await program.stop();
	const records = recordsOf(await runCli([parent, "-o", "json"]));
	const followed = recordsOf({ stdout: program.printed() });
	const named = (all: typeof records) => all.map(({ auditID, call: { source } }) => [auditID, source]);
	expect(named(followed)).toEqual(named(records));
	expect(followed.map(({ auditID }) => auditID)).toEqual(ids(60));
});

const LINES = 4000;

/** Rotates every hundred lines as fast as it can: by lumberjack's names, or by numbers. */
const WRITER = `
	const fs = require("node:fs");
	const [, log, style] = process.argv;
	const rotated = {
		time: (turn) => log.replace("audit.log", "audit-2026-11-23T15-18-" + (10 + Math.floor(turn / 1000)) + "." + String(turn % 1000).padStart(3, "0") + ".log"),
		number: (turn) => {
			for (let number = turn; number > 0; number -= 1) fs.renameSync(log + "." + number, log + "." + (number + 1));
			return log + ".1";
		},
	};
	for (let line = 0, fd = fs.openSync(log, "a"); line < ${LINES}; line += 1) {
		fs.writeSync(fd, line + "\\n");
		if (line % 100 === 99) {
			fs.closeSync(fd);
			fs.renameSync(log, rotated[style](Math.floor(line / 100)));
			fd = fs.openSync(log, "a");
		}
	}
	fs.writeSync(fs.openSync(log, "a"), "end\\n");
`;

it.each(["time", "number"])(
	"a history is one with what comes after it, wherever a writer is that rotates by %s as fast as it can",
	async (style) => {
		const log = join(folder(), "audit.log");
		writeFileSync(log, "");
		const writer = spawn(process.execPath, ["-e", WRITER, log, style]);
		const isOver = new Promise((resolve) => writer.on("close", resolve));
		const followers: ReturnType<typeof following>[] = [];
		const whole = `${Array.from({ length: LINES }, (_none, line) => `${line}\n`).join("")}end\n`;
		while (writer.exitCode === null && followers.length < 8) {
			const follower = following(log, { since: 0 });
			followers.push(follower);
			await until(() => follower.state.text.length > 0 || writer.exitCode !== null, "a first line");
		}
		await isOver;
		for (const { state } of followers)
			await until(
				() => state.text.endsWith("end\n"),
				"the end",
				() => JSON.stringify([state.gaps, state.text.length]),
			);
		const differences = followers.map(({ state }) => firstDifference(state.text, whole));
		expect(differences).toEqual(followers.map(() => undefined));
		expect(followers.flatMap(({ state }) => state.gaps)).toEqual([]);
	},
);

/** The line where two texts begin to differ, and what is there. */
function firstDifference(text: string, other: string): string | undefined {
	const [lines, others] = [text.split("\n"), other.split("\n")];
	const at = others.findIndex((line, index) => line !== lines[index]);
	return at < 0 && lines.length === others.length
		? undefined
		: `${at}: ${lines.slice(at, at + 3).join(" ")}, not ${others.slice(at, at + 3).join(" ")}`;
}
