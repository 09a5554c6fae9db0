import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import { Tally } from "./tally.ts";

const ENDS_WITH_EVENT = '{"kind":"Event"';

/** What a writer has done, noted after it has been done, outside the folder of the log. */
export class Ledger {
	readonly #file: number;
	#lines = "";

	constructor(path: string) {
		this.#file = openSync(path, "a");
	}

	/** Notes a call that has ended, or what was done to the file. */
	note(entry: string): void {
		this.#lines += `${entry}\n`;
		if (this.#lines.length > 4096) this.flush();
	}

	/** Writes what was noted. Before the log's file is moved or truncated: what is not in the ledger is in that file. */
	flush(): void {
		if (this.#lines !== "") writeSync(this.#file, this.#lines);
		this.#lines = "";
	}

	/**
	 * Notes every call that ended in a log: its writer may have been killed between the log and the ledger. Noting a call
	 * twice does no harm. An event that lacks only its newline is whole.
	 */
	recover(log: string): void {
		for (const text of readFileSync(log, "latin1").split(ENDS_WITH_EVENT)) this.#noteEnd(`${ENDS_WITH_EVENT}${text}`);
		this.flush();
	}

	#noteEnd(text: string): void {
		if (!text.includes('"stage":"ResponseComplete"')) return;
		try {
			this.note(JSON.parse(text.replaceAll("\0", "")).auditID);
		} catch {
			// torn: not written
		}
	}

	close(): void {
		this.flush();
		closeSync(this.#file);
	}
}

/** What a ledger says. */
export interface Account {
	readonly written: Tally;
	readonly rotations: number;
	readonly truncations: number;
}

/** Reads a ledger. */
export function readLedger(path: string): Account {
	const account = { written: new Tally(), rotations: 0, truncations: 0 };
	for (const entry of readFileSync(path, "latin1").split("\n")) {
		if (entry === ROTATED) account.rotations += 1;
		else if (entry === TRUNCATED) account.truncations += 1;
		else if (account.written.of(...placeOf(entry)) === 0) account.written.add(entry);
	}
	return account;
}

/** The entries that are no audit IDs. */
export const ROTATED = "rotated";
export const TRUNCATED = "truncated";

const placeOf = (id: string): [number, number] => {
	const [, life, number] = id.split("-");
	return [Number(life), Number(number)];
};
