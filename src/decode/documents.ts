import { EVENT_HEAD } from "./head.ts";
import { DEEPEST, endOfString } from "./json-text.ts";

const QUOTE = 34;
const OPEN_OBJECT = 123;
const OPEN_ARRAY = 91;
/** What opened that which a bracket or a brace closes. */
const OPENING: ReadonlyMap<number, number> = new Map([
	[125, OPEN_OBJECT],
	[93, OPEN_ARRAY],
]);
const COLON = 58;
const COMMA = 44;
const SPACE = 32;
/** What each line of an object takes in memory beside its text, in characters: there may be nothing else on it. */
const LINE_LENGTH = 16;
/** Most objects that one line may close: it is none of a log's otherwise. */
const MOST_FOUND = 1_000_000;

/** The keys of arrays that hold events, or what wraps them: EventList and List, Azure, CloudWatch and its subscriptions. */
export const LISTS = ["items", "records", "events", "logEvents"] as const;
const LIST_KEY = new RegExp(String.raw`"(?:${LISTS.join("|")})"\s*:\s*$`);
/** Longest stretch that is looked at for such a key. */
const KEY_LENGTH = 64;
/** What may begin a line inside a JSON document that is printed over several lines, indentation aside. */
const INSIDE = /^(?:[{}[\]",:]|(?:-?\d[\d.eE+-]*|true|false|null)\s*(?:[,\]}]|$)|$)/;
/** How a line begins that has an object, or a list of them, on it. */
const RECORD = /^\[?\{"/;
/** What may stand between two documents: space, commas, byte order marks. */
const BETWEEN: ReadonlySet<number> = new Set([32, 9, 10, 13, 44, 0xfeff]);
/** And what between the values in one. */
const INSIDE_OBJECT: ReadonlySet<number> = new Set([...BETWEEN, COLON]);
/** A value that is neither an object, an array nor a string. */
const SCALAR = /(?:-?\d[\d.eE+-]*|true|false|null)(?=[\s,\]}]|$)/y;

/** An object that stands by itself or in a list. */
export interface Found {
	readonly text: string;
	/** How many lines had been added before the one it begins on. */
	readonly line: number;
	/** For an element of a list, what stands before the list, as JSON text that breaks off there; undefined outside of one. */
	readonly list: string | undefined;
}

/** What came of a line. */
export interface Step {
	/** `done`: all that began has ended; `open`: more must come; `torn`: the line is no part of what is open, or tears it behind `consumed`. */
	readonly progress: "done" | "open" | "torn";
	/** The objects that the line closed; of a list that had elements, not what is left around them. */
	readonly found: readonly Found[];
	/** How much of the line has been dealt with, in characters. */
	readonly consumed: number;
}

/**
 * Finds the objects in JSON text that comes line by line: several on a line, one over many lines, those in a list one by
 * one, however long the list is. It holds one object at most. It gives up as soon as a line shows that this is no JSON, so
 * that a torn line cannot swallow the events behind it.
 */
export class Documents {
	readonly #maxLength: number;
	/** The arrays and objects that are open, by the character that opened them. */
	readonly #opened: number[] = [];
	/** The last character that was no space. */
	#last = 0;
	/** The depth at which objects are taken: 0, or that of the inside of a list. */
	#base = 0;
	#lines = 0;
	#elements = 0;
	#list: string | undefined;
	/** The object that is open: its text on earlier lines, where it began, and where it begins on this line. */
	#parts: string[] = [];
	#length = 0;
	#line = 0;
	#indent = 0;
	#isIndented: boolean | undefined;
	#start = 0;
	/** What the line closed, and how much of it has been dealt with. */
	#found: Found[] = [];
	#consumed = 0;

	/** `maxLength` bounds one object, in characters. */
	constructor(maxLength: number) {
		this.#maxLength = maxLength;
	}

	/** What earlier lines hold of the object that is open, on which of them it began, counted from 0, and how far that is indented. */
	get rest(): { text: string; line: number; indent: number } {
		return { text: this.#parts.join("\n"), line: this.#line, indent: this.#indent };
	}

	/** Takes the next line. */
	add(line: string): Step {
		this.#found = [];
		this.#consumed = 0;
		const progress = this.#read(line);
		return { progress, found: this.#found, consumed: this.#consumed };
	}

	#read(line: string): Step["progress"] {
		if (this.#lines > 0 && !this.#continues(line)) return "torn";
		this.#start = 0;
		for (let at = 0; at < line.length; at += 1) {
			at = this.#step(line, at);
			if (at < 0) return "torn";
			if (line.charCodeAt(at) > SPACE) this.#last = line.charCodeAt(at);
		}
		if (this.#isOpen && !this.#keep(line.slice(this.#start))) return "torn";
		this.#lines += 1;
		return this.#depth > 0 ? "open" : "done";
	}

	get #depth(): number {
		return this.#opened.length;
	}

	get #isOpen(): boolean {
		return this.#depth > this.#base;
	}

	/** Deals with what stands there; gives the place of its last character, or -1 where it cannot stand there. */
	#step(line: string, at: number): number {
		const code = line.charCodeAt(at);
		if (code === OPEN_OBJECT || code === OPEN_ARRAY) return this.#open(code, line, at);
		const opening = OPENING.get(code);
		if (opening !== undefined) return this.#close(opening, line, at);
		if (code === QUOTE) return this.#depth > 0 ? endOfString(line, at) : -1;
		if ((this.#isOpen ? INSIDE_OBJECT : BETWEEN).has(code)) return at;
		return this.#depth > 0 ? endOfScalar(line, at) : -1;
	}

	#open(code: number, line: string, at: number): number {
		if (!this.#mayOpen() || this.#depth > DEEPEST) return -1;
		const isList = code === OPEN_ARRAY && this.#base === 0 && this.#depth < 2 && this.#holdsEvents(line, at);
		if (!this.#isOpen && !isList) this.#begin(line, at);
		this.#opened.push(code);
		if (isList) this.#enterList(line.slice(this.#start, at + 1), at);
		return at;
	}

	/** True while an object is open that began as those do that are on one line. */
	get #isCompact(): boolean {
		return this.#parts[0]?.startsWith('{"') === true;
	}

	/** A value follows a colon in an object, and a bracket or a comma in an array. */
	#mayOpen(): boolean {
		const around = this.#opened.at(-1);
		if (around === OPEN_OBJECT) return this.#last === COLON;
		return around !== OPEN_ARRAY || this.#last === OPEN_ARRAY || this.#last === COMMA;
	}

	/** True for an array that stands by itself, and for one under a key that lists have. */
	#holdsEvents(line: string, at: number): boolean {
		if (this.#depth === 0) return true;
		const before = line.slice(Math.max(this.#start, at - KEY_LENGTH), at);
		return LIST_KEY.test(before.trim() === "" ? `${this.#parts.at(-1)?.slice(-KEY_LENGTH) ?? ""}${before}` : before);
	}

	#begin(line: string, at: number): void {
		this.#start = at;
		this.#line = this.#lines;
		this.#indent = indentOf(line);
		this.#isIndented = undefined;
	}

	#enterList(before: string, at: number): void {
		this.#list = this.#depth === 1 ? "" : this.#taken(before);
		this.#consumed = at + 1;
		this.#base = this.#depth;
		this.#elements = 0;
	}

	#close(opening: number, line: string, at: number): number {
		if (this.#opened.pop() !== opening) return -1;
		if (this.#found.length > MOST_FOUND) return -1;
		if (this.#depth === this.#base) this.#give(this.#taken(line.slice(this.#start, at + 1)), at);
		else if (this.#depth < this.#base) this.#leaveList(at);
		return at;
	}

	#give(text: string, at: number): void {
		const isFrame = this.#base === 0 && this.#elements > 0;
		this.#elements = this.#base === 0 ? 0 : this.#elements + 1;
		this.#consumed = at + 1;
		if (!isFrame) this.#found.push({ text, line: this.#line, list: this.#list });
	}

	/** Behind a list, the object that it stands in goes on. */
	#leaveList(at: number): void {
		this.#base = 0;
		this.#consumed = at + 1;
		this.#start = at;
		if (this.#list) this.#keep(this.#list);
		this.#list = undefined;
		if (this.#depth === 0) this.#give("[]", at);
	}

	/** What earlier lines hold of the open object, and its end on this line; nothing is held any more. */
	#taken(end: string): string {
		const text = this.#parts.length > 0 ? `${this.rest.text}\n${end}` : end;
		this.#parts = [];
		this.#length = 0;
		return text;
	}

	/** False for what would be too much. */
	#keep(part: string): boolean {
		if (this.#length + part.length > this.#maxLength) return false;
		this.#parts.push(part);
		this.#length += part.length + LINE_LENGTH;
		return true;
	}

	/** False for a line that shows that what is open was torn: no JSON, or an object that begins no deeper than the open one did. */
	#continues(line: string): boolean {
		const indent = indentOf(line);
		if (!INSIDE.test(line.slice(indent))) return false;
		if (!this.#isOpen || indent === line.length) return true;
		if (this.#isCompact && RECORD.test(line.slice(indent, indent + 3))) return false;
		const isObject = line.charCodeAt(indent) === OPEN_OBJECT;
		if (line.startsWith(EVENT_HEAD, indent) || (isObject && this.#last === COLON)) return false; // JSON breaks no line behind a colon
		if (isObject && indent <= this.#indent && this.#isIndented !== false) return false;
		this.#isIndented ??= indent > this.#indent;
		return true;
	}
}

const indentOf = (line: string): number => line.length - line.trimStart().length;

/** The last character of the number or word that begins there; -1 for anything else. */
function endOfScalar(line: string, at: number): number {
	SCALAR.lastIndex = at;
	return SCALAR.test(line) ? SCALAR.lastIndex - 1 : -1;
}
