import type { Tally } from "./tally.ts";

/** What was shown of what was written, in calls. */
export interface Comparison {
	readonly written: number;
	readonly shown: number;
	/** Written, and never shown. */
	readonly lost: number;
	/** Shown more than once. */
	readonly repeated: number;
	/** Shown, and never written: a mistake of the harness, or of the follower. */
	readonly invented: number;
	/** Where calls were lost: `1-120..340 (221)`, the life of the writer and numbers of calls that lie close together. */
	readonly holes: readonly string[];
}

/** Calls that are lost together lie about as close as calls are open at a time. */
const CLOSE = 400;

/** Compares what a follower showed with what was written. */
export function compare(written: Tally, shown: Tally): Comparison {
	const holes = new Holes();
	for (const [life, number] of written.calls()) if (shown.of(life, number) === 0) holes.add(life, number);
	let [repeated, invented] = [0, 0];
	for (const [life, number, times] of shown.calls()) {
		if (times > 1) repeated += 1;
		if (written.of(life, number) === 0) invented += 1;
	}
	return { written: written.distinct, shown: shown.distinct, lost: holes.lost, repeated, invented, holes: holes.told() };
}

/** Lost calls, those close together as one hole. */
class Holes {
	readonly #holes: { life: number; first: number; last: number; lost: number }[] = [];
	lost = 0;

	add(life: number, number: number): void {
		this.lost += 1;
		const hole = this.#holes.at(-1);
		if (hole?.life !== life || number - hole.last > CLOSE) this.#holes.push({ life, first: number, last: number, lost: 1 });
		else Object.assign(hole, { last: number, lost: hole.lost + 1 });
	}

	told(): string[] {
		return this.#holes.map(({ life, first, last, lost }) => `${life}-${first}..${last} (${lost})`);
	}
}

/** What was said on stderr, each kind of message once with how often it came: numbers and times stand for any. */
export function saidByKind(said: readonly string[]): string[] {
	const kinds = new Map<string, number>();
	for (const line of said) {
		const kind = line.replaceAll(/[\w./-]*\/audit/g, "audit").replaceAll(/\d[\d.:TZ-]*/g, "N");
		kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
	}
	return [...kinds].map(([kind, times]) => `${times} x ${kind}`);
}

/** The messages by which auditail says that something is missing. */
export const gapsIn = (said: readonly string[]): string[] => said.filter((line) => /missing|lost|gone before|gap/i.test(line));
