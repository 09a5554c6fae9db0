import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { safe } from "../../src/render/safe.ts";
import { folder } from "../helpers/log.ts";
import { runCli } from "../helpers/run-cli.ts";

const LOGS = ["samples/minikube.log", "samples/bodies.log", "samples/hostile.log", "samples/no-end.log", "samples/legacy.log"];
const run = async (log: string, output: string, ...more: string[]): Promise<string> => (await runCli([log, "-o", output, ...more])).stdout;
/** The same without what a terminal would obey. */
const harmless = (text: string): string => text.split("\n").map(safe).join("\n");
const withoutNulls = (record: object): object => Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null));
const records = async (log: string): Promise<object[]> =>
	(await run(log, "json"))
		.trimEnd()
		.split("\n")
		.map((line) => withoutNulls(JSON.parse(line) as object));

describe("-o yaml", () => {
	it.each(LOGS)("has of %s what -o json has, as 1.1 and as 1.2", async (log) => {
		const text = await run(log, "yaml");
		expect(parseAllDocuments(text, { version: "1.1" }).map((document) => withoutNulls(document.toJS() as object))).toEqual(
			await records(log),
		);
		expect(parseAllDocuments(text).map((document) => withoutNulls(document.toJS() as object))).toEqual(await records(log));
	});

	it("cannot touch a terminal", async () => {
		const { stdout } = await runCli(["samples/hostile.log", "-o", "yaml"], { terminal: 100 });
		expect(stdout).toBe(harmless(stdout));
	});
});

/** The cells of a text after RFC 4180. */
const cells = (text: string): string[][] => {
	const rows: string[][] = [[]];
	for (const [, quoted, bare, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
		rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? bare ?? "");
		if (end === "\r\n") rows.push([]);
	}
	return rows.slice(0, -1);
};

describe("-o csv", () => {
	it.each(LOGS)("has of %s a line a call, with as many cells as the header", async (log) => {
		const [header = [], ...rows] = cells(await run(log, "csv"));
		expect(rows).toHaveLength((await records(log)).length);
		expect(new Set(rows.map(({ length }) => length))).toEqual(new Set([header.length]));
		const ids = (await records(log)).map((record) => (record as { auditID: string }).auditID);
		expect(rows.map((row) => row[header.indexOf("auditID")])).toEqual(ids);
	});

	it("has no header where none is wanted", async () => {
		const [, ...rows] = cells(await run("samples/minikube.log", "csv"));
		expect(cells(await run("samples/minikube.log", "csv", "--no-headers"))).toEqual(rows);
	});

	it("does not let a spreadsheet run what a client sent", async () => {
		const event = {
			kind: "Event",
			apiVersion: "audit.k8s.io/v1",
			level: "Metadata",
			auditID: "a",
			stage: "ResponseComplete",
			requestURI: "/x",
			verb: "get",
			user: { username: "=1+2" },
			userAgent: '@SUM("a",1)\n-x',
			stageTimestamp: "2026-11-23T15:00:00.000000Z",
		};
		const { stdout } = await runCli(["-", "-o", "csv", "--no-headers"], { stdin: `${JSON.stringify(event)}\n` });
		expect(cells(stdout)[0]).toEqual(expect.arrayContaining(["'=1+2", `'@SUM("a",1)\n-x`]));
	});
});

