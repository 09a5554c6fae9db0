import type { Call } from "./audit/call.ts";
import type { Tally } from "./audit/tally.ts";
import type { Renderer } from "./render/renderer.ts";
import type { Sink } from "./sink.ts";

/** What becomes of the calls that were kept. */
export interface PrintOptions {
	/** A renderer prints each, `count` their number at the end, `nothing` ends at the first. */
	readonly output: Renderer | "count" | "nothing";
	/** End after this many calls. */
	readonly max: number | undefined;
}

/** The last step: prints and counts the calls that were kept, and says when it has enough. */
export class Printer {
	readonly #options: PrintOptions;
	readonly #sink: Sink;
	readonly #tally: Tally;
	readonly #onEnough: () => void;
	/** Calls that were told as open: their end is told too, and not counted again. */
	readonly #begun = new WeakSet<Call>();
	/** True once nothing more is wanted; what comes after is dropped. */
	hasEnough = false;

	/** `onEnough` is called once, when the reading may stop. */
	constructor(options: PrintOptions, to: { sink: Sink; tally: Tally }, onEnough: () => void) {
		this.#options = options;
		this.#sink = to.sink;
		this.#tally = to.tally;
		this.#onEnough = onEnough;
		if (options.max === 0) this.#enough();
	}

	/** Takes the next call, again when it has ended. */
	show(call: Call): void {
		if (this.hasEnough) return;
		if (!this.#begun.has(call)) this.#tally.matched += 1;
		if (call.state === "open") this.#begun.add(call);
		const { output, max } = this.#options;
		if (typeof output === "function") this.#sink.write(output(call));
		if (output === "nothing" || this.#tally.matched === max) this.#enough();
	}

	/** No more calls. */
	end(): void {
		if (this.#options.output === "count") this.#sink.write(`${this.#tally.matched}\n`);
	}

	#enough(): void {
		this.hasEnough = true;
		this.#onEnough();
	}
}
