import { Readable, Writable } from "node:stream";
import type { ExitCode } from "../../src/cli/exit.ts";
import type { MainIO } from "../../src/cli/io.ts";
import { main } from "../../src/cli/main.ts";

/** The time at which every test runs, in milliseconds since 1970: a minute after the samples end. */
const NOW = Date.parse("2026-11-23T15:13:00Z");

/** What a run of the program printed and how it ended. */
export interface Ran {
	readonly exitCode: ExitCode;
	readonly stdout: string;
	readonly stderr: string;
}

/** What a run is connected to, where a test cares. */
export interface Around {
	/** What comes through the pipe on stdin; without it, stdin is no pipe. */
	readonly stdin?: Readable | string | Buffer;
	/** Stdout is a terminal this many columns wide. */
	readonly terminal?: number;
	/** Stderr is a terminal this many columns wide. */
	readonly talk?: number;
	readonly env?: Readonly<Record<string, string>>;
	readonly signal?: AbortSignal;
	/** The descriptor that stdin is, and what lets its seconds pass; without it, none does. */
	readonly watched?: Pick<MainIO["stdin"], "descriptor" | "everySecond">;
	/** What the process lets the program do; without it, it hears of no signal. */
	readonly host?: MainIO["host"];
	readonly onOutput?: (soFar: string) => void;
	readonly onTalk?: (soFar: string) => void;
}

/** Runs the program in this process, as `bin/` would. */
export async function runCli(args: readonly string[], around: Around = {}): Promise<Ran> {
	const stdout = new Collector(around.terminal, around.onOutput);
	const stderr = new Collector(around.talk, around.onTalk);
	const stdin = around.stdin === undefined ? Readable.from([]) : streamOf(around.stdin);
	const exitCode = await main(args, {
		stdin: { stream: stdin, isPiped: around.stdin !== undefined, ...around.watched },
		stdout,
		stderr,
		env: around.env ?? {},
		signal: around.signal ?? new AbortController().signal,
		...(around.host ? { host: around.host } : {}),
		now: () => NOW,
	});
	return { exitCode, stdout: stdout.text, stderr: stderr.text };
}

const streamOf = (input: Readable | string | Buffer): Readable => (input instanceof Readable ? input : Readable.from([Buffer.from(input)]));

/** Keeps what is written to it. */
class Collector extends Writable {
	readonly isTTY: boolean;
	readonly columns: number;
	readonly #chunks: Buffer[] = [];
	readonly #onOutput: ((soFar: string) => void) | undefined;

	constructor(columns: number | undefined, onOutput?: (soFar: string) => void) {
		super();
		this.isTTY = columns !== undefined;
		this.columns = columns ?? 0;
		this.#onOutput = onOutput;
	}

	get text(): string {
		return Buffer.concat(this.#chunks).toString();
	}

	override _write(chunk: Buffer, _encoding: string, done: () => void): void {
		this.#chunks.push(Buffer.from(chunk));
		done();
		this.#onOutput?.(this.text);
	}
}
