import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { runCli } from "../helpers/run-cli.ts";

const LOG = "samples/minikube.log";
const count = async (...args: string[]): Promise<string> => (await runCli(["-c", ...args])).stdout.trim();

let folder = "";
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "auditail-"));
});

const written = (name: string, content: string | Buffer): string => {
	const path = join(folder, name);
	writeFileSync(path, content);
	return path;
};

describe("--since-end", () => {
	it("counts from the last event of the log, which is 15:10:15", async () => {
		expect(await count(LOG, "--since", "2026-11-23T15:09:45.526471Z")).toBe(await count(LOG, "--since", "30s", "--since-end"));
		expect(await count(LOG, "--since", "30s")).toBe("0");
	});

	it.each([
		["gzip", "end.log.gz", (log: Buffer) => gzipSync(log)],
		["zstd", "end.log.zst", (log: Buffer) => zstdCompressSync(log)],
		["a half line at the end", "half.log", (log: Buffer) => Buffer.concat([log, log.subarray(0, 300)])],
		[
			"klog text behind it",
			"klog.log",
			(log: Buffer) => Buffer.concat([log, Buffer.from("I1123 15:20:00.000000 1 x.go:1] words\n".repeat(5000))]),
		],
		[
			"only text that looks like a time behind it",
			"forged.log",
			(log: Buffer) => Buffer.concat([log, Buffer.from('"stageTimestamp":"2099-01-01T00:00:00.000000Z"\n')]),
		],
	])("finds it in spite of %s", async (_what, name, made) => {
		const path = written(name, made(readFileSync(LOG)));
		expect(await count(path, "--since", "30s", "--since-end")).toBe(await count(LOG, "--since", "30s", "--since-end"));
	});

	it("does not believe what a client says", async () => {
		const [line = ""] = readFileSync(LOG, "utf8").split("\n");
		const agent = 'stageTimestamp\\":\\"2099-01-01T00:00:00.000000Z\\"';
		const path = written("liar.log", `${readFileSync(LOG, "utf8")}${line.replace(/"userAgent":"/, `"userAgent":"${agent}`)}\n`);
		expect(await count(path, "--since", "30s", "--since-end")).not.toBe("0");
	});

	it("takes the latest of several logs, and of a rotated set the newest file that has an event", async () => {
		const [set, other] = [mkdtempSync(join(tmpdir(), "auditail-")), written("other.log", "")];
		copyFileSync(LOG, join(set, "audit-2026-11-23T15-10-16.000.log"));
		writeFileSync(join(set, "audit.log"), "");
		expect(await count(set, other, "--since", "30s", "--since-end")).toBe(await count(LOG, "--since", "30s", "--since-end"));
	});

	it("holds for --until and for times of the day", async () => {
		expect(await count(LOG, "--until", "30s", "--since-end")).toBe(await count(LOG, "--until", "2026-11-23T15:09:45.526471Z"));
		expect(await count(LOG, "--since", "15:10", "--since-end")).toBe(await count(LOG, "--since", "2026-11-23T15:10"));
	});

	it.each([
		["a pipe", ["-", "--since", "5m", "--since-end"], "it needs files"],
		["a cluster", ["logs", "--since", "5m", "--since-end"], "it needs files"],
		["nothing to count", [LOG, "--since-end"], "says from where"],
		["no event", ["README.md", "--since", "5m", "--since-end"], "no event with a time"],
	])("is refused for %s", async (_what, args, why) => {
		expect(await runCli(args, { stdin: "" })).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(why) });
	});

	it("leaves a missing file to the run", async () => {
		expect((await runCli(["nowhere.log", "--since", "5m", "--since-end"])).stderr).toContain("cannot read nowhere.log");
	});
});
