import {
	appendFileSync,
	chmodSync,
	createWriteStream,
	mkdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	truncateSync,
	writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { BIN, sh, shell } from "../helpers/bin.ts";
import { folder } from "../helpers/log.ts";
import { runCli } from "../helpers/run-cli.ts";
import { until } from "../helpers/until.ts";
import {
	account,
	accountOf,
	changed,
	completed,
	dataFile,
	fileOf,
	isMissing,
	NO_END,
	numbered,
	ROW,
	read,
	received,
	recordsOf,
	rowsOf,
	run,
	sampleLines,
	started,
	text,
} from "./inputs.ts";

const idsOf = (rows: readonly string[]): string[] => rows.map((row) => JSON.parse(row).auditID as string);
const ids = (count: number, from = 0): string[] => Array.from({ length: count }, (_none, at) => `call-${from + at}`);

describe("row 1: a last line without its newline", () => {
	it("that is still being written is waited for, without a word", async () => {
		const log = fileOf(text(received));
		const program = started(["-f", log]);
		const [before = ""] = numbered(1);
		appendFileSync(log, text(before) + completed.slice(0, 500));
		await program.showsRows(1);
		appendFileSync(log, text(completed.slice(500)));
		await program.showsRows(2);
		expect(program.rows()).toEqual([ROW, ROW]);
		await program.stop();
		expect(program.said()).toBe("");
	});

	it("that is half written when the user has seen enough is no damage", async () => {
		const log = fileOf(text(...numbered(1)) + completed.slice(0, 500));
		const program = started(["-f", log, "--stats", "json"]);
		await program.showsRows(1);
		const exitCode = await program.stop();
		expect(accountOf(exitCode, program.said())).toMatchObject({ exitCode: 0, events: 1, skipped: {} });
	});

	it("is read where the log has ended", async () => {
		const { stdout, stderr, exitCode } = await read(text(received) + completed);
		expect([stdout, stderr, exitCode]).toEqual([`${ROW}\n`, "", 0]);
	});

	it("is one damaged line where the log has ended within it", async () => {
		const { stdout, stderr, exitCode } = await read(text(received) + completed.slice(0, -1));
		expect([stdout, exitCode]).toEqual([`${NO_END}\n`, 0]);
		expect(stderr).toMatch(/^auditail: skipped 1 line: damaged event \(first: -:2, alice create .*, auditID 75ddec00-[^)]*\)\n$/);
		expect(await account(text(received) + completed.slice(0, 30))).toMatchObject({ lines: 2, events: 1, skipped: { damaged: 1 } });
	});
});

describe("row 2: a torn line with the next event on it", () => {
	/** A place between two tokens of the event. */
	const between = received.indexOf('"uid"');

	it("costs the torn event only, and is counted once", async () => {
		const { stdout, stderr, exitCode } = await read(text(received.slice(0, between) + completed));
		expect([stdout, exitCode]).toEqual([`${ROW}\n`, 0]);
		expect(stderr).toMatch(/^auditail: skipped 1 line: damaged event \(first: -:1, alice create .*\)\n$/);
	});

	it("costs the torn event only, wherever it was torn", async () => {
		const lost: number[] = [];
		for (let at = 1; at < received.length; at += 11) {
			const { events, skipped } = await account(text(received.slice(0, at) + completed));
			if (events !== 1 || skipped.damaged !== 1 || skipped.notJSON !== undefined) lost.push(at);
		}
		expect(lost).toEqual([]);
	});

	it("costs the torn event only, where it was torn within a character", async () => {
		const line = Buffer.from(completed.replace("cm1", "日本"));
		const at = line.indexOf("本") + 1;
		const { stdout } = await read(Buffer.concat([line.subarray(0, at), Buffer.from(text(completed))]));
		expect(stdout).toBe(`${ROW}\n`);
	});

	it("may hold several torn events, and whole ones between them", async () => {
		const torn = received.slice(0, between);
		const line = torn + completed + torn + torn + changed(completed, { auditID: "second" });
		expect(await account(text(line))).toMatchObject({ exitCode: 0, lines: 1, events: 2, calls: 2, skipped: { damaged: 3 } });
	});

	it("keeps a search from saying that there is nothing", async () => {
		expect((await read(text(received.slice(0, between) + completed), ["--user", "nobody-at-all"])).exitCode).toBe(2);
	});

	it.skipIf(isMissing("special/diskfull.log"))("as a full disk left it: one damaged line, and every other event is read", async () => {
		const { stdout, stderr } = await runCli([dataFile("special/diskfull.log"), "-c"]);
		expect(stdout).toBe("2830\n");
		expect(stderr).toMatch(/^auditail: skipped 1 line: damaged event \(first: \S*diskfull\.log:4102, [^)]*\)\n$/);
		expect((await account(readFileSync(dataFile("special/diskfull.log")))).events).toBe(5784);
	});
});

