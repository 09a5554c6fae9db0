import type { Call } from "./audit/call.ts";
import { actor, nobody } from "./audit/meaning.ts";

/** What makes calls belong together, so that one is before or after another. */
const streams = {
	actor: ({ event }: Call): string => actor(event) ?? nobody,
	object: ({ event: { objectRef, requestURI = "" } }: Call): string =>
		objectRef
			? JSON.stringify([objectRef.apiGroup, objectRef.resource, objectRef.namespace, objectRef.name])
			: (requestURI.split("?", 1)[0] ?? ""),
	all: (): string => "",
} as const satisfies Readonly<Record<string, (call: Call) => string>>;

/** How much is shown around a call that matches, as grep's `-B` and `-A`, and of what. */
export interface AroundOptions {
	readonly before: number;
	readonly after: number;
	readonly by: keyof typeof streams;
	/** After so many matches there are no others. */
	readonly max?: number | undefined;
}

/** A call that is to be shown. */
export interface Shown {
	readonly call: Call;
	/** True for one that does not match, but stands before or after one that does. */
	readonly isContext: boolean;
	/** The match that it is shown for: they are numbered. */
	readonly match: number;
	/** What it belongs to, and its place there: two that follow each other there stand together. */
	readonly stream: string;
	readonly place: number;
	/** True while more is to come after a match. */
	readonly isPending: boolean;
}

/** Streams that are known at once, and what the calls that are held in them may take, in bytes. */
const MOST_STREAMS = 10_000;
const MOST_BYTES = 64 * 1024 * 1024;
/** What a call takes that does not say it, in bytes. */
const CALL_BYTES = 4096;

interface Held {
	readonly call: Call;
	readonly place: number;
	/** What it took when it came. */
	readonly bytes: number;
}

interface Stream {
	/** Calls so far. */
	place: number;
	/** The last ones that were not shown, with their places. */
	held: Held[];
	/** How many more are to be shown, and for which match. */
	left: number;
	match: number;
}

/** Shows the calls that match, with what was before and after them in their streams. */
export class Around {
	readonly #options: AroundOptions;
	readonly #emit: (shown: Shown) => void;
	readonly #onForgotten: (calls: number) => void;
	/** The least recent stream comes first. */
	readonly #streams = new Map<string, Stream>();
	#matches = 0;
	/** Matches that were told as open, and come again. */
	readonly #begun = new WeakSet<Call>();
	#pending = 0;
	#bytes = 0;

	/** `onForgotten` hears how many calls could no longer be held, so that they will be missing before a match. */
	constructor(options: AroundOptions, emit: (shown: Shown) => void, onForgotten: (calls: number) => void) {
		this.#options = options;
		this.#emit = emit;
		this.#onForgotten = onForgotten;
	}

	/** Takes the next call, and whether it matches; a long one comes again when it has ended. */
	add(call: Call, isMatch: boolean): void {
		const name = streams[this.#options.by](call);
		const stream = this.#streamOf(name);
		stream.place += 1;
		this.#let(stream, call);
		if (isMatch && this.#mayMatch(call)) this.#match(name, stream, call);
		else if (stream.left > 0) {
			stream.left -= 1;
			if (stream.left === 0) this.#pending -= 1;
			this.#show(name, stream, { call, place: stream.place }, true);
		} else this.#hold(stream, call);
		this.#forget();
	}

	#streamOf(name: string): Stream {
		const stream = this.#streams.get(name) ?? { place: 0, held: [], left: 0, match: 0 };
		this.#streams.delete(name);
		this.#streams.set(name, stream);
		return stream;
	}

	#mayMatch(call: Call): boolean {
		const { max = Number.POSITIVE_INFINITY } = this.#options;
		if (!this.#begun.has(call) && this.#matches >= max) return false;
		if (call.state === "open") this.#begun.add(call);
		return true;
	}

	#match(name: string, stream: Stream, call: Call): void {
		const { after } = this.#options;
		this.#matches += 1;
		stream.match = this.#matches;
		if (stream.left === 0 && after > 0) this.#pending += 1;
		stream.left = after;
		for (const held of stream.held) {
			this.#bytes -= held.bytes;
			this.#show(name, stream, held, true);
		}
		stream.held = [];
		this.#show(name, stream, { call, place: stream.place }, false);
	}

	#show(name: string, { match }: Stream, { call, place }: Pick<Held, "call" | "place">, isContext: boolean): void {
		this.#emit({ call, isContext, match, stream: name, place, isPending: this.#pending > 0 });
	}

	#hold(stream: Stream, call: Call): void {
		const { bytes = CALL_BYTES } = call;
		stream.held.push({ call, place: stream.place, bytes });
		this.#bytes += bytes;
		if (stream.held.length > this.#options.before) this.#drop(stream, 0);
	}

	/** A call that comes again, now that it has ended, has but its later place. */
	#let(stream: Stream, call: Call): void {
		const at = stream.held.findIndex((held) => held.call === call);
		if (at >= 0) this.#drop(stream, at);
	}

	#drop(stream: Stream, at: number): void {
		for (const { bytes } of stream.held.splice(at, 1)) this.#bytes -= bytes;
	}

	#forget(): void {
		for (const [name, stream] of this.#streams) {
			if (this.#streams.size <= MOST_STREAMS && this.#bytes <= MOST_BYTES) return;
			this.#onForgotten(stream.held.length);
			while (stream.held.length > 0) this.#drop(stream, 0);
			if (stream.left > 0) this.#pending -= 1;
			this.#streams.delete(name);
		}
	}
}
