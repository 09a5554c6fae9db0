import { Around, type AroundOptions, type Shown } from "./around.ts";
import { Beginnings } from "./audit/begin.ts";
import { type Call, callOfStage, type Reading } from "./audit/call.ts";
import { timeOf } from "./audit/meaning.ts";
import type { KeepLines, OpenCall } from "./audit/open-call.ts";
import { Pairer, type PairingLimits } from "./audit/pair.ts";
import { type RestoredCall, type SavedCall, savedCall } from "./audit/saved-call.ts";
import type { Tally } from "./audit/tally.ts";
import type { Predicate } from "./query/predicate.ts";
import { Unanswerable } from "./query/unanswerable.ts";
import { Tail } from "./tail.ts";

/** How events become the calls that were asked for. */
export interface CallOptions {
	/** Long calls are told when they begin and when they end, everything else once. */
	readonly live: boolean;
	readonly matches: Predicate;
	/** How many calls of what has been so far, the last ones; Infinity for all. */
	readonly tail: number;
	/** Every event by itself, unpaired. */
	readonly stages: boolean;
	readonly keepLines: KeepLines;
	/** What of the calls before and after a match is shown, too. */
	readonly around?: AroundOptions | undefined;
	readonly pairing: PairingLimits;
	/** Hears at once of what a live stream will not show. */
	readonly notify?: ((message: string) => void) | undefined;
}

/** Events to kept calls: pairs, holds beginnings back, asks the query, keeps the last ones of the past. */
export class Calls {
	readonly #options: CallOptions;
	readonly #pairer: Pairer;
	readonly #beginnings: Beginnings;
	readonly #tail: Tail | undefined;
	readonly #around: Around | undefined;
	readonly #emit: (shown: Shown) => void;
	#matches = 0;
	readonly #tally: Tally;

	/** `emit` gets the calls that match, with what is wanted around them; a long one twice, when live. */
	constructor(options: CallOptions, tally: Tally, emit: (shown: Shown) => void) {
		this.#options = options;
		this.#emit = emit;
		this.#tally = tally;
		this.#tail = options.tail === Number.POSITIVE_INFINITY ? undefined : new Tail(options.tail, emit);
		const { around } = options;
		this.#around =
			around &&
			new Around(
				around,
				(shown) => this.#hand(shown),
				(count) => {
					tally.forgotten += count;
				},
			);
		this.#beginnings = new Beginnings((call) => this.#keep(call));
		const { pairing: limits, keepLines, live: tellBegin } = options;
		this.#pairer = new Pairer({ limits, keepLines, tellBegin, tally }, (call) => this.#beginnings.add(call));
	}

	/** Takes the next event. */
	add(reading: Reading): void {
		if (this.#options.stages) this.#keep(callOfStage(reading));
		else {
			this.#beginnings.advance(timeOf(reading.event));
			this.#pairer.add(reading);
		}
	}

	/** The past is over: what was held back of it is shown, and what comes now at once. */
	goLive(): void {
		if (!this.#options.live || !this.#tail) return;
		this.#beginnings.flush();
		this.#tail.release();
	}

	/** True while calls of the past are held, of which the last ones will be shown. */
	get isHoldingBack(): boolean {
		return this.#tail?.isHolding === true;
	}

	/** The calls that are open and wanted, as far as the query has an answer to them by now. */
	get open(): Call[] {
		return [...this.#pairer.open].filter((call) => {
			try {
				return this.#options.matches(call);
			} catch (error) {
				if (error instanceof Unanswerable) return false; // it will be counted when it has ended
				throw error;
			}
		});
	}

	/** The keys of the calls that are open, each with a number that is another one when the call has changed. */
	get versions(): Map<string, number> {
		return new Map([...this.#pairer.open].map((call) => [call.key, this.#versionOf(call)]));
	}

	/** The open calls that are others than in those versions, to be restored in another life of the program. */
	changed(since: ReadonlyMap<string, number> | undefined): SavedCall[] {
		const changed = [...this.#pairer.open].filter((call) => since?.get(call.key) !== this.#versionOf(call));
		return changed.map((call) => savedCall(call, this.#beginnings.hasTold(call)));
	}

	/** Takes the calls that were open in another life. */
	restore(saved: readonly RestoredCall[]): void {
		for (const { call, isTold } of saved) {
			this.#pairer.restore(call);
			if (isTold) this.#beginnings.restore(call);
			else if (call.event.stage === "ResponseStarted") this.#beginnings.add(call);
		}
	}

	/** No more events. A call that is open when the user stops watching is open still; when the log ends, it has no end. */
	finish(wasStopped: boolean): void {
		if (!wasStopped) this.#pairer.finish("noEnd");
		else if (this.#options.live) this.#pairer.finish("open");
		this.#beginnings.flush();
		this.#tail?.release();
	}

	#versionOf(call: OpenCall): number {
		return 2 * call.turn + (this.#beginnings.hasTold(call) ? 1 : 0);
	}

	#keep(call: Call): void {
		const isWanted = this.#isWanted(call);
		if (!isWanted) this.#tail?.drop(call);
		if (this.#around) this.#around.add(call, isWanted);
		else if (isWanted) {
			this.#matches += 1;
			this.#hand({ call, isContext: false, match: this.#matches, stream: "", place: this.#matches, isPending: false });
		}
	}

	#hand(shown: Shown): void {
		if (this.#tail) this.#tail.add(shown);
		else this.#emit(shown);
	}

	#isWanted(call: Call): boolean {
		try {
			return this.#options.matches(call);
		} catch (error) {
			if (!(error instanceof Unanswerable)) throw error;
			const isFirst = this.#tally.cannotAnswer(call, error.message);
			if (isFirst && this.#options.live)
				this.#options.notify?.(
					`the query has no answer to a call: ${error.message} (audit ID ${call.event.auditID}); how often is told at the end`,
				);
			return false;
		}
	}
}
