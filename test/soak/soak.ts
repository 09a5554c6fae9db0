import { keepBusy } from "./busy.ts";
import { type Comparison, compare, gapsIn, saidByKind } from "./check.ts";
import { auditail, type Follower, tail } from "./follower.ts";
import { PROGRAM, type Scene, withScene } from "./scene.ts";
import type { Tally } from "./tally.ts";
import type { Trial } from "./trial.ts";
import { pause, until } from "./wait.ts";
import { Writing } from "./writing.ts";

/** How a run goes. */
export interface SoakOptions extends Trial {
	/** How long is written. */
	readonly seconds: number;
	/** Kills the writer at random moments. */
	readonly isKilled?: boolean;
	/** Truncates the log in place, after copying it, as logrotate's copytruncate does. */
	readonly isTruncated?: boolean;
}

/** What became of one follower. */
export interface Outcome extends Comparison {
	readonly tool: string;
	/** What it said on stderr, by kind. */
	readonly said: readonly string[];
	/** What it said of missing events. */
	readonly gaps: readonly string[];
}

/** What became of a run. */
export interface SoakResult {
	readonly auditail: Outcome;
	readonly tail: Outcome;
	readonly rotations: number;
	readonly truncations: number;
	readonly kills: number;
	readonly seconds: number;
}

/** How long a follower may be silent at the end before what it has not shown counts as lost. */
const PATIENCE_MS = 10_000;

/** Writes an audit log with all that can happen to one, while auditail and `tail -F` follow it, and compares. */
export function soak(options: SoakOptions): Promise<SoakResult> {
	return withScene((scene) => soakIn(scene, options));
}

async function soakIn(scene: Scene, options: SoakOptions): Promise<SoakResult> {
	const { seconds, program = PROGRAM, flags = [], rate = 4000, writer = [], isKilled, isTruncated, isCalm } = options;
	const writing = new Writing(scene, "log", ["--rate", String(rate), ...(isTruncated ? ["--truncate"] : []), ...writer]);
	const followers = [auditail(scene, program, writing.log, flags), tail(scene, writing.log)] as const;
	for (const { tool, shown, said } of followers) await until(() => shown.distinct > 0, `${tool} shows the first call: ${said}`);
	if (!isCalm) keepBusy(scene);
	const started = performance.now();
	writing.start();
	if (isKilled) await writing.killUntil(started + seconds * 1000);
	await pause(Math.max(0, started + seconds * 1000 - performance.now()));
	await writing.end();
	const { written, rotations, truncations } = writing.account();
	written.add("soak-0-00000000");
	for (const follower of followers) await shownOrSilent(follower, written);
	const [own, other] = followers.map((follower) => outcome(follower, written)) as [Outcome, Outcome];
	return { auditail: own, tail: other, rotations, truncations, kills: writing.kills, seconds };
}

/** Waits until a follower has shown everything, or nothing for ten seconds. */
async function shownOrSilent(follower: Follower, written: Tally): Promise<void> {
	const isSilent = () => performance.now() - follower.lastLine > PATIENCE_MS;
	const hasEnded = () => follower.child.exitCode !== null;
	await until(() => follower.shown.distinct >= written.distinct || isSilent() || hasEnded(), `${follower.tool} at the end`, 600_000);
}

function outcome({ tool, shown, said }: Follower, written: Tally): Outcome {
	return { tool, ...compare(written, shown), said: saidByKind(said), gaps: gapsIn(said) };
}
