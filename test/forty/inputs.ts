import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { onTestFinished } from "vitest";
import { main } from "../../src/cli/main.ts";
import { type Ended, sh } from "../helpers/bin.ts";
import { folder } from "../helpers/log.ts";
import { type Around, type Ran, runCli } from "../helpers/run-cli.ts";
import { until } from "../helpers/until.ts";

/** An input: what would come through a pipe. */
export type Input = string | Buffer;

/** The lines of a sample, without their newlines. */
export const sampleLines = (name: string): string[] => readFileSync(`samples/${name}`, "utf8").trimEnd().split("\n");

/** The lines of a call in a sample, by the beginning of its audit ID. */
export const callIn = (sample: string, id: string): string[] => sampleLines(sample).filter((line) => line.includes(`"auditID":"${id}`));

/** An ordinary call of two stages: alice creates a ConfigMap. Its row in a pipe is ROW. */
export const [received = "", completed = ""] = callIn("minikube.log", "75ddec00");
export const ROW = "2026-11-23T15:09:30.719347Z 201 2.5ms alice create configmaps dev/cm1  by kubectl-create";
/** The same where only its first stage was read. */
export const NO_END = "2026-11-23T15:09:30.719347Z ? - alice create configmaps dev/?  no end, no answer recorded";

/** A watch of three stages, 39.7 s long. */
export const watch = callIn("minikube.log", "f2f02f32") as [received: string, started: string, completed: string];

/** An event with other fields, as text again; undefined takes a field away. */
export const changed = (line: string, parts: Readonly<Record<string, unknown>>): string =>
	JSON.stringify({ ...JSON.parse(line), ...parts });

/** An event with this text, which need not be valid, in the place of its body. */
export const withBody = (body: string, line = completed): string =>
	line
		.replace('"level":"Metadata"', '"level":"Request"')
		.replace(',"requestReceivedTimestamp"', `,"requestObject":${body},"requestReceivedTimestamp"`);

