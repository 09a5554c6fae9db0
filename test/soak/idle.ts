import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cpuMs, peakMB, sleeps } from "./cost.ts";
import { eachLine } from "./lines.ts";
import { probe } from "./probe.ts";
import { withScene } from "./scene.ts";
import { auditail, tail, type Viewer } from "./viewer.ts";
import { pause, until } from "./wait.ts";

/** What following costs while nothing is written. */
export interface Idle {
	/** Of one core. */
	readonly percent: number;
	/** How often it woke up, a second. */
	readonly wakes: number;
	readonly peakMB: number;
}

/** What auditail and `tail -F` cost on one file and on many. */
export interface IdleResult {
	readonly auditail: { readonly one: Idle; readonly many: Idle };
	readonly tail: { readonly one: Idle; readonly many: Idle };
}

/** How long it is looked at, and at how many files. */
export interface IdleOptions {
	readonly program: string;
	readonly seconds: number;
	readonly files: number;
}

/** After this the start counts as over: V8 tidies up after it. */
const SETTLING_MS = 5000;

/** Follows one quiet log and many, with auditail and with `tail -F`, all at the same time. */
export function idle({ program, seconds, files }: IdleOptions): Promise<IdleResult> {
	return withScene(async (scene) => {
		const logs = Array.from({ length: files }, (_, number) => join(scene.folder(`server-${number}`), "audit.log"));
		for (const log of logs) writeFileSync(log, probe("the-past"));
		const viewers = [
			auditail(scene, program, logs.slice(0, 1)),
			auditail(scene, program, logs),
			tail(scene, logs.slice(0, 1)),
			tail(scene, logs),
		];
		for (const [at, viewer] of viewers.entries()) await follows(viewer, at % 2 === 0 ? logs.slice(0, 1) : logs);
		await pause(SETTLING_MS);
		const [one, many, tailOne, tailMany] = await costs(viewers, seconds);
		for (const { child } of viewers) await scene.end(child);
		return { auditail: { one, many }, tail: { one: tailOne, many: tailMany } } as IdleResult;
	});
}

/** Writes to each log until the viewer has shown something of each. */
async function follows(viewer: Viewer, logs: readonly string[]): Promise<void> {
	const seen = new Set<string>();
	eachLine(viewer.out, (line) => seen.add(/hello-\d+-/.exec(line)?.[0] ?? ""));
	const isSeen = (at: number) => seen.has(`hello-${at}-`);
	const hasAll = () => {
		viewer.check();
		for (const [at, log] of logs.entries()) if (!isSeen(at)) appendFileSync(log, probe(`hello-${at}-`));
		return logs.every((_, at) => isSeen(at));
	};
	await until(hasAll, `${viewer.tool} follows ${logs.length} logs`);
}

async function costs(viewers: readonly Viewer[], seconds: number): Promise<Idle[]> {
	const pids = viewers.map(({ child }) => child.pid as number);
	const before = pids.map((pid) => ({ time: performance.now(), cpu: cpuMs(pid), sleeps: sleeps(pid) }));
	await pause(seconds * 1000);
	for (const viewer of viewers) viewer.check();
	return pids.map((pid, at) => {
		const start = before[at] as (typeof before)[0];
		const passed = performance.now() - start.time;
		return {
			percent: ((cpuMs(pid) - start.cpu) * 100) / passed,
			wakes: ((sleeps(pid) - start.sleeps) * 1000) / passed,
			peakMB: peakMB(pid),
		};
	});
}
