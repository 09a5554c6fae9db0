import type { Writable } from "node:stream";

/** Bytes gathered before they are written without waiting for the turn to end. */
const FULL = 64 * 1024;

/**
 * Gathers rows into one write a turn of the event loop: a live row appears at once, bulk rows travel together (one write
 * a row costs more than the rest of the run when stdout is a pipe). Tells who feeds it when to wait.
 */
export class Sink {
	readonly #out: Writable;
	#parts: (string | Buffer)[] = [];
	#size = 0;
	#scheduled = false;
	#blocked = false;
	#waiting: (() => void)[] = [];
	/** What went wrong with the output, such as EPIPE when its reader has gone; nothing is written from then on. */
	error: NodeJS.ErrnoException | undefined;

	/** `onError` hears once of an output that fails. */
	constructor(out: Writable, onError: () => void) {
		this.#out = out;
		out.on("drain", () => this.#release());
		out.on("error", (error) => {
			this.error ??= error;
			this.#release();
			onError();
		});
	}

	/** Takes a row, its newline included. */
	write(row: string | Buffer): void {
		this.#parts.push(row);
		this.#size += row.length;
		if (this.#size >= FULL) this.flush();
		else if (!this.#scheduled) {
			this.#scheduled = true;
			setImmediate(() => this.flush());
		}
	}

	/** Calls back when there is room: at once, or when the output has drained. */
	ready(go: () => void): void {
		if (this.#blocked && !this.error) this.#waiting.push(go);
		else go();
	}

	/** Writes what is gathered. */
	flush(): void {
		this.#scheduled = false;
		if (this.#parts.length === 0 || this.error) return;
		const batch = this.#parts.every((part) => typeof part === "string") ? this.#parts.join("") : Buffer.concat(this.#parts.map(asBuffer));
		this.#parts = [];
		this.#size = 0;
		if (!this.#out.write(batch)) this.#blocked = true;
	}

	/** Writes what is gathered and waits until the output has taken it, or has failed. */
	async end(): Promise<void> {
		this.flush();
		await new Promise<void>((resolve) => this.ready(resolve));
	}

	#release(): void {
		this.#blocked = false;
		for (const go of this.#waiting.splice(0)) go();
	}
}

const asBuffer = (part: string | Buffer): Buffer => (typeof part === "string" ? Buffer.from(part) : part);