/** Complete calls of one event each, with audit IDs `call-FROM` and so on. */
export const numbered = (count: number, from = 0): string[] =>
	Array.from({ length: count }, (_none, at) => completed.replace(/"auditID":"[^"]*"/, `"auditID":"call-${from + at}"`));

/** Lines with their newlines. */
export const text = (...lines: readonly string[]): string => lines.map((line) => `${line}\n`).join("");

/** A file with these contents, in a folder of its own. */
export function fileOf(contents: Input, name = "audit.log"): string {
	const path = join(folder(), name);
	writeFileSync(path, contents);
	return path;
}

/** Runs the program on what comes through a pipe. */
export const read = (input: Input, args: readonly string[] = [], around: Omit<Around, "stdin"> = {}): Promise<Ran> =>
	runCli(args, { stdin: input, ...around });

/** The rows of a run. */
export const rowsOf = ({ stdout }: { readonly stdout: string | Buffer }): string[] => stdout.toString().split("\n").slice(0, -1);

/** What a run says of its input. */
export interface Account {
	readonly exitCode: number;
	readonly lines: number;
	readonly events: number;
	readonly calls: number;
	/** How much was skipped, by kind. */
	readonly skipped: Readonly<Record<string, number>>;
	readonly repeats: number;
	readonly evicted: number;
	readonly first: string | null;
	readonly last: string | null;
	readonly failures: readonly string[];
}

/** The account of a run, from its `--stats json`. */
export function accountOf(code: number | null, stderr: string): Account {
	const { skipped, ...account } = JSON.parse(stderr) as Omit<Account, "skipped"> & { skipped: Record<string, { count: number }> };
	return {
		...account,
		exitCode: code ?? -1,
		skipped: Object.fromEntries(Object.entries(skipped).map(([kind, { count }]) => [kind, count])),
	};
}

/** Counts what comes through a pipe, and gives the account of it. */
export async function account(input: Input, args: readonly string[] = []): Promise<Account> {
	const { exitCode, stderr } = await read(input, ["-c", "--stats", "json", ...args]);
	return accountOf(exitCode, stderr);
}

/** A record of `-o json`, as far as tests look at it. */
export interface AuditRecord {
	readonly auditID: string;
	readonly user?: { readonly username?: string };
	readonly requestURI: string;
	readonly call: {
		readonly state: string;
		readonly stages: Readonly<Record<string, string | null>>;
		readonly durationMs?: number;
		readonly source: string;
		readonly format?: string;
	};
}

/** The records that `-o json` printed. */
export const recordsOf = (ran: { readonly stdout: string | Buffer }): AuditRecord[] =>
	rowsOf(ran).map((row) => JSON.parse(row) as AuditRecord);

/** The server's own bytes in the records that `-o json` printed: each without the key `call`. */
export const ownBytesOf = (stdout: Buffer): Buffer[] => {
	const texts = stdout.toString("latin1").split("\n").slice(0, -1);
	return texts.map((record) => Buffer.from(`${record.slice(0, record.lastIndexOf(',"call":{'))}}`, "latin1"));
};

/** Where the clock of every run stands: that of `runCli`. */
const NOW = Date.parse("2026-11-23T15:13:00Z");

/** Keeps what is written to it. */
class Screen extends Writable {
	readonly isTTY: boolean;
	readonly columns = 200;
	readonly #chunks: Buffer[] = [];

	constructor(isTTY: boolean) {
		super();
		this.isTTY = isTTY;
	}

	get bytes(): Buffer {
		return Buffer.concat(this.#chunks);
	}

	get text(): string {
		return this.bytes.toString();
	}

	override _write(chunk: Buffer, _encoding: string, done: () => void): void {
		this.#chunks.push(Buffer.from(chunk));
		done();
	}
}

/** The bytes that a run prints of what comes through a pipe. */
export async function bytesOf(input: Input, args: readonly string[]): Promise<Buffer> {
	const stdout = new Screen(false);
	const stdin = { stream: Readable.from([Buffer.from(input)]), isPiped: true };
	const { signal } = new AbortController();
	await main(args, { stdin, stdout, stderr: new Screen(false), env: {}, signal, now: () => NOW });
	return stdout.bytes;
}

/** The program in the background, in this process: what it has printed and said so far, and Ctrl-C. */
export function started(args: readonly string[], { talks = false } = {}) {
	const interrupt = new AbortController();
	const stdout = new Screen(false);
	const stderr = new Screen(talks);
	const stdin = { stream: Readable.from([]), isPiped: false };
	const ended = main(args, { stdin, stdout, stderr, env: {}, signal: interrupt.signal, now: () => NOW });
	onTestFinished(() => interrupt.abort("SIGINT"));
	const seen = () => `in ${JSON.stringify(stdout.text.slice(-2000))}, ${JSON.stringify(stderr.text)}`;
	return {
		rows: () => rowsOf({ stdout: stdout.bytes }),
		printed: () => stdout.text,
		said: () => stderr.text,
		shows: (what: string) => until(() => stdout.text.includes(what), what, seen),
		showsRows: (count: number) => until(() => rowsOf({ stdout: stdout.bytes }).length >= count, `${count} rows`, seen),
		says: (what: string) => until(() => stderr.text.includes(what), what, seen),
		ended,
		stop: () => {
			interrupt.abort("SIGINT");
			return ended;
		},
	};
}

/** Runs a command line of the shell to its end; again where another test file was just building dist/ anew. */
export async function run(command: string): Promise<Ended> {
	for (let turn = 0; ; turn += 1) {
		const ended = await sh(command);
		if (turn >= 200 || !/ERR_MODULE_NOT_FOUND|Cannot find module '[^']*\/dist\//.test(ended.stderr)) return ended;
		await until(() => existsSync("dist/main.js"), "dist/");
	}
}

/** The large logs, which not everybody has. */
const DATA = "../shared/data";

/** The path of a large log. */
export const dataFile = (name: string): string => `${DATA}/${name}`;

/** True, and said, where a large log is missing. */
export function isMissing(...names: readonly string[]): boolean {
	const missing = names.filter((name) => !existsSync(dataFile(name)));
	for (const name of missing) console.warn(`skipped: ${dataFile(name)} is not here; the samples hold the main behaviour`);
	return missing.length > 0;
}
