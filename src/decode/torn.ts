import type { Origin } from "../audit/call.ts";
import { cut, joined, type Raw } from "./raw.ts";
import { serverLogPlaces } from "./server-log.ts";

/** How long the beginning of a torn event is held for its end: in lines, and in characters. */
const MOST_LINES = 64;
const MOST_LENGTH = 8 * 1024 * 1024;
/** In how many places one torn event is tried to be put together. */
const MOST_CUTS = 4;

/** The beginning of an event whose end did not come on its line. */
export interface Head {
	readonly raw: Raw;
	readonly origin: Origin;
	/** The line it stands on. */
	readonly number: number;
}

/**
 * Holds the beginning of a torn event until its end comes. `kubectl logs` puts the pieces of a line of more than 16 KiB
 * and the lines of stderr that came in between one after the other (k8s.io/cri-client `pkg/logs`), and journald cuts long
 * lines: the end is on one of the next lines, and what stands before it may be klog text.
 */
export class Torn {
	readonly #onLost: (head: Head) => void;
	#head: Head | undefined;
	/** What may be the event's own part of what was read so far. */
	#beginnings: Raw[] = [];
	#linesLeft = 0;

	/** `onLost` gets a head whose end did not come. */
	constructor(onLost: (head: Head) => void) {
		this.#onLost = onLost;
	}

	/** True while a beginning is held. */
	get isHolding(): boolean {
		return this.#head !== undefined;
	}

	/** Holds a beginning; one that was held before is lost. */
	hold(head: Head): void {
		this.flush();
		this.#head = head;
		this.#beginnings = beginningsOf(head.raw);
		this.#linesLeft = MOST_LINES;
		if (head.raw.chars.length > MOST_LENGTH) this.flush();
	}

	/** Another line has come, whatever it was. */
	age(): void {
		this.#linesLeft -= 1;
		if (this.#linesLeft < 0) this.flush();
	}

	/** Offers a line of the same origin as the end: gives what the event may be, one of which `isEvent` must take. */
	complete(line: Raw, origin: Origin, isEvent: (whole: Raw) => boolean): boolean {
		if (this.#head?.origin.log !== origin.log) return false;
		if (line.chars.trimEnd().endsWith("}") && this.#beginnings.some((beginning) => isEvent(joined([beginning, line])))) {
			this.#head = undefined;
			return true;
		}
		this.#extend(line);
		return false;
	}

	/** Its end does not come any more. */
	flush(): void {
		const head = this.#head;
		this.#head = undefined;
		this.#beginnings = [];
		if (head) this.#onLost(head);
	}

	/** A piece from the middle of the event ends where klog text begins on its line. */
	#extend(line: Raw): void {
		const places = serverLogPlaces(line.chars);
		const [first] = this.#beginnings;
		if (places.length === 0 || !first || first.chars.length + line.chars.length > MOST_LENGTH) return;
		const longer = this.#beginnings.flatMap((beginning) => places.map((at) => joined([beginning, cut(line, 0, at)])));
		this.#beginnings = [...longer, ...this.#beginnings].slice(0, MOST_CUTS);
	}
}

/** All of the line, and what stands before klog text on it, that which is nearest to its end first. */
const beginningsOf = (raw: Raw): Raw[] =>
	[
		...serverLogPlaces(raw.chars)
			.toReversed()
			.map((at) => cut(raw, 0, at)),
		raw,
	].slice(0, MOST_CUTS);
