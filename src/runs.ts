import type { Shown } from "./around.ts";
import { type Alike, type Call, durationMicros } from "./audit/call.ts";
import { timeOf } from "./audit/meaning.ts";

/** How long a run may be held while a log is followed, in milliseconds. */
const HELD_MS = 1000;
/** So many objects of a run are told apart. */
const MOST_OBJECTS = 1000;

/** Calls that follow each other, and are alike in who, verb, resource and code. */
interface Run {
	readonly key: string;
	/** The first one, as it was when it came. */
	readonly first: Shown;
	count: number;
	last: Call;
	longest: number;
	readonly objects: Set<string>;
}

/** Joins calls that follow each other and are alike, so that one row tells of all of them. */
export class Runs {
	readonly #live: boolean;
	readonly #emit: (shown: Shown) => void;
	#run: Run | undefined;
	#timer: NodeJS.Timeout | undefined;

	/** `emit` gets the first call of each run, which knows of the others; of a log that is followed, within a second of its coming. */
	constructor(live: boolean, emit: (shown: Shown) => void) {
		this.#live = live;
		this.#emit = emit;
	}

	/** Takes the next call. */
	add(shown: Shown): void {
		const key = keyOf(shown.call);
		if (this.#run?.key !== key) this.#begin(key, shown);
		else if (this.#run) join(this.#run, shown.call);
	}

	/** Hands on what is held. */
	flush(): void {
		clearTimeout(this.#timer);
		const run = this.#run;
		this.#run = undefined;
		if (!run) return;
		const { first, count, last, longest, objects } = run;
		const alike: Alike = { count, until: timeOf(last.event), longest, objects: objects.size };
		this.#emit(count === 1 ? first : { ...first, call: { ...first.call, alike } });
	}

	#begin(key: string, shown: Shown): void {
		this.flush();
		const call = { ...shown.call }; // one that is open changes when it ends
		this.#run = { key, first: { ...shown, call }, count: 0, last: call, longest: 0, objects: new Set() };
		join(this.#run, call);
		if (this.#live) this.#timer = setTimeout(() => this.flush(), HELD_MS);
	}
}

function join(run: Run, call: Call): void {
	const { objectRef, requestURI } = call.event;
	run.count += 1;
	run.last = call;
	run.longest = Math.max(run.longest, durationMicros(call) ?? 0);
	if (run.objects.size < MOST_OBJECTS) run.objects.add(JSON.stringify(objectRef ? [objectRef.namespace, objectRef.name] : requestURI));
}

function keyOf({ event, state, origin }: Call): string {
	const { user, impersonatedUser, verb, objectRef, requestURI = "", responseStatus } = event;
	const what = objectRef ? [objectRef.apiGroup, objectRef.resource, objectRef.subresource] : requestURI.split("?", 1);
	return JSON.stringify([user?.username, impersonatedUser?.username, verb, what, responseStatus?.code, state, origin.log]);
}