/** The path of a rotated file, as lumberjack names it. */
const backup = (log: string, turn: number): string => log.replace(/audit\.log$/, `audit-2026-11-23T15-18-55.${100 + turn}.log`);

describe("row 3: a rotation by renaming", () => {
	it("loses nothing and shows nothing twice, what was written last to the old file included", async () => {
		const log = fileOf(text(...numbered(20)));
		const program = started(["-f", log, "--tail", "-1", "-o", "json"]);
		await program.showsRows(20);
		for (let turn = 1; turn <= 5; turn += 1) {
			renameSync(log, backup(log, turn));
			appendFileSync(backup(log, turn), text(...numbered(5, turn * 20)));
			writeFileSync(log, text(...numbered(10, turn * 20 + 5)));
			appendFileSync(log, text(...numbered(5, turn * 20 + 15)));
			await program.showsRows(20 + turn * 20);
		}
		expect(await program.stop()).toBe(0);
		expect(idsOf(program.rows())).toEqual(ids(120));
		expect(program.said()).toBe(`auditail: ${log} was rotated; following the new file\n`.repeat(5));
	});

	it("joins a call that begins before it and ends after it", async () => {
		const log = fileOf(text(...numbered(1), received));
		const program = started(["-f", log]);
		await program.showsRows(1);
		renameSync(log, backup(log, 1));
		writeFileSync(log, text(completed));
		await program.showsRows(2);
		expect(program.rows()[1]).toBe(ROW);
	});
});

describe("row 4: no file of that name within a rotation", () => {
	it("is nothing to speak of while it is short, and no reason to end", async () => {
		const [log, other] = [fileOf(text(...numbered(1))), fileOf(text(...numbered(1, 1)))];
		const program = started(["-f", log, other]);
		await program.showsRows(2);
		const from = Date.now();
		renameSync(log, backup(log, 1));
		appendFileSync(other, text(...numbered(1, 2)));
		await program.showsRows(3);
		writeFileSync(log, text(...numbered(1, 3)));
		await program.showsRows(4);
		const isShort = Date.now() - from < 1000;
		await program.stop();
		if (isShort) expect(program.said()).toBe(`auditail: ${log} was rotated; following the new file\n`);
	});

	it("is told when it lasts for seconds, and ends when the file comes back", async () => {
		const log = fileOf(text(...numbered(1)));
		const program = started(["-f", log]);
		await program.showsRows(1);
		const from = Date.now();
		rmSync(log);
		await program.says(`auditail: ${log} has been deleted; waiting for it to come back\n`);
		expect(Date.now() - from).toBeGreaterThan(1000);
		writeFileSync(log, text(...numbered(1, 1)));
		await program.showsRows(2);
		expect(await program.stop()).toBe(0);
	});
});

