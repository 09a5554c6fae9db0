import { type ChildProcess, spawn } from "node:child_process";
import { buffer } from "node:stream/consumers";

/** The program as users start it; a build must have made dist/. */
export const BIN = "bin/auditail.js";

/** How a process ended, and what it printed. */
export interface Ended {
	readonly code: number | null;
	readonly stdout: Buffer;
	readonly stderr: string;
}

/** The environment without what the test runner says about colours. */
export function plainEnvironment(): Record<string, string> {
	const { NO_COLOR: _no, FORCE_COLOR: _force, ...rest } = process.env;
	return rest as Record<string, string>;
}

/** Starts a command line of the shell, `auditail` being the program, with the Node that runs the tests. */
export function shell(command: string): ChildProcess {
	const script = `auditail() { "${process.execPath}" ${BIN} "$@"; }; ${command}`;
	return spawn("bash", ["-c", script], { env: plainEnvironment(), stdio: ["pipe", "pipe", "pipe"] });
}

/** Runs a command line of the shell to its end, with nothing on stdin but a closed pipe. */
export async function sh(command: string): Promise<Ended> {
	const child = shell(command);
	child.stdin?.end();
	const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
	const [stdout, stderr, code] = await Promise.all([
		buffer(child.stdout as NonNullable<ChildProcess["stdout"]>),
		buffer(child.stderr as NonNullable<ChildProcess["stderr"]>),
		ended,
	]);
	return { code, stdout, stderr: stderr.toString() };
}
