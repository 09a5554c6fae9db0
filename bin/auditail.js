#!/usr/bin/env node
import { fstatSync } from "node:fs";
import module from "node:module";
import { keepMemorySmall } from "./nursery.js";

keepMemorySmall();
module.enableCompileCache?.(); // Node 20 has none
const { main } = await import("../dist/main.js");

const interrupt = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
	process.on(signal, () => {
		if (interrupt.signal.aborted) process.exit(130); // asked twice: at once
		interrupt.abort(signal === "SIGHUP" ? "SIGTERM" : signal);
	});
}

// Node warns of the two together, on stderr, even where one is empty.
if (process.env.NO_COLOR) delete process.env.FORCE_COLOR;
else delete process.env.NO_COLOR;
try {
	process.exitCode = await main(process.argv.slice(2), {
		stdin: {
			get stream() {
				return process.stdin;
			},
			isPiped: isPipe(0) || isFile(0),
			descriptor: 0,
			everySecond(look) {
				const timer = setInterval(look, 1000).unref();
				return () => clearInterval(timer);
			},
		},
		stdout: process.stdout,
		stderr: process.stderr,
		env: process.env,
		host: {
			isOutputPiped: isPipe(1),
			on(signal, hear) {
				process.on(signal, hear);
				return () => process.off(signal, hear);
			},
			atExit(restore) {
				process.on("exit", restore);
				return () => process.off("exit", restore);
			},
			suspend: () => process.kill(process.pid, "SIGSTOP"),
		},
		signal: interrupt.signal,
		now: Date.now,
	});
} catch (error) {
	console.error(error); // a bug: with its stack, and as trouble; 1 would mean that nothing matched
	process.exitCode = 2;
}

// A read from a silent pipe cannot be called back, and would keep the process alive.
if (interrupt.signal.aborted) process.exit();

/** True for a pipe or a socket, behind which there is another program. */
function isPipe(descriptor) {
	const stats = statsOf(descriptor);
	return stats !== undefined && (stats.isFIFO() || stats.isSocket());
}

/** True for what is redirected; not for a terminal, or /dev/null. */
function isFile(descriptor) {
	return statsOf(descriptor)?.isFile() === true;
}

/** Nothing of a descriptor that is closed. */
function statsOf(descriptor) {
	try {
		return fstatSync(descriptor);
	} catch {
		return undefined;
	}
}
