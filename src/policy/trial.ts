import { type AuditEvent, levels } from "../audit/event.ts";
import { isLongRunning, isRead } from "../audit/meaning.ts";
import { attributesOf } from "./attributes.ts";
import { evaluate, isRecorded, type Verdict } from "./evaluate.ts";
import type { Level, Policy } from "./policy.ts";

/** How many events, and of how many bytes. */
export interface Volume {
	readonly events: number;
	readonly bytes: number;
}

/** What came of the events that one rule decides. */
export interface RuleVolume {
	/** From 0; null for what no rule matches. */
	readonly rule: number | null;
	readonly level: Level;
	/** What the log has of them. */
	readonly there: Volume;
	/** What the policy would have left of that. */
	readonly kept: Volume;
}

/** Something that is asked of a log, and how much of the answer a policy would have left. */
export interface Answer {
	readonly name: string;
	/** Calls in the log that are part of the answer. */
	readonly there: number;
	/** Of them, those of which the policy would have recorded enough to tell. */
	readonly kept: number;
}

/** What a policy would have made of a log, as far as the log can tell. */
export interface TrialResult {
	readonly there: Volume;
	readonly kept: Volume;
	/** In the order of the policy, then what no rule matches; only those that decide anything. */
	readonly rules: readonly RuleVolume[];
	/** What would be recorded at each level. */
	readonly levels: Readonly<Record<string, Volume>>;
	readonly answers: readonly Answer[];
	/** Recorded events that would have bodies which the log lacks: they would be larger than `kept` says. */
	readonly deeper: number;
	/** Events of formats that know no level: they are as large as they are, whatever the policy says. */
	readonly levelless: number;
	/** Calls whose RequestReceived would be recorded and is not in the log: as many events more. */
	readonly unreceived: number;
}

/** A question that a log is there to answer. */
export interface Question {
	readonly name: string;
	readonly test: (event: AuditEvent) => boolean;
	/** The least level at which an event can answer. */
	readonly level: Level;
}

/** A call of the log. */
export interface Specimen {
	/** Its last, fullest event. */
	readonly event: AuditEvent;
	/** Each of its events, in the order in which they came. */
	readonly events: readonly StageSpecimen[];
}

/** One event of a call, as it stands in the log. */
interface StageSpecimen {
	readonly stage: string;
	/** Its length, without the newline. */
	readonly bytes: number;
	/** The bytes that a body takes in it, with its key. */
	readonly bodyBytes: (body: "requestObject" | "responseObject") => number;
	/** The event itself; undefined where its text gives none by itself. */
	readonly parsed: () => AuditEvent | undefined;
}

interface Count {
	events: number;
	bytes: number;
}

interface Decided {
	readonly rule: number | null;
	readonly level: Level;
	readonly there: Count;
	readonly kept: Count;
}

/** Runs a policy over calls, one by one; what it holds grows with the policy, not with the log. */
export class Trial {
	readonly #policy: Policy;
	readonly #decided = new Map<number | null, Decided>();
	readonly #levels: Record<string, Count>;
	readonly #answers: readonly { question: Question; there: number; kept: number }[];
	#deeper = 0;
	#unreceived = 0;
	#levelless = 0;

	constructor(policy: Policy, questions: readonly Question[]) {
		this.#policy = policy;
		this.#levels = Object.fromEntries(levels.map((level) => [level, { events: 0, bytes: 0 }]));
		this.#answers = questions.map((question) => ({ question, there: 0, kept: 0 }));
	}

	/** Takes the next call. */
	add(call: Specimen): void {
		const { event, events } = call;
		const verdict = evaluate(this.#policy, attributesOf(event));
		const { there, kept } = this.#decidedBy(verdict);
		for (const one of events) {
			count(there, one.bytes);
			if (!isRecorded(verdict, one.stage)) continue;
			const bytes = bytesAt(verdict.level, event.level, one);
			count(kept, bytes);
			count(this.#levels[verdict.level] as Count, bytes);
			if (lacksBodies(event, one.stage, verdict.level)) this.#deeper += 1;
		}
		if (event.level === undefined) this.#levelless += events.length;
		if (isRecorded(verdict, "RequestReceived") && hasOnlyEnd(events)) this.#unreceived += 1;
		this.#ask(event, recordedOf(call, verdict), verdict.level);
	}

	/** What came of all of them. */
	get result(): TrialResult {
		const rules = [...this.#decided.values()].sort((a, b) => (a.rule ?? Number.POSITIVE_INFINITY) - (b.rule ?? Number.POSITIVE_INFINITY));
		return {
			there: sum(rules.map(({ there }) => there)),
			kept: sum(rules.map(({ kept }) => kept)),
			rules,
			levels: this.#levels,
			answers: this.#answers.map(({ question: { name }, there, kept }) => ({ name, there, kept })),
			deeper: this.#deeper,
			levelless: this.#levelless,
			unreceived: this.#unreceived,
		};
	}

	#decidedBy({ rule, level }: Verdict): Decided {
		const before = this.#decided.get(rule);
		if (before) return before;
		const decided = { rule, level, there: { events: 0, bytes: 0 }, kept: { events: 0, bytes: 0 } };
		this.#decided.set(rule, decided);
		return decided;
	}

	#ask(event: AuditEvent, recorded: AuditEvent | undefined, level: Level): void {
		for (const answer of this.#answers) {
			const { test, level: least } = answer.question;
			if (!test(event)) continue;
			answer.there += 1;
			if (recorded && depth(level) >= depth(least) && test(recorded)) answer.kept += 1;
		}
	}
}

/** The fullest event of a call that would be recorded. */
function recordedOf({ event, events }: Specimen, verdict: Verdict): AuditEvent | undefined {
	const last = events.findLast(({ stage }) => isRecorded(verdict, stage));
	return last?.stage === event.stage ? event : last?.parsed();
}

const depth = (level: string | undefined): number => (levels as readonly (string | undefined)[]).indexOf(level);

function count(volume: Count, bytes: number): void {
	volume.events += 1;
	volume.bytes += bytes;
}

const sum = (volumes: readonly Volume[]): Volume => ({
	events: volumes.reduce((total, { events }) => total + events, 0),
	bytes: volumes.reduce((total, { bytes }) => total + bytes, 0),
});

/** How large an event would be: what a lower level leaves out are its bodies. */
function bytesAt(level: Level, given: string | undefined, { bytes, bodyBytes }: StageSpecimen): number {
	if (given === undefined || depth(level) >= depth(given)) return bytes;
	const request = depth(level) >= depth("Request") ? 0 : bodyBytes("requestObject");
	return bytes - bodyBytes("responseObject") - request - (given.length - level.length);
}

/** True for an event that would have a body at that level which it does not have at its own. */
function lacksBodies(event: AuditEvent, stage: string, level: Level): boolean {
	if (depth(level) <= Math.max(depth(event.level), depth("Metadata"))) return false;
	if (stage === "RequestReceived" || isLongRunning(event) || !event.objectRef) return false;
	return !isRead(event.verb) || (level === "RequestResponse" && stage === "ResponseComplete");
}

const hasOnlyEnd = (events: readonly StageSpecimen[]): boolean =>
	events.some(({ stage }) => stage === "ResponseComplete" || stage === "Panic") && !events.some(({ stage }) => stage === "RequestReceived");
