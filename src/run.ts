import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Tally } from "./audit/tally.ts";
import { type CallOptions, Calls } from "./calls.ts";
import { Decoder } from "./decode/decode.ts";
import { gate } from "./decode/gate.ts";
import { readableHead } from "./decode/head.ts";
import { Lane } from "./decode/lane.ts";
import { lines } from "./decode/lines.ts";
import { Past } from "./past.ts";
import { Printer, type PrintOptions } from "./print.ts";
import { Sink } from "./sink.ts";
import { type Source, SourceError } from "./source/source.ts";

/** How long a pipe's writer, which got the same Ctrl-C, has for its last lines, in milliseconds. */
const LAST_LINES_MS = 500;

/** Everything that is decided before a byte is read. */
export interface Job extends CallOptions, PrintOptions {
	/** Read one after the other or, live, side by side. */
	readonly sources: readonly Source[];
	/** Longest line, in bytes. */
	readonly maxLine: number;
}

/** What a run is connected to. */
export interface RunIO {
	readonly stdout: Writable;
	/** Aborted when the user has had enough. */
	readonly signal: AbortSignal;
	/** Hears what a user should know while it happens. */
	readonly notify: (message: string) => void;
}

/** What came of a run. */
export interface Outcome {
	readonly tally: Tally;
	/** False when the reading ended before what was there at the start did: after `-m`, `-q`, Ctrl-C. */
	readonly isWhole: boolean;
	/** Sources that could not be read, or not to their end. */
	readonly failures: readonly SourceError[];
	/** What went wrong with the output; EPIPE when its reader has gone. */
	readonly outputError: NodeJS.ErrnoException | undefined;
}

/** The main job: bytes → whole lines → events → calls → kept calls → text. */
export async function run(job: Job, io: RunIO): Promise<Outcome> {
	const stop = new AbortController();
	const tally = new Tally();
	const sink = new Sink(io.stdout, () => stop.abort());
	const printer = new Printer(job, { sink, tally }, () => stop.abort());
	const calls = new Calls(job, tally, (call) => printer.show(call));
	const past = new Past(job.sources, () => calls.goLive());
	const read = async (source: Source): Promise<void> => {
		const { origin } = source;
		const lane = new Lane();
		const decoder = new Decoder({ origin, lane, tally, maxLine: job.maxLine }, (reading) => calls.add(reading));
		await pipeline(
			source.read({ signal: stop.signal, onCaughtUp: () => lane.whenEmpty(() => past.leave(source)), notify: io.notify }),
			gate(lane, {
				maxLine: job.maxLine,
				onOverlong: ({ line, length, head }) => tally.skip("overlong", { file: origin.name, line }, overlong(length, head)),
				lastLine: () => (stop.signal.aborted ? "hold" : "emit"),
			}),
			lines(),
			each((line) => decoder.line(line), sink),
		);
		if (!stop.signal.aborted) decoder.end();
	};
	endOn(io.signal, job, stop);
	const failures = await readAll(job, { read, onFailure: (source) => past.leave(source) }, stop.signal);
	if (!printer.hasEnough) calls.finish(io.signal.aborted || stop.signal.aborted);
	printer.end();
	await sink.end();
	return { tally, isWhole: past.isOver, failures, outputError: sink.error };
}

/** The user's signal ends the reading, but lets a pipe's writer say its last lines. */
function endOn(signal: AbortSignal, { sources }: Job, stop: AbortController): void {
	const end = () => {
		if (sources.some(({ hasProducer }) => hasProducer)) setTimeout(() => stop.abort(), LAST_LINES_MS).unref();
		else stop.abort();
	};
	if (signal.aborted) end();
	else signal.addEventListener("abort", end, { once: true });
}

interface Reader {
	readonly read: (source: Source) => Promise<void>;
	readonly onFailure: (source: Source) => void;
}

/** Reads every source, one after the other or, live, side by side; one that fails does not keep the others from being read. */
async function readAll({ sources, live }: Job, { read, onFailure }: Reader, signal: AbortSignal): Promise<SourceError[]> {
	const failures: SourceError[] = [];
	const attempt = async (source: Source): Promise<void> => {
		try {
			if (!signal.aborted) await read(source);
		} catch (error) {
			if (!(error instanceof SourceError)) throw error;
			failures.push(error);
			onFailure(source);
		}
	};
	if (live) await Promise.all(sources.map(attempt));
	else for (const source of sources) await attempt(source);
	return failures;
}

/** Takes line by line, no faster than the output takes what comes of them. */
const each = (take: (line: string) => void, sink: Sink): Writable =>
	new Writable({
		objectMode: true,
		highWaterMark: 1024,
		write(line: string, _encoding, done) {
			take(line);
			sink.ready(done);
		},
	});

/** What can be said of a line that was too long. */
const overlong = (length: number, head: string): string => {
	const who = readableHead(head);
	return `${length.toLocaleString("en-US")} bytes${who ? `, ${who}` : ""}`;
};
