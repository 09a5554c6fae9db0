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

/** The environment without what the test runner says about colours, and without settings of whoever runs it. */
export function plainEnvironment(): Record<string, string> {
	const { NO_COLOR: _no, FORCE_COLOR: _force, ...rest } = process.env;
	const others = Object.entries(rest).filter(([name]) => !name.startsWith("AUDITAIL_"));
	return { ...Object.fromEntries(others), XDG_CONFIG_HOME: "/dev/null" } as Record<string, string>;
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

/**
 * What a measured program does last. Not `resourceUsage().maxRSS` where Linux tells better: that is never less than what
 * the process had that started it, here the test runner (`exec_mmap` in Linux' fs/exec.c hands the mark of the old memory on).
 */
const report = `
	const status = fs.existsSync("/proc/self/status") ? fs.readFileSync("/proc/self/status", "utf8") : "";
	const kilobytes = /VmHWM:\\s*(\\d+)/.exec(status)?.[1] ?? process.resourceUsage().maxRSS;
	process.stderr.write("peak " + kilobytes * 1024 + "\\n");
`;

/** The program, in a command line of the shell, with its peak of memory on its last line of stderr. */
export const MEASURED = `"${process.execPath}" --import "data:text/javascript,${encodeURIComponent(`import fs from "node:fs"; process.on("exit", () => {${report}})`)}" ${BIN}`;

/** The peak of memory, in bytes, that MEASURED told. */
export const peakOf = (stderr: string): number => Number(/^peak (\d+)$/m.exec(stderr)?.[1]);
