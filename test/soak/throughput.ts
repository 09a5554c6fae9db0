import { appendFileSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { cpuMs, peakMB } from "./cost.ts";
import { Intake, newlinesIn } from "./intake.ts";
import { probe } from "./probe.ts";
import { type Scene, withScene } from "./scene.ts";
import type { Viewer } from "./viewer.ts";
import { pause, until } from "./wait.ts";
import { Writing } from "./writing.ts";

/** What became of a log that was written fast. */
export interface Throughput {
	/** Events that were written a second. */
	readonly writtenPerSecond: number;
	/** Events a second from the first write until the last one was shown: what the viewer sustains, where it is less. */
	readonly shownPerSecond: number;
	/** From the end of the writing until everything was shown, in milliseconds. */
	readonly lagMs: number;
	/** What an event cost the viewer on a core, in microseconds. */
	readonly cpuUs: number;
	readonly peakMB: number;
	/** Lines that should have been shown, and were not. */
	readonly missing: number;
}

/** Starts a viewer on a log. */
export type View = (scene: Scene, log: string) => Viewer;

/** How fast is written, and what is to be seen of it. */
export interface ThroughputOptions {
	readonly seconds: number;
	/** Events a second; 0 is full speed. */
	readonly rate: number;
	/** What the viewer shows in a line. */
	readonly lineFor: "call" | "event" | "marker";
}

/** The user whose calls say that the end has been reached, and the one to ask for where little is to be shown. */
export const MARKER = "the-marker";

/** Rotated as an API server's log is, only more often; nothing is compressed or deleted, because it is counted at the end. */
const ROTATION = ["--plain", "--smallest", "40000000", "--largest", "100000000", "--keep", "100000"];

/** Writes a log as fast as is asked for, with rotations, while a viewer shows it in a pipe that is read and counted. */
export function throughput(view: View, { seconds, rate, lineFor }: ThroughputOptions): Promise<Throughput> {
	return withScene(async (scene) => {
		const writing = new Writing(scene, "throughput", ["--rate", String(rate), ...ROTATION]);
		const subject = new Subject(view(scene, writing.log), writing.log);
		await subject.isReady();
		const before = { ...subject.cost(), events: eventsIn(dirname(writing.log)) };
		const started = await begin(writing);
		await pause(seconds * 1000);
		await writing.end();
		const ended = performance.now();
		const seen = await subject.hasShownAll();
		const cost = subject.cost();
		await scene.end(subject.viewer.child);
		const events = eventsIn(dirname(writing.log)) - before.events;
		const expected = { call: writing.account().written.distinct, event: events, marker: 0 }[lineFor]; // the first call counts for the marker
		const missing = Math.max(0, expected - (cost.lines - before.lines));
		const shown = expected === 0 ? events : events * (1 - missing / expected);
		return {
			writtenPerSecond: (events * 1000) / (ended - started),
			shownPerSecond: (shown * 1000) / (seen - started),
			lagMs: seen - ended,
			cpuUs: ((cost.cpu - before.cpu) * 1000) / shown,
			peakMB: cost.peak,
			missing,
		};
	});
}

/** Starts the writer, and tells when it wrote first. */
async function begin(writing: Writing): Promise<number> {
	const before = statSync(writing.log).size;
	writing.start();
	await until(() => statSync(writing.log).size !== before, "the writer writes");
	return performance.now();
}

/** A viewer whose output is read, and the log that it shows. */
class Subject {
	readonly viewer: Viewer;
	readonly #log: string;
	readonly #intake: Intake;

	constructor(viewer: Viewer, log: string) {
		this.viewer = viewer;
		this.#log = log;
		this.#intake = new Intake(viewer.out, MARKER);
	}

	/** Writes the marker until the viewer shows one: it may have to begin first. */
	async isReady(): Promise<void> {
		this.#intake.expect();
		await this.#shown(() => this.#mark());
	}

	/** Writes the marker as the last event, and tells when it was shown. */
	async hasShownAll(): Promise<number> {
		this.#intake.expect();
		this.#mark();
		await this.#shown(() => {});
		return this.#intake.seen;
	}

	cost(): { cpu: number; peak: number; lines: number } {
		const pid = this.viewer.child.pid as number;
		return { cpu: cpuMs(pid), peak: peakMB(pid), lines: this.#intake.lines };
	}

	#mark(): void {
		appendFileSync(this.#log, probe(MARKER));
	}

	async #shown(meanwhile: () => void): Promise<void> {
		const isShown = () => {
			this.viewer.check();
			meanwhile();
			return !this.#intake.isExpecting;
		};
		await until(isShown, `${this.viewer.tool} shows the marker`, 300_000);
	}
}

/** Events in all files of a log. */
function eventsIn(folder: string): number {
	return readdirSync(folder).reduce((sum, name) => sum + newlinesIn(readFileSync(join(folder, name))), 0);
}
