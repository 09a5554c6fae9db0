import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { timestampOf } from "../src/audit/time.ts";
import { BIN } from "./helpers/bin.ts";
import { folder, line } from "./helpers/log.ts";
import { terminal, terminalOf } from "./helpers/terminal.ts";
import { until } from "./helpers/until.ts";

const [ENTER, LEAVE] = ["\x1b[?1049h", "\x1b[?1049l"];
const HIDDEN = "\x1b[?25l";
const SHOWN = "\x1b[?25h";

let log = "";
let written = 0;
/** Appends so many calls of a user, which have just ended. */
const append = (count: number, username = "alice"): void => {
	const now = timestampOf(1000 * Date.now());
	const calls = Array.from({ length: count }, () => {
		written += 1;
		return line(`call-${written}`, { user: { username }, requestReceivedTimestamp: now, stageTimestamp: now });
	});
	appendFileSync(log, calls.join(""));
};

beforeEach(() => {
	log = join(folder(), "audit.log");
	writeFileSync(log, "");
});

/** The screen is the other one, or the usual one again. */
const isOther = ({ screen }: ReturnType<typeof terminal>): boolean => screen.buffer.active.type === "alternate";
const shows = (view: ReturnType<typeof terminal>, text: string | RegExp) =>
	until(
		() => view.rows().some((row) => (typeof text === "string" ? row.includes(text) : text.test(row))),
		String(text),
		() => view.rows().join("|"),
	);

describe("a view that is followed at a terminal", () => {
	it("is drawn in place, and gives the terminal back with what was last seen on it", async () => {
		append(3);
		const view = terminal(["top", "-f", "--by", "user", log], { cols: 80, rows: 10 });
		await shows(view, "3 calls, 0 errors, in the 1m until");
		expect(isOther(view)).toBe(true);
		append(2, "bob");
		await shows(view, "5 calls");
		expect(view.rows().filter((row) => row.startsWith("CALLS"))).toHaveLength(1);
		expect(view.screen.buffer.active.length).toBe(10);
		view.child.write("\x03");
		expect(await view.ended).toBe(0);
		await view.settled();
		expect(isOther(view)).toBe(false);
		expect(view.rows().filter((row) => row.startsWith("CALLS"))).toHaveLength(1);
		expect(view.rows().join("\n")).toMatch(/5 calls, 0 errors.*2 of 2 rows\nauditail: 5 events = 5 calls/);
		expect(view.written().lastIndexOf(SHOWN)).toBeGreaterThan(view.written().lastIndexOf(HIDDEN));
	});

	it("writes nothing while nothing changes", async () => {
		append(1);
		const view = terminal(["top", "-f", "--by", "user", "--window", "1h", log], { cols: 80, rows: 10 });
		await shows(view, "1 calls");
		const at = view.written().length;
		append(1);
		await shows(view, "2 calls");
		expect(view.written().length - at).toBeLessThan(20 * 400); // a few frames of 400 characters
		view.child.write("\x03");
		await view.ended;
	});

	it("follows the terminal's size, and folds what is too wide rather than cut a name", async () => {
		const name = `system:serviceaccount:${"team".repeat(12)}:builder`;
		append(1, name);
		for (let at = 0; at < 8; at += 1) append(2, `user-${at}`);
		const view = terminal(["top", "-f", "--by", "user", log], { cols: 120, rows: 20 });
		await shows(view, "9 of 9 rows");
		expect(view.rows().some((row) => row.endsWith(name))).toBe(true);
		view.resize(60, 20);
		const isWhole = () =>
			view
				.rows()
				.map((row) => row.trim())
				.join("")
				.includes(name);
		await until(
			() => isWhole() && Math.max(...view.rows().map(({ length }) => length)) <= 60,
			"folded",
			() => view.rows().join("|"),
		);
		view.resize(60, 8);
		await shows(view, /[2-4] of 9/);
		view.child.write("\x03");
		await view.ended;
	});

	it.each(["SIGTERM", "SIGHUP"])("gives the terminal back on %s", async (signal) => {
		const view = terminal(["histogram", "-f", log], { cols: 80, rows: 10 });
		await shows(view, "0 calls");
		view.child.kill(signal);
		expect(await view.ended).toBe(143);
		await view.settled();
		expect(isOther(view)).toBe(false);
	});

	it("gives it back where the program ends at once, and at a crash", async () => {
		const crash = `process.argv.splice(1, 1, process.argv[1]); setTimeout(() => { throw new Error("crash"); }, 700); await import("./${BIN}");`;
		const view = terminalOf(process.execPath, ["--input-type=module", "-e", crash, "--", "x", "top", "-f", log], { cols: 80, rows: 30 });
		await view.ended;
		await view.settled();
		expect(view.written()).toContain(ENTER);
		expect(view.written().lastIndexOf(LEAVE)).toBeGreaterThan(view.written().lastIndexOf(ENTER));
		expect(isOther(view)).toBe(false);
	});

	it("goes to the background and comes back as other programs do", async () => {
		append(1);
		const view = terminalOf("bash", ["--norc", "-i"], { cols: 80, rows: 20, env: { PS1: "ready> " } });
		await shows(view, "ready>");
		view.child.write(`"${process.execPath}" ${BIN} top -f --by user ${log}\r`);
		await shows(view, "1 calls");
		view.child.write("\x1a");
		await shows(view, /Stopped/);
		expect(isOther(view)).toBe(false);
		view.child.write("fg\r");
		await until(
			() => isOther(view),
			"the view again",
			() => view.rows().join("|"),
		);
		append(1);
		await shows(view, "2 calls");
		view.child.write("\x03");
		await until(() => !isOther(view), "the shell again");
		view.child.write("exit\r");
		await view.ended;
	});

	it("tells in the last line what happens, and all of it at the end", async () => {
		append(1);
		const view = terminal(["top", "-f", "--by", "user", log, join(folder(), "later.log")], { cols: 100, rows: 12 });
		await shows(view, /later\.log/);
		expect(isOther(view)).toBe(true);
		view.child.write("\x03");
		await view.ended;
		await view.settled();
		expect(view.rows().join(" ")).toMatch(/auditail: .*later\.log/);
	});

	it("shows what is open now, which goes when it has ended", async () => {
		const [from, to] = [timestampOf(1000 * Date.now() - 2_000_000), timestampOf(1000 * Date.now())];
		const hung = (parts: object) => line("hung", { verb: "create", requestReceivedTimestamp: from, ...parts });
		appendFileSync(log, hung({ stage: "RequestReceived", stageTimestamp: from }));
		const view = terminal(["open", "-f", log], { cols: 100, rows: 10 });
		await shows(view, /^ +\d+\.\ds +.*alice +create +pods +dev\/web-1 +no answer yet/);
		appendFileSync(log, hung({ stageTimestamp: to }));
		await shows(view, /^0 calls open at/);
		view.child.write("\x03");
		await view.ended;
	});

	it("needs a terminal that can: TERM=dumb gets tables one below the other, and no escapes", async () => {
		append(2);
		const view = terminal(["top", "-f", "--by", "user", "--window", "1s", log], { cols: 80, env: { TERM: "dumb" } });
		await until(() => view.written().split("CALLS").length > 2, "two tables");
		expect(view.written()).not.toContain("\x1b");
		view.child.write("\x03");
		await view.ended;
	});
});
