import { appendFileSync, closeSync, openSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { eachLine } from "./lines.ts";
import { probe } from "./probe.ts";
import { type Scene, withScene } from "./scene.ts";
import { auditail, tailAndJq, type Viewer } from "./viewer.ts";
import { between, pause, until } from "./wait.ts";

/** How long an event takes from just before its write until its line is read from the viewer's pipe, in milliseconds. */
export interface Latency {
	readonly tool: string;
	readonly median: number;
	readonly p99: number;
	readonly longest: number;
}

/** How the latency is measured. */
export interface LatencyOptions {
	readonly program: string;
	/** How many events are written. */
	readonly events: number;
}

/** Between two events, in milliseconds. */
const PAUSE_MS = [20, 60] as const;

/** Writes event by event at random moments, while auditail and `tail -F | jq` wait for them side by side. */
export function latency({ program, events }: LatencyOptions): Promise<Latency[]> {
	return withScene(async (scene) => {
		const log = join(scene.folder("latency"), "audit.log");
		writeFileSync(log, "");
		const watched = [auditail(scene, program, [log], ["-o", "json"]), auditail(scene, program, [log]), tailAndJq(scene, log)].map(watch);
		await warmUp(watched, log);
		const times = await writeSlowly(log, events, watched);
		for (const { viewer, arrivals } of watched) await until(() => arrivals.size >= events, `${viewer.tool} shows all events`);
		await endAll(scene, watched);
		return watched.map(({ viewer, arrivals }) =>
			summed(
				viewer.tool,
				[...times].map(([id, time]) => (arrivals.get(id) as number) - time),
			),
		);
	});
}

interface Watched {
	readonly viewer: Viewer;
	/** When each event came first, by its ID. */
	readonly arrivals: Map<string, number>;
	/** Events that came before the measurement. */
	warm: number;
}

function watch(viewer: Viewer): Watched {
	const watched: Watched = { viewer, arrivals: new Map(), warm: 0 };
	eachLine(viewer.out, (line) => {
		const time = performance.now();
		const [id] = /\bmeasured-\d+/.exec(line) ?? [];
		if (id === undefined) watched.warm += 1;
		else if (!watched.arrivals.has(id)) watched.arrivals.set(id, time);
	});
	return watched;
}

/** The first events are slow everywhere: programs are loaded and compiled. */
async function warmUp(watched: readonly Watched[], log: string): Promise<void> {
	let written = 0;
	const isWarm = () => {
		for (const { viewer } of watched) viewer.check();
		written += 1;
		appendFileSync(log, probe(`warm-${written}`));
		return watched.every(({ warm }) => warm >= 20);
	};
	await until(isWarm, `warming up: ${watched.map(({ viewer, warm }) => `${viewer.tool} showed ${warm}`)}`);
}

async function writeSlowly(log: string, events: number, watched: readonly Watched[]): Promise<Map<string, number>> {
	const times = new Map<string, number>();
	const file = openSync(log, "a");
	for (let number = 0; number < events; number += 1) {
		await pause(between(...PAUSE_MS));
		const id = `measured-${number}`;
		const line = probe(id);
		times.set(id, performance.now());
		writeSync(file, line);
		for (const { viewer } of watched) viewer.check();
	}
	closeSync(file);
	return times;
}

async function endAll(scene: Scene, watched: readonly Watched[]): Promise<void> {
	for (const { viewer } of watched) await scene.end(viewer.child);
}

function summed(tool: string, times: readonly number[]): Latency {
	const sorted = times.toSorted((a, b) => a - b);
	const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] as number;
	return { tool, median: at(0.5), p99: at(0.99), longest: at(1) };
}
