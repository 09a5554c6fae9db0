import { extname } from "node:path";
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import type { JSONObject } from "../../audit/json.ts";
import { Unanswerable } from "../unanswerable.ts";

/** What the one who asks and the one who answers share: the first number of `turn` is one of the signs below. */
export interface ApartData {
	readonly text: string;
	readonly turn: Int32Array;
	readonly port: MessagePort;
}

/** What came of a question. */
export interface Answer {
	readonly holds?: boolean;
	/** Why there is no answer. */
	readonly why?: string;
}

/** Signs in `turn`. */
const BUSY = 0;
export const DONE = 1;

/** How long one call may take, in milliseconds. */
const DEADLINE_MS = 1000;
/** How long a thread may take to start. */
const START_MS = 10_000;
/** Threads that were ended at a deadline; then no more is tried. */
const MOST_ENDED = 5;
/** What a thread may hold, in megabytes. */
const MEMORY_MB = 256;

/** Asks one expression in a thread of its own, and waits: neither endless work nor endless memory there can harm the process. */
export class Apart {
	readonly #text: string;
	#thread: { worker: Worker; turn: Int32Array; port: MessagePort } | undefined;
	#ended = 0;

	constructor(text: string) {
		this.#text = text;
	}

	/** As `Expression.holds`. Throws Unanswerable, also at the deadline. */
	holds(record: JSONObject): boolean {
		if (this.#ended === MOST_ENDED) throw new Unanswerable("this takes too long, and others have before: it was not tried");
		this.#thread ??= this.#started();
		const { turn, port } = this.#thread;
		Atomics.store(turn, 0, BUSY);
		this.#send(port, record);
		Atomics.wait(turn, 0, BUSY, DEADLINE_MS);
		const received = receiveMessageOnPort(port) as { message: Answer } | undefined; // none from a thread that has not started in time
		if (!received) {
			this.#end();
			throw new Unanswerable(`this takes longer than ${DEADLINE_MS / 1000} s`);
		}
		const { holds, why } = received.message;
		if (holds === undefined) throw new Unanswerable(why);
		return holds;
	}

	#send(port: MessagePort, record: JSONObject): void {
		try {
			port.postMessage(record);
		} catch (error) {
			if (error instanceof RangeError) throw new Unanswerable("it is nested too deeply");
			throw error;
		}
	}

	#started() {
		const turn = new Int32Array(new SharedArrayBuffer(4));
		const { port1, port2 } = new MessageChannel();
		const file = new URL(`./answers${extname(import.meta.url)}`, import.meta.url);
		const workerData: ApartData = { text: this.#text, turn, port: port2 };
		const worker = new Worker(file, { workerData, transferList: [port2], resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB } });
		worker.on("error", () => {}); // of its memory: the deadline has told it
		worker.unref();
		port1.unref();
		Atomics.wait(turn, 0, BUSY, START_MS);
		return { worker, turn, port: port1 };
	}

	#end(): void {
		this.#ended += 1;
		void this.#thread?.worker.terminate();
		this.#thread = undefined;
	}
}
