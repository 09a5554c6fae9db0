import type { Writable } from "node:stream";

/** Bytes gathered before they are written without waiting for the turn to end. */
const CAPACITY = 64 * 1024;

/** UTF-8 takes at most this many bytes for one UTF-16 unit. */
const WIDEST = 3;

/**
 * Gathers rows into one write a turn of the event loop: a live row appears at once, bulk rows travel together (one write
 * a row costs more than the rest of the run when stdout is a pipe). Rows become bytes at once: as texts they would keep
 * the chunks alive that they were cut from. Tells who feeds it when to wait.
 */
export class Sink {
	readonly #out: Writable;
	readonly #beforeWrite: (() => void) | undefined;
	#gathered = Buffer.allocUnsafeSlow(CAPACITY);
	#size = 0;
	#scheduled = false;
	#blocked = false;
	readonly #waiting: (() => void)[] = [];
	/** What went wrong with the output, such as EPIPE when its reader has gone; nothing is written from then on. */
	error: NodeJS.ErrnoException | undefined;

	/** `onError` hears once of an output that fails, `beforeWrite` of every write that is to come. */
	constructor(out: Writable, onError: () => void, beforeWrite?: () => void) {
		this.#out = out;
		this.#beforeWrite = beforeWrite;
		out.on("drain", () => this.#release());
		out.on("error", (error) => {
			this.error ??= error;
			this.#release();
			onError();
		});
	}

	/** Takes a row, its newline included. */
	write(row: string | Buffer): void {
		const most = typeof row === "string" ? row.length * WIDEST : row.length;
		if (this.#size + most > CAPACITY) this.flush();
		if (most > CAPACITY) this.#send(row);
		else this.#size += typeof row === "string" ? this.#gathered.write(row, this.#size) : row.copy(this.#gathered, this.#size);
		if (this.#scheduled) return;
		this.#scheduled = true;
		setImmediate(() => {
			this.#scheduled = false;
			this.flush();
		});
	}

	/** Calls back when there is room: at once, or when the output has drained. */
	ready(go: () => void): void {
		if (this.#blocked && !this.error) this.#waiting.push(go);
		else go();
	}

	/** Writes what is gathered. */
	flush(): void {
		if (this.#size === 0) return;
		const bytes = this.#gathered.subarray(0, this.#size);
		this.#gathered = Buffer.allocUnsafeSlow(CAPACITY);
		this.#size = 0;
		this.#send(bytes);
	}

	/** Resolves with true when the output has taken all that was written so far, with false when it has failed. */
	taken(): Promise<boolean> {
		this.flush();
		return new Promise((resolve) => {
			if (this.error) resolve(false);
			else this.#out.write("", (error) => resolve(!error));
		});
	}

	/** Writes what is gathered and waits until the output has taken it, or has failed. */
	async end(): Promise<void> {
		this.flush();
		await new Promise<void>((resolve) => this.ready(resolve));
	}

	#send(bytes: string | Buffer): void {
		if (this.error) return;
		this.#beforeWrite?.();
		if (!this.#out.write(bytes)) this.#blocked = true;
	}

	#release(): void {
		this.#blocked = false;
		for (const go of this.#waiting.splice(0)) go();
	}
}
