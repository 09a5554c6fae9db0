import fc from "fast-check";
import type { SkipKind, Tally } from "../../src/audit/tally.ts";
import type { Bytes, Chain, Message, Read, Skip, Step, Wrapper } from "./model.ts";
import { noise } from "./noise.ts";
import { wrappers } from "./wrappers.ts";

/** A line of a stream, and the chain that it is of. */
export interface Placed {
	readonly step: Step;
	readonly chain: Chain;
	/** Where it begins, and where the next one does or would, in bytes. */
	readonly start: number;
	readonly end: number;
}

/** What goes into the decoder, and what should come out. */
export class Stream {
	readonly name: string;
	readonly bytes: Bytes;
	readonly placed: readonly Placed[];

	constructor(name: string, bytes: Bytes, placed: readonly Placed[]) {
		this.name = name;
		this.bytes = bytes;
		this.placed = placed;
	}

	/** The events that should be read, in their order. */
	get reads(): readonly Read[] {
		return this.placed.flatMap(({ step }) => step.reads);
	}

	get skips(): readonly Skip[] {
		return this.placed.flatMap(({ step }) => step.skips);
	}

	/** For fast-check, where it tells what failed. */
	[fc.toStringMethod](): string {
		return `${this.name}: ${JSON.stringify(this.bytes.length > 20_000 ? `${this.bytes.slice(0, 20_000)}…` : this.bytes)}`;
	}
}

/** Chains that stand side by side, their lines one after the other. */
function mixed(queues: readonly (readonly Chain[])[], picks: readonly number[]): { chain: Chain; step: Step }[] {
	const states = queues.map((queue) => ({ queue, next: 0, step: 0 }));
	const out: { chain: Chain; step: Step }[] = [];
	for (;;) {
		const left = states.filter(({ queue, next }) => next < queue.length);
		const under = left.filter(({ step }) => step > 0);
		const wanted = left[(picks[out.length % picks.length] ?? 0) % left.length];
		if (!wanted) return out;
		const solid = under.find(({ queue, next }) => queue[next]?.isSolid);
		const state = solid ?? (mayCome(wanted, under) ? wanted : (under[0] as typeof wanted));
		const chain = state.queue[state.next] as Chain;
		out.push({ chain, step: chain.steps[state.step] as Step });
		state.step += 1;
		if (state.step === chain.steps.length) Object.assign(state, { next: state.next + 1, step: 0 });
	}
}

interface State {
	readonly queue: readonly Chain[];
	readonly next: number;
	readonly step: number;
}

/** True for a line that may come in between of what has begun and not ended. */
function mayCome(wanted: State, under: readonly State[]): boolean {
	const chain = wanted.queue[wanted.next];
	return under.every((state) => {
		const other = state.queue[state.next];
		return state === wanted || !other?.lanes.some((lane) => chain?.lanes.includes(lane));
	});
}

interface Around {
	readonly isWindows: boolean;
	readonly mark: Bytes;
	readonly hasEnd: boolean;
}

function streamOf(
	sources: readonly { wrapper: Wrapper; messages: readonly Message[] }[],
	picks: readonly number[],
	around: Around,
): Stream {
	const lines = mixed(
		sources.flatMap(({ wrapper, messages }) => wrapper.wrap(messages)),
		picks,
	);
	let bytes = lines.length > 0 ? around.mark : "";
	const hasEnd = around.hasEnd || lines.at(-1)?.step.bytes === "";
	const placed = lines.map(({ chain, step }, at): Placed => {
		const start = at === 0 ? 0 : bytes.length;
		bytes += step.bytes + (around.isWindows ? "\r" : "") + (at < lines.length - 1 || hasEnd ? "\n" : "");
		return { chain, step, start, end: bytes.length + (bytes.endsWith("\n") ? 0 : 1) };
	});
	return new Stream(sources.map(({ wrapper }) => wrapper.name).join(" + "), bytes, placed);
}

/** Events and noise in some wrappers, mixed. */
export const streams = (events: fc.Arbitrary<Message>): fc.Arbitrary<Stream> => {
	const messages = fc.array(fc.oneof({ weight: 3, arbitrary: events }, { weight: 2, arbitrary: noise }), { maxLength: 8 });
	const around = fc.record({ isWindows: rarely, mark: fc.constantFrom("", "", "", "\xef\xbb\xbf"), hasEnd: rarely.map((isCut) => !isCut) });
	return fc
		.tuple(
			fc.array(fc.record({ wrapper: wrappers, messages }), { minLength: 1, maxLength: 4 }),
			fc.array(fc.nat(11), { minLength: 1, maxLength: 20 }),
			around,
		)
		.map((parts) => streamOf(...parts));
};

const rarely: fc.Arbitrary<boolean> = fc.nat(7).map((at) => at === 7);

const KINDS: readonly SkipKind[] = ["notJSON", "notAudit", "damaged", "overlong", "blank", "headless", "dropped"];

/** What a tally counts wrongly, as far as a stream says what is right. */
export function miscounts(tally: Tally, skips: readonly Skip[]): string[] {
	const between = (what: string, count: number, among: readonly Skip[], certain: readonly Skip[]): string[] => {
		const least = certain.filter(({ isCertain }) => isCertain).length;
		return count < least || count > among.length ? [`${what}: ${count}, not ${least} to ${among.length}`] : [];
	};
	const total = KINDS.reduce((sum, kind) => sum + tally.count(kind), 0);
	return [
		...KINDS.flatMap((kind) => {
			const among = skips.filter(({ kinds }) => kinds.includes(kind));
			return between(
				kind,
				tally.count(kind),
				among,
				among.filter(({ kinds }) => kinds.length === 1),
			);
		}),
		...between("all", total, skips, skips),
	];
}