describe("row 5: several rotations between two looks", () => {
	/** Rotates, three times, before the program gets a turn. */
	function rotateThrice(log: string): void {
		for (let turn = 1; turn <= 3; turn += 1) {
			renameSync(log, backup(log, turn));
			writeFileSync(log, text(...numbered(5, turn * 5)));
		}
	}

	it("are read in order, every file of them", async () => {
		const log = fileOf(text(...numbered(5)));
		const program = started(["-f", log, "-o", "json"]);
		await program.showsRows(5);
		rotateThrice(log);
		await program.showsRows(20);
		await program.stop();
		expect(idsOf(program.rows())).toEqual(ids(20));
		expect(program.said()).toBe(`auditail: ${log} was rotated; 2 files caught up\n`);
	});

	it("are told where a file was deleted before it could be read", async () => {
		const log = fileOf(text(...numbered(5)));
		const program = started(["-f", log, "-o", "json"]);
		await program.showsRows(5);
		rotateThrice(log);
		rmSync(backup(log, 2));
		mkdirSync(backup(log, 2)); // listed, and gone when it is opened: nothing there that could be read
		await program.showsRows(15);
		await program.stop();
		expect(idsOf(program.rows())).toEqual([...ids(5), ...ids(10, 10)]);
		expect(program.said()).toMatch(/\.102\.log was gone before it could be read: events around 2026-11-23T15:09:30\.\d+Z are missing\n/);
	});
});

describe("row 6: a file that shrinks", () => {
	it("is read from its beginning again, and that is told", async () => {
		const log = fileOf(text(...numbered(5)));
		const program = started(["-f", log, "-o", "json"]);
		await program.showsRows(5);
		truncateSync(log);
		appendFileSync(log, text(...numbered(2, 5)));
		await program.showsRows(7);
		appendFileSync(log, text(...numbered(2, 7)));
		await program.showsRows(9);
		await program.stop();
		expect(idsOf(program.rows())).toEqual(ids(9));
		expect(program.said()).toBe(`auditail: ${log} was truncated; reading it from its beginning\n`);
	});

	/** Truncates a followed log that ends in half a line, and writes calls to it. */
	async function truncatedInALine(calls: number) {
		const log = fileOf(text(...numbered(5)) + completed.slice(0, 300));
		const program = started(["-f", log, "-o", "json", "--stats", "json"]);
		await program.showsRows(5);
		truncateSync(log);
		await program.says("was truncated; reading it from its beginning\n");
		appendFileSync(log, text(...numbered(calls, 5)));
		await program.showsRows(5 + calls);
		const exitCode = await program.stop();
		return accountOf(exitCode, program.said().slice(program.said().indexOf("{")));
	}

	it("may lose half a line, which does not run into the next one", async () => {
		expect(await truncatedInALine(100)).toMatchObject({ exitCode: 0, events: 105, skipped: { damaged: 1 } });
	});

	it("may lose half a line, which counts though the user ends it soon after", async () => {
		expect(await truncatedInALine(2)).toMatchObject({ exitCode: 0, events: 7, skipped: { damaged: 1 } });
	});

	it.skipIf(isMissing("special/copytruncate-append"))("as copytruncate left it, its copy before it", async () => {
		const [copy, log] = ["audit.log.copy1", "audit.log"].map((name) => dataFile(`special/copytruncate-append/${name}`));
		const input = Buffer.concat([copy, log].map((path) => readFileSync(path ?? "")));
		expect(await account(input)).toMatchObject({ exitCode: 0, events: 2867, calls: 1402, skipped: {} });
	});
});

describe("row 7: NUL bytes before an event, where a file was truncated under a writer that went on", () => {
	const zeros = Buffer.alloc(200 * 1024);

	it("are skipped, and the event is read, without a word", async () => {
		const { stdout, stderr, exitCode } = await read(Buffer.concat([zeros, Buffer.from(text(received, completed))]));
		expect([stdout, stderr, exitCode]).toEqual([`${ROW}\n`, "", 0]);
	});

	it("are no part of the event's own bytes", async () => {
		const { stdout } = await read(Buffer.concat([zeros, Buffer.from(text(received, completed))]), ["-o", "raw"]);
		expect(stdout).toBe(text(received, completed));
	});

	it("are skipped in a file that is followed", async () => {
		const log = fileOf(text(...numbered(300)));
		const { size } = statSync(log);
		const program = started(["-f", log, "--tail", "-1", "-o", "json", "--stats", "json"]);
		await program.showsRows(300);
		truncateSync(log);
		await program.says("was truncated");
		truncateSync(log, size); // as far as the writer had come
		appendFileSync(log, text(...numbered(2, 300)));
		await program.showsRows(302);
		const exitCode = await program.stop();
		expect(idsOf(program.rows())).toEqual(ids(302));
		const [, summary = ""] = program.said().split(/(?<=beginning\n)/);
		expect(accountOf(exitCode, summary)).toMatchObject({ exitCode: 0, events: 302, skipped: {} });
	});

	it("do not make a line of the event that is too long", async () => {
		const input = Buffer.concat([zeros, Buffer.from(text(received, completed))]);
		expect(await account(input, ["--max-line", "100k"])).toMatchObject({ events: 2, calls: 1, skipped: {} });
	});

	it.skipIf(isMissing("special/copytruncate"))("as a real server left them: every call is there", async () => {
		const logs = ["audit-2026-11-23T15-25-42.571.log", "audit-2026-11-23T15-25-43.235.log", "audit.log.copy1", "audit.log"];
		const parts = logs.map((name) => readFileSync(dataFile(`special/copytruncate/${name}`)));
		expect(parts[3]?.indexOf("{")).toBe(139_238);
		expect(await account(Buffer.concat(parts))).toMatchObject({ exitCode: 0, events: 3495, calls: 1709, skipped: {} });
	});
});

