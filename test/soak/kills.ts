import type { ChildProcess } from "node:child_process";
import { appendFileSync, closeSync, existsSync, openSync, readFileSync, statSync } from "node:fs";
import { keepBusy } from "./busy.ts";
import { type Comparison, compare, saidByKind } from "./check.ts";
import { Printed } from "./printed.ts";
import { PROGRAM, type Scene, withScene } from "./scene.ts";
import type { Trial } from "./trial.ts";
import { between, pause, until } from "./wait.ts";
import { Writing } from "./writing.ts";

/** How a run of kills goes. */
export interface KillsOptions extends Trial {
	/** How often auditail is killed. */
	readonly kills: number;
	/** How long before a kill a call may have been printed that is printed again, in milliseconds. */
	readonly windowMs?: number;
}

/** What became of a run of kills. */
export interface KillsResult extends Comparison {
	readonly kills: number;
	/** Calls that were printed again although they had been printed more than `windowMs` before the kill. */
	readonly unexcused: number;
	/** Most calls that were printed again after one kill. */
	readonly most: number;
	/** What it said on stderr, by kind. */
	readonly said: readonly string[];
	/** Lines that a kill tore. */
	readonly torn: number;
}

/** auditail keeps its place once a second, a little later where the cores are busy. */
const WINDOW_MS = 1500;
/** How long it lives before it is killed, at most. */
const LONGEST_MS = 3000;
const PATIENCE_MS = 15_000;
/** Killed so often, it falls behind: what was rotated away stays for as long as that may take. */
const KEEP_SECONDS = "3600";

/** Kills `auditail -f --state FILE` again and again while a log is written and rotated; what it prints goes to one file. */
export function kills(options: KillsOptions): Promise<KillsResult> {
	return withScene((scene) => killsIn(scene, options));
}

async function killsIn(scene: Scene, options: KillsOptions): Promise<KillsResult> {
	const { kills: count, rate = 2000, writer = [], isCalm, windowMs = WINDOW_MS } = options;
	const writing = new Writing(scene, "killed", ["--rate", String(rate), "--keep-seconds", KEEP_SECONDS, ...writer]);
	const victim = new Victim(scene, writing.log, options);
	victim.start();
	await until(() => victim.hasState() && victim.printed.tally.distinct > 0, `auditail shows a call and keeps its place: ${victim.said()}`);
	if (!isCalm) keepBusy(scene);
	writing.start();
	for (let kill = 0; kill < count; kill += 1) {
		await pause(between(0, LONGEST_MS));
		await victim.kill(windowMs);
		victim.start();
	}
	await writing.end();
	const { written } = writing.account();
	written.add("soak-0-00000000");
	await victim.shownOrSilent(written.distinct);
	return {
		...compare(written, victim.printed.tally),
		kills: count,
		...victim.printed.again(),
		said: saidByKind(victim.said().split("\n")),
	};
}

/** auditail, started again and again: its output goes to one file, at whose size is looked all the time. */
class Victim {
	readonly #scene: Scene;
	readonly #args: readonly string[];
	readonly #out: string;
	readonly #errors: string;
	readonly #state: string;
	#child: ChildProcess | undefined;
	#sizes: { time: number; size: number }[] = [];
	#looking: NodeJS.Timeout | undefined;
	/** What it has printed so far. */
	readonly printed: Printed;

	constructor(scene: Scene, log: string, { program = PROGRAM, flags = [] }: KillsOptions) {
		this.#scene = scene;
		[this.#out, this.#errors, this.#state] = [scene.path("printed"), scene.path("said"), scene.path("state")];
		this.#args = [program, "-f", "--state", this.#state, "--tail", "-1", "-o", "json", ...flags, log];
		appendFileSync(this.#out, "");
		this.printed = new Printed(this.#out);
	}

	start(): void {
		const [out, errors] = [openSync(this.#out, "a"), openSync(this.#errors, "a")];
		this.#child = this.#scene.node(this.#args, { stdio: ["ignore", out, errors] });
		closeSync(out);
		closeSync(errors);
		this.#sizes = [];
		this.#look();
		this.#looking = setInterval(() => this.#look(), 20).unref();
	}

	/** Kills it. What it printed in the last `windowMs` may be printed again. Throws where it has ended by itself. */
	async kill(windowMs: number): Promise<void> {
		const child = this.#child as ChildProcess;
		if (child.exitCode !== null) throw new Error(`auditail ended by itself with ${child.exitCode}: ${this.said()}`);
		const since = performance.now() - windowMs;
		await this.#scene.end(child, "SIGKILL");
		clearInterval(this.#looking);
		const start = this.#sizes[0]?.size ?? 0;
		this.printed.killed(this.#sizes.findLast(({ time }) => time <= since)?.size ?? start);
	}

	hasState(): boolean {
		this.printed.readOn();
		return existsSync(this.#state);
	}

	said(): string {
		return readFileSync(this.#errors, "utf8");
	}

	/** Waits until so many calls have been printed, or nothing for a while. */
	async shownOrSilent(calls: number): Promise<void> {
		let [size, since] = [0, performance.now()];
		const isSilent = () => {
			this.printed.readOn();
			if (this.printed.size > size) [size, since] = [this.printed.size, performance.now()];
			return performance.now() - since > PATIENCE_MS;
		};
		await until(() => isSilent() || this.printed.tally.distinct >= calls, "auditail at the end", 600_000);
		clearInterval(this.#looking);
	}

	#look(): void {
		this.#sizes.push({ time: performance.now(), size: statSync(this.#out).size });
	}
}
