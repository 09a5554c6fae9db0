import { hash } from "node:crypto";
import { type Call, hasStage, type Reading, type State } from "./call.ts";
import { type KeepLines, OpenCall } from "./open-call.ts";
import { Queue } from "./queue.ts";
import { Recent } from "./recent.ts";
import type { Tally } from "./tally.ts";

/** How much pairing may remember. */
export interface PairingLimits {
	/** Calls that may be open at once; the one that was silent longest leaves first. */
	readonly maxOpen: number;
	/** Bytes that open calls may take together, by estimate. */
	readonly maxOpenBytes: number;
	/** Ended calls that are remembered, so that a repeat of one of their events is known for what it is. */
	readonly maxEnded: number;
}

/** The defaults: a million open calls or 256 MB, whichever comes first, and the last 100,000 that ended. */
export const pairingLimits: PairingLimits = { maxOpen: 1_000_000, maxOpenBytes: 256_000_000, maxEnded: 100_000 };

/** What a pairer does besides joining. */
export interface PairingOptions {
	readonly limits: PairingLimits;
	readonly keepLines: KeepLines;
	/** Hand a long-running call on when its response begins, and again when it ends. */
	readonly tellBegin: boolean;
	readonly tally: Tally;
}

/**
 * Joins events to calls. The key is (log, auditID, requestReceivedTimestamp, requestURI, username): a client may choose
 * its Audit-ID and reuse it, and aggregated API servers share one, so the ID alone names many calls
 * (k8s.io/apiserver `pkg/endpoints/filters/audit_init.go`, kubernetes/kubernetes#101597).
 */
export class Pairer {
	readonly #open = new Map<string, OpenCall>();
	/** Open calls, the one that was silent longest first. Those that have been answered run for long, and have a queue of their own. */
	readonly #unanswered = new Queue<OpenCall>();
	readonly #running = new Queue<OpenCall>();
	#turn = 0;
	readonly #ended: Recent;
	readonly #options: PairingOptions;
	readonly #emit: (call: Call) => void;
	#openBytes = 0;

	/** `emit` gets each call when it ends, when it is given up, and, with `tellBegin`, when its response begins. */
	constructor(options: PairingOptions, emit: (call: Call) => void) {
		this.#options = options;
		this.#emit = emit;
		this.#ended = new Recent(options.limits.maxEnded);
	}

	/** Takes the next event of a log. A repeat is counted and goes nowhere. */
	add(reading: Reading): void {
		const key = keyOf(reading);
		const known = this.#open.get(key);
		if (known ? hasStage(known, reading.event.stage) : this.#ended.has(key)) {
			this.#options.tally.repeats += 1;
			return;
		}
		const call = known ?? new OpenCall(key, reading.origin);
		if (known) this.#forget(known);
		call.add(reading, this.#options.keepLines);
		const end = endOf(call);
		if (end) this.#end(call, end);
		else this.#hold(call, reading.event.stage);
	}

	/** The calls that are open. */
	get open(): Iterable<OpenCall> {
		return this.#open.values();
	}

	/** Takes a call that was open before, at the end of another pairer's time. */
	restore(call: OpenCall): void {
		this.#keep(call);
	}

	/**
	 * Hands on every call that is still open, the one that was silent longest first: as `noEnd` where the log has ended,
	 * as `open` where only the watching has.
	 */
	finish(state: "noEnd" | "open"): void {
		for (let call = this.#oldest(); call; call = this.#oldest()) this.#settle(call, state);
	}

	#keep(call: OpenCall): void {
		this.#open.set(call.key, call);
		call.turn = this.#turn;
		this.#turn += 1;
		call.place = this.#queueOf(call).append(call);
		this.#openBytes += call.bytes;
	}

	#hold(call: OpenCall, stage: string): void {
		this.#keep(call);
		const { limits, tellBegin } = this.#options;
		if (tellBegin && stage === "ResponseStarted") this.#emit(call);
		while (this.#open.size > limits.maxOpen || this.#openBytes > limits.maxOpenBytes) this.#evict();
	}

	/** Requests that only lack their answers do not push the watches out, nor the other way round. */
	#evict(): void {
		const queue = this.#running.size > this.#unanswered.size ? this.#running : this.#unanswered;
		const call = queue.first?.value;
		if (!call) return;
		this.#forget(call);
		this.#options.tally.evicted += 1;
		this.#settle(call, "noEnd"); // not remembered as ended: should its end come after all, that is worth a row of its own
	}

	/** Takes the call that was silent longest out of the table. */
	#oldest(): OpenCall | undefined {
		const [a, b] = [this.#unanswered.first?.value, this.#running.first?.value];
		const call = a && b ? (a.turn < b.turn ? a : b) : (a ?? b);
		if (call) this.#forget(call);
		return call;
	}

	#queueOf(call: OpenCall): Queue<OpenCall> {
		return call.event.stage === "ResponseStarted" ? this.#running : this.#unanswered;
	}

	#forget(call: OpenCall): void {
		this.#open.delete(call.key);
		if (call.place) this.#queueOf(call).remove(call.place);
		this.#openBytes -= call.bytes;
	}

	#end(call: OpenCall, state: State): void {
		this.#ended.add(call.key);
		this.#settle(call, state);
	}

	#settle(call: OpenCall, state: State): void {
		call.state = state;
		this.#options.tally.join(call);
		this.#emit(call);
	}
}

/**
 * A digest: a client may send an Audit-ID of 100 KB, and 100,000 keys are remembered. As plain texts they took 110 MB of
 * RSS more, and no less time. The parts that strangers choose stand behind their lengths, so that no two calls spell the same.
 */
function keyOf({ event, origin }: Reading): string {
	const { auditID, requestReceivedTimestamp, requestURI = "", user } = event;
	const parts = `${origin.log}|${requestReceivedTimestamp}|${auditID.length}|${auditID}|${requestURI.length}|${requestURI}|${user?.username === undefined ? "" : `+${user.username}`}`;
	return hash("sha256", parts, "base64");
}

/**
 * How a call has ended, if it has. A failed authentication is one lone ResponseStarted with 401, an unparsable
 * `?timeout=` one with 400 and no user: neither gets another stage (k8s.io/apiserver `pkg/endpoints/filters/authn_audit.go`,
 * `request_deadline.go`).
 */
function endOf({ event, stages: seen }: Call): "complete" | "panic" | undefined {
	if (event.stage === "ResponseComplete") return "complete";
	if (event.stage === "Panic") return "panic";
	if (event.stage !== "ResponseStarted" || seen.length > 1) return undefined;
	const code = event.responseStatus?.code;
	return code === 401 || (code === 400 && !event.user?.username) ? "complete" : undefined;
}