describe("row 8: a file that shrinks and grows beyond where it was, between two looks", () => {
	/** Follows a log of five calls that is overwritten by others, which begin with these and end with call-19, and sees what comes of that. */
	async function overwritten(first: readonly string[]) {
		const log = fileOf(text(...numbered(5)));
		const program = started(["-f", log, "-o", "json"]);
		await program.showsRows(5);
		truncateSync(log);
		appendFileSync(log, text(...first, ...numbered(10, 10)));
		await program.shows('"auditID":"call-19"');
		await program.stop();
		return { shown: idsOf(program.rows()).slice(5), said: program.said() };
	}

	it("is read from its beginning, not from a later line in silence", async () => {
		const { shown, said } = await overwritten(numbered(5, 5));
		expect([shown, said]).toEqual([ids(15, 5), expect.stringContaining("was truncated; reading it from its beginning\n")]);
	});

	it("is read from its beginning, not from the middle of a line", async () => {
		const { shown, said } = await overwritten([changed(completed, { auditID: "of another length" }), ...numbered(4, 6)]);
		expect([shown, said]).toEqual([
			["of another length", ...ids(14, 6)],
			expect.stringContaining("was truncated; reading it from its beginning\n"),
		]);
	});
});

describe("row 9: a log that does not exist yet, or stays empty", () => {
	it("is waited for, its folder too, and read when it comes", async () => {
		const log = join(folder(), "logs", "audit.log");
		const program = started(["-f", log]);
		await program.says(`auditail: ${log} does not exist yet; waiting for it\n`);
		mkdirSync(dirname(log));
		writeFileSync(log, text(received, completed));
		await program.shows(ROW);
		expect(await program.stop()).toBe(0);
		expect(program.rows()).toEqual([ROW]);
	});

	it("is waited for with a hint why it may not come", async () => {
		const program = started(["-f", join(folder(), "audit.log")], { talks: true });
		await program.says("waiting for it\n");
		expect(program.said()).toMatch(/hint: .*(?:--audit-log-path|policy)/);
	});

	it("is waited for where it is empty, and the end says why it may be", async () => {
		const [log, empty] = [fileOf(""), fileOf("")];
		const program = started(["-f", log, empty]);
		appendFileSync(log, text(received, completed));
		await program.shows(ROW);
		await program.stop();
		const idle = started(["-f", empty], { talks: true });
		expect(await idle.stop()).toBe(130);
		expect(idle.said()).toContain("auditail: the log is empty\nhint: its policy may record nothing (level: None), or has not yet\n");
	});

	it("is an error where nobody follows it, with the way out", async () => {
		const { stdout, stderr, exitCode } = await runCli(["/no/such/audit.log"]);
		expect([stdout, exitCode]).toEqual(["", 2]);
		expect(stderr).toBe(
			"auditail: cannot read /no/such/audit.log: no such file\nhint: with -f auditail waits for a file that does not exist yet\n",
		);
	});

	it("is no error where it is empty: all was read, and there was nothing", async () => {
		const { stdout, stderr, exitCode } = await runCli([fileOf("")]);
		expect([stdout, stderr, exitCode]).toEqual(["", "", 1]);
	});
});

