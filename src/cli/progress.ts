import type { Job } from "../run.ts";
import type { Source } from "../source/source.ts";
import type { Args } from "./args.ts";
import type { MainIO, Output } from "./io.ts";

/** Less than that is read before anybody would look, in bytes. */
const LARGE = 64 * 1024 * 1024;
/** How long a run lasts before it shows how far it has come, and how often that is drawn anew, in milliseconds. */
const PATIENCE_MS = 700;
const FRAME_MS = 200;
/** The rate is that of about so long, in milliseconds. */
const MEMORY_MS = 3000;
/** Where the bar gets shorter, and where it goes, in columns. */
const LONGEST_BAR = 30;
const SHORTEST_BAR = 5;

/** How far the reading has come, in one line of a terminal that is drawn anew in place; undefined where nobody wants to see it. */
export async function progressOf(
	{ sources, live }: Job,
	{ quiet }: Pick<Args, "quiet">,
	{ stderr, env, host, now }: MainIO,
): Promise<Progress | undefined> {
	const mayShow = stderr.isTTY && env.TERM !== "dumb" && !live && !quiet && host?.isOutputPiped === false;
	if (!mayShow) return undefined;
	const sizes = await Promise.all(sources.map(({ size }) => size?.()));
	const total = sizes.reduce<number>((sum, size) => sum + (size ?? Number.NaN), 0);
	return total >= LARGE ? new Progress(stderr, { total, now }) : undefined;
}

/** A bar on stderr, with the rate and the time that is left; it is gone while anything else is written. */
export class Progress {
	readonly #stderr: Output;
	readonly #total: number;
	readonly #now: () => number;
	readonly #timer: NodeJS.Timeout;
	readonly #began: number;
	#read = 0;
	#isShown = false;
	/** Where the rate was taken last: when, how much had been read, and what it was, in bytes a millisecond. */
	#mark = { at: 0, read: 0, rate: 0 };
	#wrote = 0;

	constructor(stderr: Output, { total, now }: { total: number; now: () => number }) {
		this.#stderr = stderr;
		this.#total = total;
		this.#now = now;
		this.#began = now();
		this.#mark.at = this.#began;
		this.#timer = setInterval(() => this.draw(), FRAME_MS).unref();
	}

	/** A source, of whose bytes it hears, packed as they may be. */
	of(source: Source): Source {
		return { ...source, read: (options) => this.#heard(source.read(options)) };
	}

	async *#heard(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
		for await (const chunk of bytes) {
			const { length } = chunk;
			yield chunk;
			this.#read += length;
		}
	}

	/** Something else will be written. */
	erase(): void {
		this.#wrote = this.#now();
		if (this.#isShown) this.#stderr.write("\r\x1b[K");
		this.#isShown = false;
	}

	/** It is over. */
	end(): void {
		clearInterval(this.#timer);
		this.erase();
	}

	/** Draws it, unless the run is young, or something was written just now. */
	draw(): void {
		const now = this.#now();
		const { at, read, rate } = this.#mark;
		const elapsed = now - at;
		if (elapsed <= 0) return;
		const weight = 1 - Math.exp(-elapsed / (read === 0 ? 1 : MEMORY_MS));
		this.#mark = { at: now, read: this.#read, rate: rate + weight * ((this.#read - read) / elapsed - rate) };
		if (now - this.#began < PATIENCE_MS || now - this.#wrote < FRAME_MS) return;
		this.#isShown = true;
		this.#stderr.write(
			`\r${progressText({ read: this.#read, total: this.#total, rate: this.#mark.rate }, (this.#stderr.columns || 80) - 1)}\x1b[K`,
		);
	}
}

/** ` 38% ████████············  456 MB of 1.2 GB  210 MB/s  4s left`, in no more columns than that; `rate` is in bytes a millisecond. */
export function progressText({ read, total, rate }: { read: number; total: number; rate: number }, width: number): string {
	const share = Math.min(1, read / total); // a file may have grown
	const percent = `${Math.floor(100 * share)}%`.padStart(4);
	const seconds = (total - read) / rate / 1000;
	const left = rate > 0 && read < total ? `  ${durationOf(seconds)} left` : "";
	const rest = `  ${bytesText(read)} of ${bytesText(total)}  ${bytesText(1000 * rate)}/s${left}`;
	const room = Math.min(LONGEST_BAR, width - percent.length - 1 - rest.length);
	if (room < SHORTEST_BAR) return `${percent}${rest}`.slice(0, width);
	const full = Math.round(share * room);
	return `${percent} ${"█".repeat(full)}${"·".repeat(room - full)}${rest}`;
}

const UNITS = ["B", "kB", "MB", "GB", "TB"] as const;

/** Three digits. */
function bytesText(bytes: number): string {
	const power = Math.max(0, Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
	const count = bytes / 1000 ** power;
	return `${count < 10 && power > 0 ? count.toFixed(1) : count.toFixed(0)} ${UNITS[power]}`;
}

/** To the second, or to the minute. */
function durationOf(seconds: number): string {
	if (seconds < 60) return `${Math.ceil(seconds)}s`;
	const minutes = Math.floor(seconds / 60);
	return minutes < 60
		? `${minutes}m${String(Math.floor(seconds % 60)).padStart(2, "0")}s`
		: `${Math.floor(minutes / 60)}h${String(minutes % 60).padStart(2, "0")}m`;
}
