import type { InputPlace } from "../audit/tally.ts";
import { type Context, MOST_WRAPPERS } from "./context.ts";
import { Documents, type Step } from "./documents.ts";
import { EVENT_HEAD, endsBody, holdsTwo } from "./head.ts";
import { parseJSON } from "./json-text.ts";
import type { Origins } from "./origins.ts";
import { byteChars, fromByteChars, type Raw, rawText } from "./raw.ts";

/** Who gets what is found in JSON text. */
export interface ObjectsOutput {
	/** An object that is whole. */
	readonly object: (raw: Raw, context: Context) => void;
	/** What is left of one, or of several, and may have events in it. */
	readonly torn: (raw: Raw, context: Context) => void;
	/** What an event stands in that is not to be believed. */
	readonly damaged: (raw: Raw, context: Context) => void;
}

/** JSON that goes on on the next line, and where it began. */
interface Open {
	readonly documents: Documents;
	readonly context: Context;
	/** How far its first line is indented. */
	readonly indent: number;
}

/** How a line of an object begins, and one that does. */
const MEMBER = /^[ \t]*"[^"\n]*"[ \t]*:/m;
const A_MEMBER = rawText('"":');

/** Takes JSON apart that is not one value on one line: several objects, one over several lines, those in a list. */
export class Objects {
	readonly #maxLength: number;
	readonly #origins: Origins;
	readonly #to: ObjectsOutput;
	#open: Open | undefined;
	/** How far the current line is indented, and an object over several lines that broke off. */
	#indent = 0;
	#broken: number | undefined;

	/** `maxLength` bounds one object, in characters. `to` gets each object as it closes. */
	constructor(maxLength: number, origins: Origins, to: ObjectsOutput) {
		this.#maxLength = maxLength;
		this.#origins = origins;
		this.#to = to;
	}

	/** True while the next line may be a part of what is open. */
	get isOpen(): boolean {
		return this.#open !== undefined;
	}

	/** True while the next line has nothing to do with those before. */
	get isAtRest(): boolean {
		return this.#open === undefined && this.#broken === undefined;
	}

	/** Takes a text that begins as JSON does. */
	take(raw: Raw, context: Context): void {
		if (context.depth < MOST_WRAPPERS) this.#begin(raw, context);
		else this.#to.torn(raw, context);
	}

	#begin(raw: Raw, context: Context): void {
		const documents = new Documents(this.#maxLength);
		const chars = byteChars(raw);
		const step = documents.add(chars);
		const rest = fromByteChars(chars.slice(step.consumed));
		if (holdsTwo(raw) && !isWhole(step)) this.#to.torn(raw, context);
		else if (step.progress === "torn" && step.found.length > 0 && endsBody(rest.chars)) this.#to.damaged(raw, context);
		else {
			this.#give(step, context);
			if (step.progress !== "done") this.#keep({ documents, context, indent: this.#indent }, step, rest);
		}
	}

	/** What is left of a line whose JSON goes on, or is torn. */
	#keep(open: Open, { progress }: Step, rest: Raw): void {
		if (progress === "open" && open.context.depth === 0 && !isEvent(open.documents)) this.#open = open;
		else this.#to.torn(rest, open.context);
	}

	/** Takes the next line while something is open. False for a line that is no part of it, which is left alone. */
	goesOn(line: Raw, here: Context): boolean {
		if (!this.#open) return false;
		const { documents, context } = this.#open;
		const chars = byteChars(line);
		const step = documents.add(chars);
		const { progress, consumed } = step;
		this.#give(step, context);
		if (progress === "open") return true;
		if (progress === "done") this.#open = undefined;
		else this.flush(line);
		if (progress === "torn" && consumed > 0) this.#to.torn(fromByteChars(chars.slice(consumed)), here);
		return progress === "done" || consumed > 0;
	}

	/** Meets a line that is no part of what is open. True for an object that may be in a body of one that broke off: it begins deeper than that. */
	mayBeInBroken({ chars }: Raw): boolean {
		this.#indent = /^[ \t]*/.exec(chars)?.[0].length ?? 0;
		if (this.#broken === undefined) return false;
		const mark = chars.charAt(this.#indent);
		if (this.#indent > this.#broken) return mark === "{" || mark === "[";
		if (mark === "{" || mark === "}") this.#broken = undefined;
		return false;
	}

	/** An event was read: what broke off before it is over. */
	settle(): void {
		this.#broken = undefined;
	}

	/** What is open does not close any more, because of that line, if it is known. */
	flush(line: Raw = A_MEMBER): void {
		if (!this.#open) return;
		const { documents, context } = this.#open;
		const { text, line: lines, indent } = documents.rest;
		if (MEMBER.test(text) || (text && MEMBER.test(line.chars))) this.#broken = lines === 0 ? this.#open.indent : indent; // a brace alone may be anything
		this.#open = undefined;
		if (text) this.#to.torn(fromByteChars(text), { ...context, place: below(context.place, lines) });
	}

	#give({ found }: Step, { origin, place, depth }: Context): void {
		for (const { text, line, list } of found) {
			const around = list ? this.#origins.ofList(list, origin) : origin;
			this.#to.object(fromByteChars(text), { origin: around, place: below(place, line), depth: depth + 1 });
		}
	}
}

const below = ({ file, line }: InputPlace, lines: number): InputPlace => ({ file, line: line + lines });

/** True while an event is open that began as the server writes them, on one line: it is torn. */
const isEvent = ({ rest }: Documents): boolean => rest.text.startsWith(EVENT_HEAD);

/** True for a line of nothing but JSON. */
const isWhole = ({ progress, found }: Step): boolean => progress === "done" && found.every(({ text }) => parseJSON(text) !== undefined);
