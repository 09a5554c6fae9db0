import { Writable } from "node:stream";
import type { Job } from "../../run.ts";
import type { Args } from "../args.ts";
import type { ExitCode } from "../exit.ts";
import type { MainIO, Output } from "../io.ts";
import { perform } from "../perform.ts";
import { Screen } from "./screen.ts";
import type { View } from "./view.ts";

/** How often a view is drawn anew at a terminal, in milliseconds. */
const FRAME_MS = 250;
/** What timers can wait at most. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** So much of what is said on stderr is held while a view has the terminal, in characters. */
const MOST_HELD = 64 * 1024;

/** How a view is shown. */
interface Around {
	readonly args: Args;
	readonly io: MainIO;
	/** In milliseconds, of a log that is followed where nothing can be drawn anew. */
	readonly every: number;
}

/**
 * Does a job whose calls a view takes, and shows the view: when all has been read; while the log is followed, in place at a terminal, and
 * elsewhere every so many milliseconds, and at the end.
 */
export async function performView(view: View, job: Job, around: Around): Promise<ExitCode> {
	const { args, io } = around;
	const watched: Job = {
		...job,
		live: args.follow,
		needles: view.readsAll ? [] : job.needles,
		tail: Number.POSITIVE_INFINITY,
		output: (call) => {
			if (!args.follow || call.state !== "open") view.add(call); // it comes again when it has ended
			return "";
		},
	};
	if (!args.follow) return await atEnd(view, watched, args, io);
	const mayRedraw = io.stdout.isTTY && io.env.TERM !== "dumb" && view.isForPeople;
	return mayRedraw ? await inPlace(view, watched, args, io) : await repeatedly(view, watched, around);
}

async function atEnd(view: View, job: Job, args: Args, io: MainIO): Promise<ExitCode> {
	const { exitCode } = await perform(job, args, io, view.onStart);
	io.stdout.write(view.text());
	return exitCode;
}

async function repeatedly(view: View, job: Job, { args, io, every }: Around): Promise<ExitCode> {
	const timer = setInterval(
		() => {
			if (!io.stdout.writableNeedDrain) io.stdout.write(view.isForPeople ? `${view.text()}\n` : view.text()); // who does not read misses some
		},
		Math.min(every, LONGEST_TIMER_MS),
	);
	try {
		return await atEnd(view, job, args, io);
	} finally {
		clearInterval(timer);
	}
}

async function inPlace(view: View, job: Job, args: Args, io: MainIO): Promise<ExitCode> {
	const screen = new Screen(io, view.text);
	const held = new Held(io.stderr, (message) => {
		screen.status = message;
	});
	const timer = setInterval(() => screen.draw(), FRAME_MS);
	screen.enter();
	try {
		return (await perform(job, args, { ...io, stderr: held }, view.onStart)).exitCode;
	} finally {
		clearInterval(timer);
		screen.leave();
		io.stdout.write(view.text());
		held.release();
	}
}

/** Holds what is said on stderr while the terminal shows something else. */
class Held extends Writable implements Output {
	readonly isTTY: boolean;
	readonly #stderr: Output;
	readonly #onSaid: (message: string) => void;
	#text = "";
	#isCut = false;

	constructor(stderr: Output, onSaid: (message: string) => void) {
		super({ decodeStrings: false });
		this.isTTY = stderr.isTTY === true;
		this.#stderr = stderr;
		this.#onSaid = onSaid;
	}

	get columns(): number {
		return this.#stderr.columns ?? 0;
	}

	/** Says it all, or the last of it where it is too much. */
	release(): void {
		this.#stderr.write(
			this.#isCut ? `auditail: (what was said before is left out)\n${this.#text.slice(this.#text.indexOf("\n") + 1)}` : this.#text,
		);
	}

	override _write(chunk: string | Buffer, _encoding: string, done: () => void): void {
		const text = chunk.toString();
		this.#isCut ||= this.#text.length + text.length > MOST_HELD;
		this.#text = (this.#text + text).slice(-MOST_HELD);
		this.#onSaid(text.trimEnd().split("\n")[0] ?? "");
		done();
	}
}
