import type { Readable, Writable } from "node:stream";
import type { EverySecond } from "../source/watched.ts";

/** A stream of text that may be a terminal. */
export interface Output extends Writable {
	readonly isTTY?: boolean;
	/** Width of the terminal, which may change; 0 where it does not know. */
	readonly columns?: number;
	/** Its height, the same. */
	readonly rows?: number;
}

/** What the process lets the program do beside reading and writing. */
interface Host {
	/** True where stdout goes to another program, which may have the terminal. */
	readonly isOutputPiped: boolean;
	/** Calls back at each signal of that name, until what is given back is called. */
	on(signal: "SIGUSR1" | "SIGTSTP" | "SIGCONT", hear: () => void): () => void;
	/** Calls back when the process ends, however it does (but for SIGKILL), unless what is given back was called. */
	atExit(restore: () => void): () => void;
	/** Stops the process until SIGCONT, as Ctrl-Z does where nobody hears of it. */
	suspend(): void;
}

/** What the program is connected to. Only bin/ knows the process. */
export interface MainIO {
	readonly stdin: {
		readonly stream: Readable;
		/** True for a pipe, a socket or a file: something that somebody put there to be read. */
		readonly isPiped: boolean;
		/** Its number, by which Linux tells who writes into it. */
		readonly descriptor?: number;
		/** Without it, no silence is strange. */
		readonly everySecond?: EverySecond;
	};
	readonly stdout: Output;
	readonly stderr: Output;
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly host?: Host;
	/** Aborted with the name of the signal (`SIGINT`, `SIGTERM`, …) when the user has had enough. */
	readonly signal: AbortSignal;
	/** The time, in milliseconds since 1970. */
	readonly now: () => number;
}
