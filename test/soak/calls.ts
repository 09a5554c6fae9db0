import { readFileSync } from "node:fs";
import { join } from "node:path";
import { auditID } from "./tally.ts";

const SAMPLE = join(import.meta.dirname, "../../samples/minikube.log");

/** The line of a real event around its audit ID and its two timestamps. */
type Template = readonly [string, string, string, string];

const HOLES = /^(.*?"auditID":")(?:[^"\\]|\\.)*(".*"requestReceivedTimestamp":")[^"]*(","stageTimestamp":")[^"]*(".*)$/;

/** What may be written as a call: two stages, or three. */
const ROUNDS = new Set(["RequestReceived ResponseComplete", "RequestReceived ResponseStarted ResponseComplete"]);

/** An event, and whether its call ends with it. */
export interface Event {
	readonly line: string;
	/** The audit ID of the call that it ends. */
	readonly ends: string | undefined;
}

interface Call {
	readonly id: string;
	readonly received: string;
	readonly stages: readonly Template[];
	next: number;
}

/** How the calls of a log are made. */
export interface CallOptions {
	/** Which start of the writer it is: it becomes part of the audit IDs. */
	readonly life: number;
	/** How many calls run at a time. */
	readonly open?: number;
	/** More text for each user agent. */
	readonly padding?: string;
}

/** Calls of a real log again and again, with audit IDs and times of their own, many of them open at a time. */
export class Calls {
	readonly #kinds: readonly (readonly Template[])[];
	readonly #life: number;
	readonly #width: number;
	readonly #open: Call[] = [];
	#number = 0;

	constructor({ life, open = 100, padding = "" }: CallOptions) {
		this.#kinds = kindsOf(readFileSync(SAMPLE, "utf8").replaceAll('"userAgent":"', `"userAgent":"${padding}`));
		this.#life = life;
		this.#width = open;
	}

	/** The next event: of a new call, or of one that is open. */
	next(): Event {
		const call = this.#open.length < this.#width ? this.#begin() : this.#open[Math.floor(Math.random() * this.#open.length)];
		return this.#goOn(call as Call);
	}

	/** The next event of a call that is open, to end them all. */
	rest(): Event | undefined {
		const [call] = this.#open;
		return call && this.#goOn(call);
	}

	#begin(): Call {
		const stages = this.#kinds[Math.floor(Math.random() * this.#kinds.length)] ?? [];
		const call = { id: auditID(this.#life, this.#number), received: stamp(), stages, next: 0 };
		this.#number += 1;
		this.#open.push(call);
		return call;
	}

	#goOn(call: Call): Event {
		const [before, middle, between, after] = call.stages[call.next] as Template;
		const line = `${before}${call.id}${middle}${call.received}${between}${call.next === 0 ? call.received : stamp()}${after}\n`;
		call.next += 1;
		if (call.next < call.stages.length) return { line, ends: undefined };
		this.#open[this.#open.indexOf(call)] = this.#open.at(-1) as Call;
		this.#open.pop();
		return { line, ends: call.id };
	}
}

/** The calls of a log: the templates of their stages. */
function kindsOf(text: string): Template[][] {
	const calls = new Map<string, { stages: string[]; templates: Template[] }>();
	for (const line of text.trimEnd().split("\n")) {
		const { auditID: id, requestReceivedTimestamp, stage } = JSON.parse(line);
		const call = calls.get(`${id} ${requestReceivedTimestamp}`) ?? { stages: [], templates: [] };
		call.stages.push(stage);
		call.templates.push((HOLES.exec(line) ?? []).slice(1) as unknown as Template);
		calls.set(`${id} ${requestReceivedTimestamp}`, call);
	}
	return [...calls.values()].filter(({ stages }) => ROUNDS.has(stages.join(" "))).map(({ templates }) => templates);
}

let last = 0;
let second = 0;
let prefix = "";

/** The time now in microseconds, as the API server writes it, and always later than the one before. */
function stamp(): string {
	last = Math.max(last + 1, Math.floor((performance.timeOrigin + performance.now()) * 1000));
	const seconds = Math.floor(last / 1e6);
	if (seconds !== second) {
		second = seconds;
		prefix = new Date(seconds * 1000).toISOString().slice(0, 20);
	}
	return `${prefix}${String(last % 1e6).padStart(6, "0")}Z`;
}
