import { fstatSync, readdirSync, readFileSync, statSync } from "node:fs";

/** A longer command line is a program by itself, nothing to type again; in bytes. */
const LONGEST = 4096;

/** The command lines, word by word, of the processes that write into what is read at a descriptor, as far as Linux tells. */
export function writersInto(descriptor: number): string[][] {
	try {
		const { dev, ino } = fstatSync(descriptor, { bigint: true });
		return readdirSync("/proc")
			.filter((name) => /^\d+$/.test(name) && writesInto(name, dev, ino))
			.map(commandLine)
			.filter((words) => words.length > 0);
	} catch {
		return []; // no Linux
	}
}

function writesInto(process: string, dev: bigint, ino: bigint): boolean {
	try {
		const stdout = statSync(`/proc/${process}/fd/1`, { bigint: true });
		return stdout.ino === ino && stdout.dev === dev;
	} catch {
		return false; // it is somebody else's, or has ended
	}
}

function commandLine(process: string): string[] {
	try {
		const bytes = readFileSync(`/proc/${process}/cmdline`);
		return bytes.length > LONGEST ? [] : bytes.toString().replace(/\0$/, "").split("\0");
	} catch {
		return [];
	}
}
