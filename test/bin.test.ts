import { appendFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { beforeAll, describe, expect, it } from "vitest";
import { BIN, MEASURED, peakOf, sh, shell } from "./helpers/bin.ts";
import { folder, line, numbered } from "./helpers/log.ts";
import { terminal } from "./helpers/terminal.ts";
import { until } from "./helpers/until.ts";

describe("the program, in a shell", () => {
	it("ends quietly when its reader has seen enough", async () => {
		const log = join(folder(), "audit.log");
		writeFileSync(log, numbered(20_000));
		const { code, stdout, stderr } = await sh(`auditail ${log} | head -n 2; echo "\${PIPESTATUS[0]}"`);
		expect(stdout.toString().split("\n").slice(2)).toEqual(["0", ""]);
		expect([code, stderr]).toEqual([0, ""]);
	});

	it("reads what a pipe brings, and gives the bytes back", async () => {
		const { stdout } = await sh(
			"cat samples/hostile.log | auditail -o raw | LC_ALL=C sort | LC_ALL=C comm -13 <(LC_ALL=C sort samples/hostile.log) -",
		);
		// the line behind a torn one, and the last one, which had no newline, are the only ones that the log does not hold as such
		expect(
			stdout
				.toString()
				.trimEnd()
				.split("\n")
				.map((text) => JSON.parse(text).user.username),
		).toEqual(["glued"]);
	});

	it("does not read stdin that nobody put anything into", async () => {
		const { code, stderr } = await sh("AUDITAIL_FILE=/no/such.log auditail < /dev/null");
		expect(stderr).toContain("cannot read /no/such.log");
		expect(code).toBe(2);
	});

	it("takes a file and a here-string on stdin", async () => {
		expect((await sh("auditail -c < samples/minikube.log")).stdout.toString()).toBe("60\n");
		expect((await sh("auditail -c <<< ''")).stdout.toString()).toBe("0\n");
	});

	it.each(["NO_COLOR=1 FORCE_COLOR=1", "NO_COLOR= FORCE_COLOR=1"])("says nothing on stderr with %s", async (environment) => {
		expect((await sh(`env ${environment} "${process.execPath}" ${BIN} samples/minikube.log`)).stderr).toBe("");
	});

	it("says when the output cannot be written", async () => {
		const { code, stderr } = await sh("auditail samples/minikube.log > /dev/full");
		expect(stderr).toMatch(/^auditail: cannot write: .*ENOSPC/);
		expect(code).toBe(2);
	});

	it.each([
		["SIGINT", 0],
		["SIGTERM", 143],
	] as const)("ends %s with %i, what was gathered printed", async (signal, code) => {
		const log = join(folder(), "audit.log");
		writeFileSync(log, numbered(3));
		const child = shell(`exec "${process.execPath}" ${BIN} -f ${log}`);
		let printed = "";
		(child.stdout as Readable).on("data", (chunk: Buffer) => {
			printed += chunk.toString();
		});
		const ended = new Promise((resolve) => child.on("close", resolve));
		await until(() => printed.split("\n").length === 4, "three rows");
		child.kill(signal);
		expect(await ended).toBe(code);
	});
});

describe("memory", () => {
	const log = join(folder(), "audit.log");

	beforeAll(() => {
		writeFileSync(log, "");
		for (let part = 0; part < 115; part += 1) appendFileSync(log, numbered(2000, part * 2000));
	});

	it.each(["-c", "", "-o json", "-o raw"])("does not grow with the log: %s", async (flags) => {
		const { stderr } = await sh(`${MEASURED} ${log} ${flags} > /dev/null`);
		expect(statSync(log).size).toBeGreaterThan(140_000_000);
		expect(peakOf(stderr)).toBeLessThan(200_000_000);
	});

	it("does not keep people waiting in the dark: a bar at a terminal says how far it is, and leaves no trace", async () => {
		const { ended, written, rows, settled } = terminal(
			["top", "--by", "uri,user,verb,resource", log, log.replace("audit.log", "./audit.log")],
			100,
		);
		await ended;
		await settled();
		expect(written()).toMatch(/ \d\d% █+·+ {2}\d+ MB of \d+ MB {2}\d+ MB\/s/);
		expect(rows().join("\n")).not.toMatch(/MB\/s|█/);
	});
});

describe("at a terminal", () => {
	it("lays rows out in columns, in colour, and sums up", async () => {
		const { screen, ended, rows, settled } = terminal(["samples/minikube.log", "--name", "abort,web-1", "--not-verb", "get"], 120);
		expect(await ended).toBe(0);
		await settled();
		const [create] = rows().filter((row) => row.includes("create pods "));
		expect(create).toBe("15:09:32.121Z 201   8.6ms  admin            create pods        dev/web-1  by kubectl-client-side-apply");
		const at = rows().indexOf(create ?? "");
		const cell = screen.buffer.active.getLine(at)?.getCell(30);
		expect(cell?.isBold()).toBeGreaterThan(0);
		expect(rows().at(-1)).toContain("Every line was read: 0 skipped, 0 lost.");
	});

	it("follows a terminal that is resized", async () => {
		const log = join(folder(), "audit.log");
		writeFileSync(log, line("a"));
		const { child, screen, ended, rows } = terminal(["-f", log], 120);
		const first = () => rows().find((row) => row.includes("alice"));
		await until(
			() => first() !== undefined,
			"a row",
			() => rows().join("|"),
		);
		expect(first()).toMatch(/^15:09:30\.000Z 200 {3}1\.5ms {2}alice/);
		child.resize(80, 50);
		screen.resize(80, 50);
		const isNarrow = () => rows().some((row) => /^15:09:30Z 200 {2}alice/.test(row));
		for (let turn = 0; turn < 50 && !isNarrow(); turn += 1) {
			appendFileSync(log, line(`b-${turn}`, { objectRef: { resource: "pods", namespace: "dev", name: `b-${turn}` } }));
			await until(
				() => rows().some((row) => row.includes(`dev/b-${turn}`)),
				`row ${turn}`,
				() => rows().join("|"),
			);
		}
		expect(isNarrow(), rows().slice(-3).join("|")).toBe(true);
		child.write("\x03");
		expect(await ended).toBe(0);
	});

	it("Ctrl-C ends it with a summary", async () => {
		const log = join(folder(), "audit.log");
		writeFileSync(log, line("a"));
		const { child, ended, rows, settled } = terminal(["-f", log], 120);
		await until(() => rows().some((row) => row.includes("alice")), "a row");
		child.write("\x03");
		expect(await ended).toBe(0);
		await settled();
		expect(rows().join(" ")).toContain("1 event = 1 call");
	});
});