/** The program as a user who may not read everything: root may, so it runs as nobody then. */
const STRANGER = `${process.getuid?.() === 0 ? "setpriv --reuid=65534 --clear-groups " : ""}"${process.execPath}" ${BIN}`;
const canBeStranger = (await run(`${STRANGER} --version`)).code === 0;
const HINT = 'hint: the API server writes its log as root, mode 0600: try sudo env "PATH=$PATH" auditail FILE\n';

describe.skipIf(!canBeStranger)("row 10: a log that may not be read", () => {
	/** A log that only root may read, in a folder that everybody may look into. */
	function secretLog(): string {
		const log = fileOf(text(received, completed));
		chmodSync(dirname(log), 0o755);
		chmodSync(log, 0);
		return log;
	}

	it.each(["", " -f"])("is an error with the way out, and an exit code of its own%s", async (follow) => {
		const log = secretLog();
		const { code, stdout, stderr } = await run(`${STRANGER} ${log}${follow}`);
		expect([code, stdout.toString()]).toEqual([2, ""]);
		expect(stderr).toBe(`auditail: cannot read ${log}: permission denied\n${HINT}`);
	});

	it("does not keep others from being read", async () => {
		const { code, stdout, stderr } = await run(`${STRANGER} ${secretLog()} samples/minikube.log -c`);
		expect([code, stdout.toString()]).toEqual([2, "60\n"]);
		expect(stderr).toContain("permission denied");
	});

	it("is tried again where it became so by a rotation", async () => {
		const log = secretLog();
		chmodSync(log, 0o644);
		const child = shell(`exec ${STRANGER} -f ${log}`);
		onTestFinished(() => void child.kill());
		const seen = { stdout: "", stderr: "" };
		for (const name of ["stdout", "stderr"] as const)
			(child[name] as Readable).on("data", (chunk: Buffer) => {
				seen[name] += chunk.toString();
			});
		await until(
			() => seen.stdout === `${ROW}\n`,
			"a row",
			() => seen.stderr,
		);
		writeFileSync(`${log}.new`, text(...numbered(1)));
		chmodSync(`${log}.new`, 0);
		renameSync(log, backup(log, 1));
		renameSync(`${log}.new`, log);
		await until(
			() => seen.stderr.includes("cannot be read any more: permission denied; trying again\n"),
			"a word",
			() => seen.stderr,
		);
		chmodSync(log, 0o644);
		await until(
			() => seen.stdout === `${ROW}\n${ROW}\n`,
			"the next row",
			() => seen.stderr,
		);
	});
});

