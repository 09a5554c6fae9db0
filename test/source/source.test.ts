import { execFileSync, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { file } from "../../src/source/file.ts";
import { byLog, logOf } from "../../src/source/rotated-set.ts";
import { type Source, sourceError } from "../../src/source/source.ts";
import { stdin } from "../../src/source/stdin.ts";
import { folder } from "../helpers/log.ts";
import { reading } from "../helpers/reading.ts";

/** Everything a source gives, and whether it said that the past is over. */
async function all(source: Source, signal = new AbortController().signal) {
	let text = "";
	let caughtUp = false;
	const onCaughtUp = () => {
		caughtUp = true;
	};
	for await (const chunk of source.read(reading({ signal, onCaughtUp }))) text += chunk.toString();
	return { text, caughtUp };
}

describe("a file", () => {
	it("is read once, from beginning to end", async () => {
		const path = join(folder(), "audit.log");
		writeFileSync(path, "x".repeat(200_000));
		expect(await all(file(path))).toEqual({ text: "x".repeat(200_000), caughtUp: true });
	});

	it("may be a named pipe", async () => {
		const path = join(folder(), "pipe");
		execFileSync("mkfifo", [path]);
		spawn("sh", ["-c", `echo hello > ${path}`]);
		expect((await all(file(path))).text).toBe("hello\n");
	});

	it("ends in good order when it is told to", async () => {
		const path = join(folder(), "audit.log");
		writeFileSync(path, "text");
		expect(await all(file(path), AbortSignal.abort())).toEqual({ text: "", caughtUp: false });
	});

	it.each([
		["that is missing", () => join(folder(), "nothing.log"), /^cannot read .*nothing\.log: no such file$/],
		["that is a folder", () => folder(), /: is a directory$/],
	])("%s is an error that names it", async (_what, path, message) => {
		await expect(all(file(path()))).rejects.toThrow(message);
	});
});

it.each([
	["EACCES", "permission denied", /sudo/],
	["EPERM", "permission denied", /sudo/],
	["EIO", "i/o error", /^$/],
])("%s is explained", (code, why, hint) => {
	const error = sourceError("/var/log/audit.log", Object.assign(new Error("i/o error"), { code }));
	expect(error.message).toBe(`cannot read /var/log/audit.log: ${why}`);
	expect(error.hint).toMatch(hint);
});

it("a mistake of ours is not taken for a mistake of the file's", () => {
	expect(() => sourceError("audit.log", new TypeError("bug"))).toThrow("bug");
});

describe("stdin", () => {
	it("is read to its end", async () => {
		expect(await all(stdin(Readable.from([Buffer.from("one\n"), Buffer.from("two\n")])))).toEqual({
			text: "one\ntwo\n",
			caughtUp: true,
		});
	});

	it("ends when it is told to, though its writer goes on", async () => {
		const stop = new AbortController();
		const endless = new Readable({ read() {} });
		endless.push("one\n");
		const reading = all(stdin(endless), stop.signal);
		setImmediate(() => stop.abort());
		expect((await reading).text).toBe("one\n");
	});

	it("that fails is an error", async () => {
		const broken = new Readable({
			read() {
				this.destroy(new Error("gone"));
			},
		});
		await expect(all(stdin(broken))).rejects.toThrow("gone");
	});

	it("counts as live after a silence", async () => {
		const input = new Readable({ read() {} });
		const source = stdin(input);
		const caughtUp = new Promise<void>((resolve) => {
			void (async () => {
				for await (const _chunk of source.read(reading({ onCaughtUp: resolve })));
			})();
		});
		input.push("one\n");
		await caughtUp;
		input.push(null);
	});
});

it.each([
	["/var/log/audit.log", "/var/log/audit.log"],
	["/var/log/audit-2026-11-23T15-18-55.761.log", "/var/log/audit.log"],
	["/var/log/audit-2026-11-23T15-18-55.761.log.gz", "/var/log/audit.log"],
	["/var/log/kube-apiserver.audit-2026-11-23T15-18-55.761.log", "/var/log/kube-apiserver.audit.log"],
	["/var/log/audit-2026-11-23T15-06-27.464", "/var/log/audit"],
	["/var/log/audit-2026-11-23T15-06-27.464.gz", "/var/log/audit"],
	["/var/log/audit-2026-11-23T15-18-55.761.log.zst", "/var/log/audit.log"],
	["/var/log/audit.log.copy1", "/var/log/audit.log"],
	["/var/log/audit.log.old", "/var/log/audit.log"],
	["/var/log/audit.log.lock", "/var/log/audit.log.lock"],
	["/var/log/audit-2026-11-23.log", "/var/log/audit-2026-11-23.log"],
	["/var/log/audit.log.gz", "/var/log/audit.log"],
	["/var/log/audit.log.1", "/var/log/audit.log"],
	["/var/log/audit.log.12.gz", "/var/log/audit.log"],
	["/var/log/audit.1", "/var/log/audit"],
	["/var/log/audit.log-20261123", "/var/log/audit.log"],
	["/var/log/audit.log-2026-11-23.gz", "/var/log/audit.log"],
	["/var/log/audit.log-20261123-1763900000", "/var/log/audit.log"],
	["/var/log/pods/kube-apiserver/0.log.20190528-115053.gz", "/var/log/pods/kube-apiserver/0.log"],
	["/gather/node-1-audit-2019-04-09T00-12-19.834.log.gz", "/gather/node-1-audit.log"],
	["/gather/node-1-audit.log.gz", "/gather/node-1-audit.log"],
	["/bodies/0001.json", "/bodies/0001.json"],
	["/nodes/audit-10.0.0.1", "/nodes/audit-10.0.0.1"],
	["/nodes/prod.1", "/nodes/prod.1"],
])("%s belongs to the log %s", (path, log) => {
	expect(logOf(path)).toBe(log);
});

it("puts the files of a rotated set in the order they were written, and leaves others where they are", () => {
	const [first, second] = ["a/audit-2026-11-23T15-18-55.761.log", "a/audit-2026-11-23T15-18-56.421.log"];
	expect(byLog(["z.log", "a/audit.log", second, "b.log", first])).toEqual([["z.log"], [first, second, "a/audit.log"], ["b.log"]]);
});

it.each([
	[
		"lumberjack, some compressed",
		["node-1-audit-2019-04-09T00-12-19.834.log.gz", "node-1-audit-2019-04-10T00-12-19.834.log.zst", "node-1-audit.log.gz"],
	],
	["logrotate", ["audit.log.10.gz", "audit.log.9.gz", "audit.log.2.gz", "audit.log.1", "audit.log.0", "audit.log"]],
	["logrotate by date", ["audit.log-20261123.gz", "audit.log-20261124", "audit.log-2026112415", "audit.log-2026-11-25", "audit.log"]],
	["kubelet", ["0.log.20190528-115053.gz", "0.log.20190528-115054", "0.log"]],
])("puts the files of %s in the order they were written, whatever order they come in", (_what, written) => {
	fc.assert(
		fc.property(fc.shuffledSubarray(written, { minLength: written.length }), (given) => {
			expect(byLog(given)).toEqual([written]);
		}),
	);
});
