import { execFileSync } from "node:child_process";
import { chmodSync, linkSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import * as fs from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { expand } from "../../src/source/expand.ts";
import { logsIn } from "../../src/source/walk.ts";
import { folder, line } from "../helpers/log.ts";

const hasGlob = "glob" in fs; // from Node 22 on

/** A new folder that holds these files; and what comes of paths in it, all of them relative to it. */
function tree(...files: string[]) {
	const root = folder();
	for (const file of files) {
		mkdirSync(dirname(join(root, file)), { recursive: true });
		writeFileSync(join(root, file), "");
	}
	const short = (path: string): string => (path === "-" ? path : relative(root, path) || ".");
	const expanded = async (...paths: string[]) => {
		const { paths: found, failures, passedOver, twins } = await expand(paths.map((path) => (path === "-" ? path : `${root}/${path}`)));
		return {
			paths: found.map(short),
			failures: failures.map(({ message }) => message.replace(`${root}/.:`, "ROOT:").replace(root, "ROOT")),
			passedOver: passedOver.map(({ folder: path, files }) => ({ folder: short(path), count: files.length })),
			twins: twins.map(short),
		};
	};
	return { root, expanded };
}

const nothingElse = { failures: [], passedOver: [], twins: [] };

it("a folder with too much in it gives what was found in time, and says so once", async () => {
	const parent = folder();
	for (let n = 0; n < 5; n += 1) writeFileSync(join(parent, `${n}.log`), "");
	const { logs, failures } = await logsIn(parent, 3);
	expect(logs).toHaveLength(3);
	expect(failures.map(({ message }) => message)).toEqual([`cannot look through all of ${parent}: too much is in it`]);
});

describe("a path", () => {
	it("of a file, of stdin, or of nothing stays as it is, in its place", async () => {
		const { expanded } = tree("b", "a");
		expect(await expanded("b", "-", "missing", "a")).toEqual({ paths: ["b", "-", "missing", "a"], ...nothingElse });
	});

	it("of stdin is stdin, even beside a folder of that name", async () => {
		const { root } = tree("-/audit.log");
		const here = process.cwd();
		process.chdir(root);
		try {
			expect((await expand(["-", "-"])).paths).toEqual(["-"]);
		} finally {
			process.chdir(here);
		}
	});

	it("of a file that is called like stdin is that file", async () => {
		const { root } = tree("-");
		const here = process.cwd();
		process.chdir(root);
		try {
			expect((await expand(["-", "./-"])).paths).toEqual(["-", "./-"]);
		} finally {
			process.chdir(here);
		}
	});

	it("of a named pipe is not opened", async () => {
		const { root, expanded } = tree();
		execFileSync("mkfifo", [join(root, "pipe")]);
		expect(await expanded("pipe")).toEqual({ paths: ["pipe"], ...nothingElse });
	});
});

describe("a folder", () => {
	it("stands for the audit logs in it and below, and says how many other files there are", async () => {
		const audits = [
			"kube-apiserver/audit.log",
			"kube-apiserver/node-1-audit-2019-04-09T00-12-19.834.log.gz",
			"openshift-apiserver/node-1-audit.log.gz",
		];
		const others = ["kube-apiserver/termination.log", "kube-apiserver.audit_logs_listing", "openshift-apiserver/.lock", "version"];
		const { expanded } = tree(...audits, ...others);
		expect(await expanded(".")).toEqual({ ...nothingElse, paths: audits, passedOver: [{ folder: ".", count: 3 }] });
	});

	it("without a file that is called audit stands for all that look like logs, in the order of their numbers", async () => {
		const { expanded } = tree("10.json", "9.json", "2.json", "2.json.tmp", "notes.md");
		expect(await expanded(".")).toEqual({
			...nothingElse,
			paths: ["2.json", "9.json", "10.json"],
			passedOver: [{ folder: ".", count: 2 }],
		});
	});

	it.each([
		"audit",
		"kube-AUDIT.log",
		"audit.json",
		"audit.jsonl.zst",
		"audit.ndjson.zstd",
		"audit.txt",
		"audit-2026-11-23T15-06-27.464",
		"audit-2026-11-23T15-06-27.464.gz",
		"audit.log.1",
		"audit.log.12.gz",
		"audit.log-20261123",
		"audit.log-2026-11-23.gz",
		"audit.log.20190528-115053.gz",
	])("holds the log %s", async (name) => {
		expect((await tree(name, "other.log").expanded(".")).paths).toEqual([name]);
	});

	it.each([".audit.log", "audit.log.lock", "audit.log.terminating", "audit.log.20190528-115053.tmp", "audit.yaml", "pods.gz"])(
		"holds %s, which is no log",
		async (name) => {
			const { paths, failures } = await tree(name).expanded(".");
			expect(paths).toEqual([]);
			expect(failures).toHaveLength(1);
		},
	);

	it("holds a log that only begins as an audit log does, packed or not", async () => {
		const { root, expanded } = tree("audit.log", "other.log", "pods/0.log", "exported.json.gz", "legacy.txt");
		writeFileSync(join(root, "pods/0.log"), `I1123 15:13:37.496353   22399 server.go:184] Version\n${line("a")}`);
		writeFileSync(join(root, "exported.json.gz"), gzipSync(line("b")));
		writeFileSync(join(root, "legacy.txt"), '2026-11-23T15:14:25Z AUDIT: id="c" stage="Panic"');
		const { paths, passedOver } = await expanded(".");
		expect(paths).toEqual(["audit.log", "exported.json.gz", "legacy.txt", "pods/0.log"]);
		expect(passedOver).toEqual([{ folder: ".", count: 1 }]);
	});

	it("without a log is a failure that says what to do", async () => {
		expect((await tree("a.md", "b/c.md").expanded(".")).failures).toEqual(["no log in ROOT: none of its 2 files is named like one"]);
		expect((await tree().expanded(".")).failures).toEqual(["no log in ROOT: it holds no file"]);
		expect((await expand([folder()])).failures[0]?.hint).toMatch(/name any other file yourself/);
	});

	it("follows links to files and to folders, but walks into none twice", async () => {
		const { root, expanded } = tree("real/audit.log", "elsewhere.md");
		const outside = tree("x/audit.log");
		symlinkSync("..", join(root, "real/loop"));
		symlinkSync("real", join(root, "same"));
		symlinkSync(join(outside.root, "x"), join(root, "outside"));
		symlinkSync("../elsewhere.md", join(root, "real/linked-audit.log"));
		symlinkSync("gone", join(root, "dangling-audit.log"));
		execFileSync("mkfifo", [join(root, "pipe-audit.log")]);
		expect((await expanded(".")).paths).toEqual(["outside/audit.log", "real/audit.log", "real/linked-audit.log"]);
	});

	it.skipIf(process.getuid?.() === 0)("that cannot be read is a failure, and the rest is read", async () => {
		const { root, expanded } = tree("shut/audit.log", "open/audit.log");
		chmodSync(join(root, "shut"), 0);
		expect(await expanded(".")).toEqual({
			...nothingElse,
			paths: ["open/audit.log"],
			failures: ["cannot read ROOT/shut: permission denied"],
		});
		expect((await expanded("shut")).failures).toEqual(["cannot read ROOT/shut: permission denied"]);
	});
});

describe.skipIf(!hasGlob)("a pattern", () => {
	it("stands for what matches it, sorted, and for the logs in a folder that does", async () => {
		const { expanded } = tree("audit-10.log", "audit-9.log", "audit.d/audit.log", "audit.d/x", "other.log", ".audit");
		expect(await expanded("audit*")).toEqual({
			...nothingElse,
			paths: ["audit-9.log", "audit-10.log", "audit.d/audit.log"],
			passedOver: [{ folder: "audit.d", count: 1 }],
		});
		expect((await expanded("a*/*.log", "{other,audit-9}.log")).paths).toEqual(["audit.d/audit.log", "audit-9.log", "other.log"]);
	});

	it("is the name of a file where there is one", async () => {
		const { expanded } = tree("a[1].log", "a1.log");
		expect(await expanded("a[1].log")).toEqual({ paths: ["a[1].log"], ...nothingElse });
	});

	it("that matches nothing is a failure", async () => {
		expect(await tree("audit.log").expanded("*.json")).toEqual({
			...nothingElse,
			paths: [],
			failures: ["no file matches ROOT/*.json"],
		});
	});

	it("below what is no folder stays as it is", async () => {
		expect((await tree("audit.log").expanded("audit.log/*")).paths).toEqual(["audit.log/*"]);
	});
});

it("a pattern is explained where Node knows none", async () => {
	const { paths, failures } = await expand(["/nowhere/*.log"], {});
	expect(paths).toEqual([]);
	expect(failures).toMatchObject([
		{
			message: "cannot look for /nowhere/*.log: this Node knows no patterns",
			hint: "without quotes around it, the shell looks for the files",
		},
	]);
});

describe("a file that is named twice", () => {
	it("is read once, under its first name", async () => {
		const { root, expanded } = tree("d/audit.log", "d/other-audit.log");
		linkSync(join(root, "d/audit.log"), join(root, "hard"));
		symlinkSync("d/audit.log", join(root, "soft"));
		expect((await expanded("soft", "d/audit.log", "hard", "d/../d/audit.log", "d", "-", "-", "missing", "x/../missing")).paths).toEqual([
			"soft",
			"d/other-audit.log",
			"-",
			"missing",
		]);
	});

	it.each(["gz", "zst", "zstd"])("plain and as .%s is read plain", async (extension) => {
		const name = "audit-2026-11-23T15-06-27.162.log";
		const { root, expanded } = tree(name, `${name}.${extension}`, `other.log.${extension}`);
		linkSync(join(root, name), join(root, "another-name"));
		expect(await expanded("another-name", `${name}.${extension}`, name, `other.log.${extension}`)).toEqual({
			...nothingElse,
			paths: ["another-name", `other.log.${extension}`],
			twins: [`${name}.${extension}`],
		});
		expect((await expanded(`${name}.${extension}`)).paths).toEqual([`${name}.${extension}`]);
	});

	it("compressed, and plain but missing, is read compressed", async () => {
		expect(await tree("audit.log.gz").expanded("audit.log", "audit.log.gz")).toEqual({
			paths: ["audit.log", "audit.log.gz"],
			...nothingElse,
		});
	});
});

it.each([
	["nothing", "", "audit.log.gz"],
	["something else", line("b"), "audit.log.gz"],
	["the beginning of it", line("a").slice(0, 50), "audit.log.gz"],
	["other things", line("b"), "audit-2026-11-23T15-06-27.464.log.gz"],
	["less than its beginning", line("a").slice(0, 50), "audit-2026-11-23T15-06-27.464.log.gz"],
])("what is packed is read beside a file of its name with %s in it", async (_what, text, packed) => {
	const plain = packed.slice(0, -3);
	const { root, expanded } = tree(plain, packed);
	writeFileSync(join(root, plain), text);
	writeFileSync(join(root, packed), gzipSync(line("a")));
	expect(await expanded(plain, packed)).toEqual({ ...nothingElse, paths: [plain, packed] });
});

it("what is packed is read beside a named pipe of its name, of which nothing is taken", async () => {
	const { root, expanded } = tree("audit.log.gz");
	writeFileSync(join(root, "audit.log.gz"), gzipSync(line("a")));
	execFileSync("mkfifo", [join(root, "audit.log")]);
	expect(await expanded("audit.log", "audit.log.gz")).toEqual({ ...nothingElse, paths: ["audit.log", "audit.log.gz"] });
});

it.skipIf(process.getuid?.() !== 0)("what is packed and may not be read is left to who reads it", async () => {
	const { root, expanded } = tree("audit.log", "audit.log.gz");
	writeFileSync(join(root, "audit.log"), line("a"));
	chmodSync(join(root, "audit.log.gz"), 0);
	chmodSync(root, 0o755);
	process.seteuid?.(65_534);
	try {
		expect((await expanded("audit.log", "audit.log.gz")).paths).toEqual(["audit.log", "audit.log.gz"]);
	} finally {
		process.seteuid?.(0);
	}
});
