import { type Comparison, compare } from "./check.ts";
import { peakMB } from "./cost.ts";
import { idOfRow } from "./follower.ts";
import { eachLine } from "./lines.ts";
import { withScene } from "./scene.ts";
import { Tally } from "./tally.ts";
import { auditail, type Viewer } from "./viewer.ts";
import { pause, until } from "./wait.ts";
import { Writing } from "./writing.ts";

/** What a slow terminal cost. */
export interface Slow extends Comparison {
	readonly peakMB: number;
	/** From the end of the writing until everything was shown, in milliseconds. */
	readonly lagMs: number;
}

/** How slow the terminal is. */
export interface SlowOptions {
	readonly program: string;
	/** How long the log is written, at full speed. */
	readonly seconds: number;
	/** For how many of these seconds nobody reads what auditail shows. */
	readonly stall: number;
}

/** Nothing is deleted: what was not read in time is there to be read. */
const ROTATION = ["--rate", "0", "--plain", "--smallest", "40000000", "--largest", "100000000", "--keep", "100000"];
/** How long it may show nothing before what it has not shown counts as lost. */
const PATIENCE_MS = 10_000;

/** Writes a log at full speed while nobody reads what auditail shows of it, and then reads it. */
export function slow({ program, seconds, stall }: SlowOptions): Promise<Slow> {
	return withScene(async (scene) => {
		const writing = new Writing(scene, "slow", ROTATION);
		const viewer = auditail(scene, program, [writing.log], ["--tail", "-1", "-o", "json"]);
		const shown = new Shown(viewer);
		await until(() => shown.calls.distinct > 0, "auditail shows the first call");
		writing.start();
		await pause(((seconds - stall) * 1000) / 2);
		if (stall > 0) await stopReading(viewer, stall);
		await pause(((seconds - stall) * 1000) / 2);
		await writing.end();
		const ended = performance.now();
		const { written } = writing.account();
		written.add("soak-0-00000000");
		await until(() => shown.calls.distinct >= written.distinct || shown.isSilent(), "auditail at the end", 300_000);
		const lagMs = shown.lastLine - ended;
		return { ...compare(written, shown.calls), peakMB: peakMB(viewer.child.pid as number), lagMs };
	});
}

async function stopReading({ out }: Viewer, seconds: number): Promise<void> {
	out.pause();
	await pause(seconds * 1000);
	out.resume();
}

/** The calls that a viewer has shown. */
class Shown {
	readonly #viewer: Viewer;
	readonly calls = new Tally();
	lastLine = performance.now();

	constructor(viewer: Viewer) {
		this.#viewer = viewer;
		eachLine(viewer.out, (line) => this.#take(line));
	}

	isSilent(): boolean {
		this.#viewer.check();
		return performance.now() - this.lastLine > PATIENCE_MS;
	}

	#take(line: string): void {
		this.lastLine = performance.now();
		const id = idOfRow(line);
		if (id !== undefined) this.calls.add(id);
	}
}