describe("row 11: what is no plain file", () => {
	const [first = "", second = ""] = numbered(2);

	it("a folder is its audit logs, each set in the order of the times in their names", async () => {
		const logs = folder();
		const names = ["audit.log", "audit-2026-11-23T15-18-56.421.log", "audit-2026-11-23T15-18-55.761.log.gz"];
		const contents = [text(completed, second), text(received), gzipSync(text(first))];
		for (const [at, name] of names.entries()) writeFileSync(join(logs, name), contents[at] ?? "");
		writeFileSync(join(logs, "kube-apiserver.pid"), "17485\n");
		const ran = await runCli([logs, "-o", "json"]);
		expect(recordsOf(ran).map(({ auditID }) => auditID.slice(0, 8))).toEqual(["call-0", "75ddec00", "call-1"]);
		expect(ran.stderr).toBe(
			`auditail: ${logs}: 1 file does not look like an audit log: not read (first: ${join(logs, "kube-apiserver.pid")})\n`,
		);
	});

	it("a folder without a log is explained", async () => {
		const logs = folder();
		const { stderr, exitCode } = await runCli([logs]);
		expect([exitCode, stderr.split("\n")[0]]).toEqual([2, `auditail: no log in ${logs}: it holds no file`]);
	});

	it("a named pipe is read as it comes, live where it is followed", async () => {
		const pipe = join(folder(), "audit.log");
		await sh(`mkfifo ${pipe}`);
		const program = started(["-f", pipe]);
		const writer = createWriteStream(pipe);
		onTestFinished(() => void writer.destroy());
		writer.write(text(received, completed));
		await program.shows(ROW);
		writer.end(text(second));
		expect(await program.ended).toBe(0);
		expect(program.rows()).toEqual([ROW, ROW]);
	});

	it.each([
		["/dev/stdin", "auditail /dev/stdin -c < FILE"],
		["/dev/stdin, a pipe", "cat FILE | auditail /dev/stdin -c"],
		["a process' output", "auditail <(cat FILE) -c"],
		["a file on stdin that is compressed", "gzip < FILE | auditail -c"],
	])("%s is read", async (_what, command) => {
		const { stdout, stderr, code } = await run(command.replace("FILE", "samples/minikube.log"));
		expect([stdout.toString(), stderr, code]).toEqual(["60\n", "", 0]);
	});

	it("a compressed file is known by its bytes, and may have several members", async () => {
		const log = fileOf(Buffer.concat([gzipSync(text(received)), gzipSync(text(completed))]));
		const { stdout, stderr } = await runCli([log]);
		expect([stdout, stderr]).toEqual([`${ROW}\n`, ""]);
	});

	it("a compressed file that is cut off gives what it still has, and is an error", async () => {
		const whole = gzipSync(text(...sampleLines("minikube.log")));
		const log = fileOf(whole.subarray(0, whole.length - 4), "audit.log.gz");
		const { stdout, stderr, exitCode } = await runCli([log, "-c"]);
		expect([stdout, exitCode]).toEqual(["60\n", 2]);
		expect(stderr).toBe(`auditail: ${log} ends too early: the compressed data is cut off; what came before was read\n`);
	});

	it("a must-gather is the audit logs of its servers, which share audit IDs, but no calls", async () => {
		const root = folder();
		const gathered: Readonly<Record<string, string>> = {
			"audit_logs/kube-apiserver/master-0-audit-2026-11-23T15-18-55.761.log.gz": text(received),
			"audit_logs/kube-apiserver/master-0-audit.log.gz": text(completed),
			"audit_logs/openshift-apiserver/master-0-audit.log.gz": text(received, completed),
		};
		for (const [name, contents] of Object.entries(gathered)) {
			mkdirSync(dirname(join(root, name)), { recursive: true });
			writeFileSync(join(root, name), gzipSync(contents));
		}
		writeFileSync(join(root, "audit_logs/kube-apiserver.audit_logs_listing"), "master-0 audit.log\n");
		writeFileSync(join(root, "audit_logs/kube-apiserver/termination.log"), "I1123 15:13:37.308373   22399 x.go:1] bye\n");
		const ran = await runCli([root, "-o", "json"]);
		expect(recordsOf(ran).map(({ call }) => [call.source.slice(root.length + 1), Object.keys(call.stages).length])).toEqual([
			["audit_logs/kube-apiserver/master-0-audit.log.gz", 2],
			["audit_logs/openshift-apiserver/master-0-audit.log.gz", 2],
		]);
		expect([ran.exitCode, ran.stderr]).toEqual([
			0,
			`auditail: ${root}: 2 files do not look like an audit log: not read (first: ${join(root, "audit_logs/kube-apiserver.audit_logs_listing")})\n`,
		]);
	});
});

describe("row 12: a rotated file, and the same compressed beside it", () => {
	it.each(["a folder", "two names"])("is read once, from %s", async (what) => {
		const logs = folder();
		const plain = join(logs, "audit-2026-11-23T15-06-27.162.log");
		writeFileSync(plain, text(received, completed));
		writeFileSync(`${plain}.gz`, gzipSync(text(received, completed)).subarray(0, 300)); // still being written
		const ran = await runCli(what === "a folder" ? [logs] : [`${plain}.gz`, plain]);
		expect([rowsOf(ran), ran.exitCode]).toEqual([[ROW], 0]);
		expect(ran.stderr).toBe(`auditail: ${plain}.gz: not read, as the same is there uncompressed\n`);
	});

	it("is read from the compressed one where only that is left", async () => {
		const log = fileOf(gzipSync(text(received, completed)), "audit-2026-11-23T15-06-27.162.log.gz");
		expect(rowsOf(await runCli([log, log]))).toEqual([ROW]);
	});
});