describe("-o jsonpath", () => {
	it("is a line a call, or whatever ends its own lines", async () => {
		expect(await run("samples/minikube.log", "jsonpath={.verb}", "--user", "bob")).toBe("delete\nget\nlist\n");
		expect(await run("samples/minikube.log", 'jsonpath={.verb}{"\\n"}', "--user", "bob")).toBe("delete\nget\nlist\n");
	});

	it("can come from a file", async () => {
		const path = join(folder(), "template");
		writeFileSync(path, "{.verb} {.user.username}\n");
		expect(await run("samples/minikube.log", `jsonpath-file=${path}`, "--user", "bob")).toBe("delete bob\nget bob\nlist bob\n");
		expect((await runCli(["samples/minikube.log", "-o", "jsonpath-file=nowhere"])).stderr).toContain("cannot read nowhere: no such file");
	});

	it("gives values as they are to a pipe, and made safe to a terminal", async () => {
		const pipe = await run("samples/hostile.log", "jsonpath={.userAgent}");
		expect(pipe).not.toBe(harmless(pipe));
		const { stdout } = await runCli(["samples/hostile.log", "-o", "jsonpath={.userAgent}"], { terminal: 100 });
		expect(stdout).toBe(harmless(stdout));
	});

	it.each([
		["jsonpath={.verb[}", "        ^"],
		["jsonpath={.a[?(@.b)]}", "     ^"],
		["custom-columns=A:.b,C:.d[", "           ^"],
	])("%s is refused with a caret", async (output, caret) => {
		const { exitCode, stdout, stderr } = await runCli(["samples/minikube.log", "-o", output]);
		expect([exitCode, stdout]).toEqual([2, ""]);
		expect(stderr).toContain(`\n${caret}\n`);
	});

	it.each(["jsonpath", "jsonpath=", "custom-columns", "pretty=x", "nothing"])("%s is none of the formats", async (output) => {
		expect(await runCli(["samples/minikube.log", "-o", output])).toMatchObject({
			exitCode: 2,
			stderr: expect.stringContaining("is none of"),
		});
	});
});

describe("-o custom-columns", () => {
	it("has a header and a line a call", async () => {
		expect(
			await run(
				"samples/minikube.log",
				"custom-columns=WHO:.user.username,WHAT:.verb,OBJECT:.objectRef.name,GROUPS:.user.groups[*]",
				"--user",
				"bob",
			),
		).toMatchInlineSnapshot(`
			"WHO            WHAT           OBJECT         GROUPS
			bob            delete         s1             ops,dev,system:authenticated
			bob            get            <none>         ops,dev,system:authenticated
			bob            list           <none>         ops,dev,system:authenticated
			"
		`);
		expect(await run("samples/minikube.log", "custom-columns=WHO:.user.username", "--user", "bob", "--no-headers", "-m1")).toBe("bob\n");
	});

	it("cannot be forged, nor touch a terminal", async () => {
		const text = await run("samples/hostile.log", "custom-columns=WHO:.user.username,AGENT:.userAgent");
		expect(text).toBe(harmless(text));
		expect(text.trimEnd().split("\n")).toHaveLength((await records("samples/hostile.log")).length + 1);
	});
});

it("records have what is to be said of a call in every format that has records", async () => {
	const args = ["samples/minikube.log", "--touching", "cm/dev/cm1", "--verb", "deletecollection", "-m1"];
	expect((await runCli([...args, "-o", "jsonpath={.call.remark}"])).stdout).toBe("may include cm/dev/cm1\n");
	expect(parse((await runCli([...args, "-o", "yaml"])).stdout)).toMatchObject({ call: { remark: "may include cm/dev/cm1" } });
});

describe("a body that is nested deeper than the stack", () => {
	const deep = (depth: number, secret: string) =>
		`{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Request","auditID":"deep-${depth}","stage":"ResponseComplete","verb":"create","requestURI":"/x?token=${secret}","user":{"username":"deep"},"stageTimestamp":"2026-11-23T15:00:00.000000Z","requestObject":${'{"a":'.repeat(depth)}1${"}".repeat(depth)}}\n`;
	const stdin = [500, 1000, 2000, 4000, 8000, 50_000].map((depth) => deep(depth, "hidden-from-people")).join("");
	const outputs = [
		"pretty",
		"wide",
		"detail",
		"yaml",
		"csv",
		"json",
		"raw",
		"jsonpath={..x}{.auditID}",
		"jsonpath={.auditID}{.requestObject}",
		"custom-columns=A:.auditID,B:.requestObject",
	];

	it.each(
		outputs.flatMap((output) => [
			[output, "--show-secrets"],
			[output, "--redact"],
			[output, "--no-sieve"],
		]),
	)("costs no call: -o %s %s", async (output, flag) => {
		const { exitCode, stdout, stderr } = await runCli(["-", "-o", output, flag], { stdin });
		expect([exitCode, stderr]).toEqual([0, ""]);
		if (output !== "pretty") expect(stdout.match(/deep-\d+/g)).toHaveLength(6);
		if (flag === "--redact") expect(stdout).not.toContain("hidden-from-people");
	});
});
