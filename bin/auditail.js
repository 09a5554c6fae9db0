#!/usr/bin/env node
import { fstatSync } from "node:fs";
import module from "node:module";

module.enableCompileCache?.(); // Node 20 has none
const { main } = await import("../dist/cli/main.js");

const interrupt = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
	process.on(signal, () => {
		if (interrupt.signal.aborted) process.exit(130); // asked twice: at once
		interrupt.abort(signal === "SIGHUP" ? "SIGTERM" : signal);
	});
}

process.exitCode = await main(process.argv.slice(2), {
	stdin: {
		get stream() {
			return process.stdin;
		},
		isPiped: isPiped(),
	},
	stdout: process.stdout,
	stderr: process.stderr,
	env: process.env,
	signal: interrupt.signal,
	now: Date.now,
});

/** True where somebody put something on stdin to be read; not for a terminal, /dev/null or a closed descriptor. */
function isPiped() {
	try {
		const stdin = fstatSync(0);
		return stdin.isFIFO() || stdin.isFile() || stdin.isSocket();
	} catch {
		return false;
	}
}
