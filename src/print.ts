import type { Shown } from "./around.ts";
import type { Call } from "./audit/call.ts";
import type { Tally } from "./audit/tally.ts";
import type { Renderer } from "./render/renderer.ts";
import { Runs } from "./runs.ts";
import type { Sink } from "./sink.ts";

/** What becomes of the calls that were kept. */
export interface PrintOptions {
	/** A renderer prints each, `count` their number at the end, `nothing` ends at the first. */
	readonly output: Renderer | "count" | "nothing";
	/** End after this many calls. */
	readonly max: number | undefined;
	/** One row for calls that follow each other and are alike. */
	readonly collapse?: boolean;
	/** True while a log is followed, and somebody waits for rows. */
	readonly live: boolean;
	/** What stands between calls that do not follow each other; undefined where nothing is shown around those that match. */
	readonly separator?: string | undefined;
}

/** The last step: prints and counts the calls that were kept, and says when it has enough. */
export class Printer {
	readonly #options: PrintOptions;
	readonly #sink: Sink;
	readonly #tally: Tally;
	readonly #onEnough: () => void;
	/** Calls that were told as open: their end is told too, and not counted again. */
	readonly #runs: Runs | undefined;
	readonly #begun = new WeakSet<Call>();
	#last: Shown | undefined;
	/** The number of the last match that was counted. */
	#match = 0;
	/** True once nothing more is wanted; what comes after is dropped. */
	hasEnough = false;

	/** `onEnough` is called once, when the reading may stop. */
	constructor(options: PrintOptions, to: { sink: Sink; tally: Tally }, onEnough: () => void) {
		this.#options = options;
		this.#sink = to.sink;
		this.#tally = to.tally;
		this.#onEnough = onEnough;
		const { output } = options;
		if (options.collapse && typeof output === "function") this.#runs = new Runs(options.live, (shown) => this.#write(shown, output));
		if (options.max === 0) this.#enough();
	}

	/** Takes the next call, again when it has ended. */
	show(shown: Shown): void {
		if (!this.hasEnough && this.#isOneTooMany(shown)) this.#enough();
		if (this.hasEnough) return;
		const { output, max } = this.#options;
		if (!shown.isContext) this.#count(shown);
		if (this.#runs) this.#runs.add(shown);
		else if (typeof output === "function") this.#write(shown, output);
		const isAnswered = output === "nothing" && !shown.isContext;
		if (isAnswered || (this.#tally.matched === max && !shown.isPending)) this.#enough();
	}

	/** True for a match after the last one that is wanted, and for what stands before that. */
	#isOneTooMany({ call, match }: Shown): boolean {
		return this.#tally.matched === this.#options.max && match > this.#match && !this.#begun.has(call);
	}

	#count({ call, match }: Shown): void {
		this.#match = match;
		if (!this.#begun.has(call)) this.#tally.matched += 1;
		if (call.state === "open") this.#begun.add(call);
	}

	#write(shown: Shown, render: Renderer): void {
		const { separator = "" } = this.#options;
		if (this.#last && !follows(this.#last, shown)) this.#sink.write(separator);
		this.#last = shown;
		this.#sink.write(render(shown.call, shown.isContext));
	}

	/** No more calls. */
	end(): void {
		this.#runs?.flush();
		if (this.#options.output === "count") this.#sink.write(`${this.#tally.matched}\n`);
	}

	#enough(): void {
		this.#runs?.flush();
		this.hasEnough = true;
		this.#onEnough();
	}
}

/** True for a call that comes next in what the other belongs to, or is the same, told again. */
const follows = (last: Shown, next: Shown): boolean => last.stream === next.stream && next.place - last.place <= 1;
