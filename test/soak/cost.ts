import { readdirSync, readFileSync } from "node:fs";

/** The time that the threads of a process have spent on the cores, in milliseconds: finer than the clock ticks of its `stat`. */
export function cpuMs(pid: number): number {
	const threads = readdirSync(`/proc/${pid}/task`);
	return (
		threads.reduce((sum, thread) => sum + Number.parseInt(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "latin1"), 10), 0) / 1e6
	);
}

/** The most memory that a process has had, in MB. */
export function peakMB(pid: number): number {
	return Number(/VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1]) / 1024;
}

/** How often the threads of a process went to sleep by themselves. */
export function sleeps(pid: number): number {
	const threads = readdirSync(`/proc/${pid}/task`);
	const of = (thread: string) => /^voluntary_ctxt_switches:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/task/${thread}/status`, "latin1"));
	return threads.reduce((sum, thread) => sum + Number(of(thread)?.[1]), 0);
}
