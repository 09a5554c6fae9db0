import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { SourceError } from "../source.ts";

/** So long a command has to end when it is told to, in milliseconds. */
const END_MS = 2000;
/** Of what a command says on stderr, the last lines are remembered. */
const MOST_MESSAGES = 20;
/** And of each, no more than that, in characters. */
const LONGEST_MESSAGE = 1000;

/** A command to run: the program and its arguments, which no shell sees. */
export interface Command {
	readonly program: string;
	readonly args: readonly string[];
	/** What it may read: a program that asks for a password, or a login, needs the terminal. */
	readonly input: "inherit" | "ignore";
}

/** A command that could not be run, or did not end well. */
export class CommandError extends SourceError {
	/** What it said on stderr: the last lines. */
	readonly said: readonly string[];
	/** True where it could not even be started. */
	readonly isUnknown: boolean;

	constructor(message: string, { said = [], isUnknown = false }: { said?: readonly string[]; isUnknown?: boolean } = {}) {
		super(message);
		this.said = said;
		this.isUnknown = isUnknown;
	}
}

/** What a command is given besides its arguments. */
export interface ChildOptions {
	/** Ends it. */
	readonly signal: AbortSignal;
	/** Hears each line that it says on stderr. */
	readonly onMessage?: ((line: string) => void) | undefined;
}

/**
 * What a command writes to stdout, until it ends. It is ended when nobody wants more of it. Throws CommandError where it cannot be
 * started, and, after all that it wrote, where it ends with another code than 0, unless it was the signal that ended it.
 */
export async function* outputOf(command: Command, { signal, onMessage }: ChildOptions): AsyncGenerator<Buffer> {
	if (signal.aborted) return;
	const { program, args, input } = command;
	const child = spawn(program, args, { stdio: [input, "pipe", "pipe"] });
	const ended = endOf(child);
	const said = messagesOf(child.stderr as Readable, onMessage);
	const end = () => endChild(child, ended);
	signal.addEventListener("abort", end, { once: true });
	try {
		yield* child.stdout as AsyncIterable<Buffer>;
		const { error, how } = await ended;
		if (error) throw notStarted(program, error);
		if (how) throw new CommandError(`${program} ${how}`, { said });
	} catch (error) {
		if (!signal.aborted) throw error;
	} finally {
		signal.removeEventListener("abort", end);
		end();
		await ended;
	}
}

/** How a command ended: an error where it was never started, nothing where it ended well. */
interface End {
	readonly error?: NodeJS.ErrnoException;
	readonly how?: string;
}

async function endOf(child: ChildProcess): Promise<End> {
	try {
		const [code, signal] = (await once(child, "close")) as [number | null, string | null];
		if (code === 0) return {};
		return { how: signal ? `was ended by ${signal}` : `ended with code ${code}` };
	} catch (error) {
		return { error: error as NodeJS.ErrnoException };
	}
}

/** What the command has started may hold its output open: nothing more is read of it. */
function endChild(child: ChildProcess, ended: Promise<unknown>): void {
	child.kill("SIGTERM");
	child.stdout?.destroy();
	child.stderr?.destroy();
	const last = setTimeout(() => child.kill("SIGKILL"), END_MS);
	void ended.finally(() => clearTimeout(last));
}

function messagesOf(stderr: Readable, onMessage: ((line: string) => void) | undefined): string[] {
	const said: string[] = [];
	createInterface({ input: stderr }).on("line", (text) => {
		const line = text.trimEnd().slice(0, LONGEST_MESSAGE);
		if (line === "") return;
		said.push(line);
		if (said.length > MOST_MESSAGES) said.shift();
		onMessage?.(line);
	});
	return said;
}

function notStarted(program: string, error: NodeJS.ErrnoException): CommandError {
	const why = { ENOENT: "no such program", EACCES: "it is not executable" }[String(error.code)] ?? error.message;
	return new CommandError(`cannot run ${program}: ${why}`, { isUnknown: true });
}
