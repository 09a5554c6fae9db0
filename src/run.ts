import type { Writable } from "node:stream";
import type { Call } from "./audit/call.ts";
import { Tally } from "./audit/tally.ts";
import { type CallOptions, Calls } from "./calls.ts";
import { Checkpoint } from "./checkpoint.ts";
import { type Needles, Sieve } from "./decode/sieve.ts";
import { Order } from "./order.ts";
import { Past } from "./past.ts";
import { Printer, type PrintOptions } from "./print.ts";
import { read } from "./read.ts";
import { Sink } from "./sink.ts";
import type { Source, SourceError } from "./source/source.ts";
import type { StateFile } from "./state-file.ts";

/** How long a pipe's writer, which got the same Ctrl-C, has for its last lines, in milliseconds. */
const LAST_LINES_MS = 500;

/** Everything that is decided before a byte is read. */
export interface Job extends CallOptions, PrintOptions {
	/** Read one after the other; live, or to be merged, side by side. */
	readonly sources: readonly Source[];
	/** Logs that come later, where there may be some. */
	readonly arrivals?: ((signal: AbortSignal) => AsyncIterable<Source>) | undefined;
	/** What a user should know of what will not be read. */
	readonly notes: readonly string[];
	/** What was found out to be missing before. */
	readonly failures: readonly SourceError[];
	/** Put the events of different logs in the order of their times; live ones, as far as they come no more than a moment late. */
	readonly merge: boolean;
	/** Longest line, in bytes. */
	readonly maxLine: number;
	/** Where the places are kept that the reading comes to, and those to go on from are. */
	readonly state: StateFile | undefined;
	/** In how many calls something was hidden from people. */
	readonly hidden?: (() => number) | undefined;
	/** The flag of the query that looks at bodies, without dashes; undefined where none does. */
	readonly bodies?: string | undefined;
	/** What the lines of a call that matches hold: others need not be parsed. */
	readonly needles: Needles;
}

/** What is in flight while a run goes on. */
export interface Flight {
	/** The calls that are open and that the query keeps, as far as it can be asked of them by now. */
	readonly calls: () => readonly Call[];
	/** The time of the latest event that was read. */
	readonly latest: () => string | undefined;
}

/** What a run is connected to. */
export interface RunIO {
	/** Gets, at the start, what tells what is in flight. */
	readonly onStart?: ((flight: Flight) => void) | undefined;
	readonly stdout: Writable;
	/** Called before stdout is written to. */
	readonly beforeWrite?: (() => void) | undefined;
	/** Aborted when the user has had enough. */
	readonly signal: AbortSignal;
	/** Hears what a user should know while it happens. */
	readonly notify: (message: string, hint?: string) => void;
}

/** What came of a run. */
export interface Outcome {
	readonly tally: Tally;
	/** False when the reading ended before what was there at the start did: after `-m`, `-q`, Ctrl-C. */
	readonly isWhole: boolean;
	/** Sources that could not be read, or not to their end; of a live run, each was told when it failed. */
	readonly failures: readonly SourceError[];
	/** What went wrong with the output; EPIPE when its reader has gone. */
	readonly outputError: NodeJS.ErrnoException | undefined;
}

/** The main job: bytes → whole lines → events → calls → kept calls → text. */
export async function run(job: Job, io: RunIO): Promise<Outcome> {
	const stop = new AbortController();
	const tally = new Tally();
	const sink = new Sink(io.stdout, () => stop.abort(), io.beforeWrite);
	const printer = new Printer(job, { sink, tally }, () => stop.abort());
	const calls = new Calls({ ...job, notify: io.notify }, tally, (shown) => printer.show(shown));
	io.onStart?.({ calls: () => calls.open, latest: () => tally.last });
	const order = new Order({ ...job, logs: logsOf(job), signal: stop.signal }, (reading) => calls.add(reading));
	const past = new Past(job.sources, () => {
		order.flush();
		calls.goLive();
	});
	const failures = failuresOf(job, io);
	calls.restore(job.state?.calls ?? []);
	const checkpoint = job.state && new Checkpoint({ state: job.state, calls, sink, notify: io.notify });
	const sieve = sieveFor(job);
	const readOne = (source: Source): Promise<void> =>
		read(source, {
			signal: stop.signal,
			maxLine: job.maxLine,
			sieve,
			tally,
			checkpoint,
			hasEnough: () => printer.hasEnough,
			emit: (reading) => order.add(source.origin.log, reading),
			whenReady: (next) => order.whenRead(source.origin.log, () => sink.ready(next)),
			onCaughtUp: () => {
				order.caughtUp(source.origin.log);
				past.leave(source);
			},
			onFailure: (failure) => {
				failures.add(failure); // the other sources are still read
				past.leave(source);
			},
			notify: io.notify,
		});
	endOn(io.signal, job, stop);
	const readOneByOne = async (sources: readonly Source[]): Promise<void> => {
		for (const source of sources) if (!stop.signal.aborted) await readOne(source);
		for (const { origin } of sources) order.end(origin.log);
	};
	const readings = [...sideBySide(job).map(readOneByOne), readArrivals(job, { ...io, signal: stop.signal }, readOne)];
	await Promise.all(readings).catch((error) => {
		stop.abort(); // the others would be read on
		throw error;
	});
	order.flush();
	const kept = checkpoint?.end();
	if (!printer.hasEnough) calls.finish(io.signal.aborted || stop.signal.aborted);
	printer.end();
	await Promise.all([sink.end(), kept]);
	return { tally, isWhole: past.isOver, failures: failures.all, outputError: sink.error };
}

/** Reads the logs that come later, each as soon as it is there. */
async function readArrivals({ arrivals }: Job, { signal, notify }: RunIO, readOne: (source: Source) => Promise<void>): Promise<void> {
	const readings: Promise<void>[] = [];
	for await (const source of arrivals?.(signal) ?? []) {
		notify(`${source.origin.name} has appeared; following it`);
		readings.push(readOne(source));
	}
	await Promise.all(readings);
}

/** What failed, before the run and in it; of a live one, which may go on for long, each is told at once. */
function failuresOf({ live, failures }: Job, { notify }: RunIO) {
	const all: SourceError[] = [];
	const add = (failure: SourceError): void => {
		all.push(failure);
		if (live) notify(failure.message, failure.hint);
	};
	failures.forEach(add);
	return { all, add };
}

const sieveFor = ({ needles }: Job): Sieve | undefined => (needles.length > 0 ? new Sieve(needles) : undefined);

/** The user's signal ends the reading, but lets a pipe's writer say its last lines. */
function endOn(signal: AbortSignal, { sources }: Job, stop: AbortController): void {
	const end = () => {
		if (sources.some(({ hasProducer }) => hasProducer)) setTimeout(() => stop.abort(), LAST_LINES_MS).unref();
		else stop.abort();
	};
	if (signal.aborted) end();
	else signal.addEventListener("abort", end, { once: true });
}

const logsOf = ({ sources }: Job): string[] => [...new Set(sources.map(({ origin }) => origin.log))];

/** Groups of sources that are read side by side: live, or to be merged, the files of each log; else one group of all. */
function sideBySide(job: Job): (readonly Source[])[] {
	const { sources, live, merge } = job;
	return live || merge ? logsOf(job).map((log) => sources.filter(({ origin }) => origin.log === log)) : [sources];
}
