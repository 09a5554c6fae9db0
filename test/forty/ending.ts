import { appendFileSync, existsSync, linkSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { describe, expect, it, onTestFinished } from "vitest";
import { BIN, MEASURED, peakOf, shell } from "../helpers/bin.ts";
import { folder } from "../helpers/log.ts";
import { runCli } from "../helpers/run-cli.ts";
import { until } from "../helpers/until.ts";
import {
	account,
	callIn,
	changed,
	completed,
	fileOf,
	numbered,
	ROW,
	read,
	received,
	recordsOf,
	rowsOf,
	run,
	started,
	text,
} from "./inputs.ts";

/** A process of the shell: what it has printed and said so far. */
function background(command: string) {
	const child = shell(command);
	onTestFinished(() => void child.kill("SIGKILL"));
	const { stdin, stdout, stderr } = child as unknown as { stdin: Writable; stdout: Readable; stderr: Readable };
	const seen = { stdout: "", stderr: "" };
	stdout.on("data", (chunk: Buffer) => {
		seen.stdout += chunk.toString();
	});
	stderr.on("data", (chunk: Buffer) => {
		seen.stderr += chunk.toString();
	});
	return {
		stdin,
		stdout,
		seen,
		ended: new Promise<number | null>((resolve) => child.on("close", resolve)),
		kill: (signal: NodeJS.Signals) => child.kill(signal),
		shows: (rows: number) =>
			until(
				() => rowsOf(seen).length >= rows,
				`${rows} rows`,
				() => seen.stderr,
			),
		says: (what: string) =>
			until(
				() => seen.stderr.includes(what),
				what,
				() => seen.stderr,
			),
	};
}

const PROGRAM = `"${process.execPath}" ${BIN}`;

describe("row 40: how it ends", () => {
	it("quietly where its reader has seen enough", async () => {
		const log = fileOf(text(...numbered(20_000)));
		const { stdout, stderr, code } = await run(`auditail ${log} | head -n 3 | wc -l; echo "\${PIPESTATUS[0]}"`);
		expect([stdout.toString(), stderr, code]).toEqual(["3\n0\n", "", 0]);
	});

	it("quietly where its reader goes while the log goes on", async () => {
		const log = fileOf(text(...numbered(3)));
		const program = background(`exec ${PROGRAM} -f ${log}`);
		await program.shows(3);
		program.stdout.destroy();
		const state = { code: undefined as number | null | undefined };
		void program.ended.then((code) => {
			state.code = code;
		});
		let written = 3;
		await until(() => {
			if (state.code === undefined) appendFileSync(log, text(...numbered(1, written)));
			written += 1;
			return state.code !== undefined;
		}, "an end");
		expect([state.code, program.seen.stderr]).toEqual([0, ""]);
	});

	it.each([
		["SIGINT", 0, "alice", 20],
		["SIGINT", 130, "nobody-at-all", 0],
		["SIGTERM", 143, "alice", 20],
	] as const)("after %s, with %i where calls of %s were asked for, what was gathered printed", async (signal, code, user, rows) => {
		const log = fileOf(text(...numbered(20)));
		const program = background(`exec ${PROGRAM} -f ${log} ${log}.missing --tail -1 --user ${user} --stats text`);
		await program.says("waiting for it\n");
		await program.shows(rows);
		program.kill(signal);
		expect(await program.ended).toBe(code);
		expect(rowsOf(program.seen)).toHaveLength(rows);
		if (rows > 0) expect(program.seen.stderr).toContain(`${rows} events = ${rows} calls`);
	});

	it("when what it reads from ends, as kubectl logs does when the server restarts", async () => {
		const program = background(`exec ${PROGRAM} -f`);
		program.stdin.write(text(received, completed));
		await program.shows(1);
		program.stdin.end(text(changed(received, { auditID: "open" }), "error: unexpected EOF"));
		expect(await program.ended).toBe(0);
		expect(rowsOf(program.seen)).toEqual([ROW, expect.stringMatching(/ \? - alice create .* no end, no answer recorded$/)]);
		const [skipped, told, hint] = program.seen.stderr.split("\n");
		expect(skipped).toBe("auditail: skipped 1 line: not JSON (first: -:4)");
		expect(told).toMatch(/^auditail: the stream has ended; its last event was at 2026-11-23T15:09:30\.719347Z\. /);
		expect(hint).toBe("hint: kubectl logs -f -n kube-system POD --since-time=2026-11-23T15:09:30Z | auditail -f");
		expect(program.seen.stderr).toContain("auditail: 3 events = 2 calls");
	});

	it("with trouble where the disk is full", async () => {
		const { code, stderr } = await run("auditail samples/minikube.log > /dev/full");
		expect(stderr).toMatch(/^auditail: cannot write: .*ENOSPC/);
		expect(code).toBe(2);
	});

	it("as fast as its reader is, without gathering what that has not read", async () => {
		const log = fileOf("");
		const part = text(...numbered(20_000));
		for (let size = 0; size < 5; size += 1) appendFileSync(log, part);
		// the reader begins when 84 MB would have been gathered, if nothing held the program back
		const { stdout, stderr } = await run(`${MEASURED} ${log} --stages -o raw | { head -c 1 > /dev/null; sleep 0.5; wc -c; }`);
		expect(Number(stdout)).toBeGreaterThan(80_000_000);
		expect(peakOf(stderr)).toBeLessThan(150_000_000);
	});
});

describe("row 41: the same file under two names", () => {
	it("is read once", async () => {
		const log = fileOf(text(received, completed));
		linkSync(log, `${log}.hard`);
		symlinkSync(log, `${log}.soft`);
		const { stdout, stderr } = await runCli([log, `${log}.hard`, `${log}.soft`, "-c", "--stats", "json"]);
		expect(stdout).toBe("1\n");
		expect(JSON.parse(stderr)).toMatchObject({ events: 2, repeats: 0 });
	});
});

/** Where an inode's number goes to the next file at once. */
const SHM = "/dev/shm";

describe.skipIf(!existsSync(SHM))("row 42: an inode that is used again, on tmpfs", () => {
	it("is another file", async () => {
		const tmpfs = mkdtempSync(join(SHM, "auditail-"));
		onTestFinished(() => rmSync(tmpfs, { recursive: true }));
		const log = join(tmpfs, "audit.log");
		writeFileSync(log, text(...numbered(5)));
		const program = started(["-f", log, "-o", "json"]);
		await program.showsRows(5);
		for (let turn = 1; turn <= 20; turn += 1) {
			rmSync(log);
			writeFileSync(log, text(...numbered(5, turn * 5)));
			await program.showsRows(5 + turn * 5);
		}
		await program.stop();
		expect(recordsOf({ stdout: program.printed() }).map(({ auditID }) => auditID)).toEqual(
			Array.from({ length: 105 }, (_none, at) => `call-${at}`),
		);
	});
});

describe("row 43: a file that becomes a symbolic link, and one that points elsewhere", () => {
	it("is followed by its name", async () => {
		const logs = folder();
		const [log, first, second] = ["audit.log", "0.log", "1.log"].map((name) => join(logs, name)) as [string, string, string];
		writeFileSync(log, text(...numbered(1)));
		writeFileSync(first, text(...numbered(1, 1)));
		writeFileSync(second, text(...numbered(1, 2)));
		const program = started(["-f", log, "-o", "json"]);
		await program.showsRows(1);
		for (const [at, target] of [first, second].entries()) {
			symlinkSync(target, `${log}.new`);
			renameSync(`${log}.new`, log);
			await program.showsRows(2 + at);
		}
		appendFileSync(second, text(...numbered(1, 3)));
		await program.showsRows(4);
		await program.stop();
		expect(recordsOf({ stdout: program.printed() }).map(({ auditID }) => auditID)).toEqual(["call-0", "call-1", "call-2", "call-3"]);
	});
});

describe("row 44: a mount that tells nothing", () => {
	it("is looked at by the clock: what is appended, rotated and truncated is read", async () => {
		const log = fileOf(text(...numbered(1)));
		const program = started(["-f", "--poll", log]);
		await program.showsRows(1);
		appendFileSync(log, text(...numbered(1, 1)));
		await program.showsRows(2);
		renameSync(log, `${log}.1`);
		writeFileSync(log, text(...numbered(1, 2)));
		await program.showsRows(3);
		writeFileSync(log, "");
		await program.says("was truncated");
		appendFileSync(log, text(...numbered(1, 3)));
		await program.showsRows(4);
		expect(await program.stop()).toBe(0);
	});
});

describe("row 45: a clock that was set back between the stages of a call", () => {
	it("does not keep them apart", async () => {
		const back = changed(completed, { stageTimestamp: "2026-11-23T14:09:30.719347Z" });
		expect(await account(text(received, back))).toMatchObject({ exitCode: 0, events: 2, calls: 1, skipped: {} });
		expect(rowsOf(await read(text(received, back)))).toEqual([expect.stringMatching(/^2026-11-23T15:09:30\.719347Z 201 \S+ alice create/)]);
	});
});

describe("row 46: source addresses that are absent, of a zone, or made up", () => {
	const from = (...sourceIPs: string[]) => text(changed(completed, { sourceIPs }));

	it("absent: the call is shown, and found by none", async () => {
		for (const sourceIPs of [undefined, null, []]) {
			const line = text(changed(completed, { sourceIPs }));
			expect((await read(line)).stdout).toBe(`${ROW}\n`);
			expect((await read(line, ["--source-ip", "0.0.0.0/0,::/0"])).exitCode).toBe(1);
		}
		const [refused = ""] = callIn("minikube.log", "17940598");
		expect((await read(text(changed(refused, { sourceIPs: undefined })))).exitCode).toBe(0);
	});

	it("of a zone: it is found by its address", async () => {
		for (const asked of ["fe80::1", "fe80::/10"])
			expect((await read(from("fe80::1%eth0"), ["--source-ip", asked])).stdout).toBe(`${ROW}\n`);
		expect((await read(from("fe80::1%eth0"), ["--source-ip", "fe80::2"])).exitCode).toBe(1);
	});

	it("made up: only the last one is where it came from, the others are claims", async () => {
		const spoofed = from("10.0.0.1", "127.0.0.1", "9.9.9.9", "127.0.0.1");
		expect((await read(spoofed, ["--source-ip", "10.0.0.0/8"])).exitCode).toBe(1);
		expect((await read(spoofed, ["--source-ip", "127.0.0.1"])).stdout).toBe(
			`${ROW}  came from 127.0.0.1, claims 10.0.0.1, 127.0.0.1, 9.9.9.9\n`,
		);
	});
});

describe("row 47: an object without a resource", () => {
	it("is shown as far as it goes, and is none of the others", async () => {
		expect((await read(text(changed(completed, { objectRef: { namespace: "dev", name: "x" } })))).stdout).toBe(
			'2026-11-23T15:09:30.719347Z 201 2.5ms alice create "" dev/x  by kubectl-create\n',
		);
		expect((await read(text(changed(completed, { objectRef: {} })), ["--resource", "configmaps"])).exitCode).toBe(1);
	});
});

describe("row 48: an impersonated user without groups, or without a name", () => {
	it("is shown, and found", async () => {
		const asBob = text(changed(completed, { impersonatedUser: { username: "bob" } }));
		expect((await read(asBob, ["--as", "bob"])).stdout).toBe(`${ROW.replace("alice", "alice as bob")}\n`);
		expect((await read(asBob, ["--actor", "alice"])).exitCode).toBe(1);
		expect((await read(text(changed(completed, { impersonatedUser: {} })))).stdout).toBe(`${ROW.replace("alice", "alice as (nobody)")}\n`);
	});
});
