import { depthChange } from "./json-text.ts";

/** What begins a line inside a JSON document that is printed over several lines, indentation aside. */
const INSIDE = /^(?:[{}[\]",:]|-?\d|true|false|null|$)/;

/**
 * Puts a JSON object together that was printed over many lines. Bounded by length; gives up as soon as a line shows that
 * this is no such object, so that a torn line cannot swallow the events behind it.
 */
export class DocumentBuilder {
	/** The number of its first line. */
	readonly line: number;
	readonly #maxLength: number;
	readonly #lines: string[] = [];
	#length = 0;
	#depth = 0;
	#indent = 0;

	/** `maxLength` is in characters, over all lines. */
	constructor(line: number, maxLength: number) {
		this.line = line;
		this.#maxLength = maxLength;
	}

	/** Everything added so far, as it stood. */
	get text(): string {
		return this.#lines.join("\n");
	}

	/** `open`: more must come; `closed`: this line closes the object; `refused`: it is no part of it, or tears it. */
	add(line: string): "open" | "closed" | "refused" {
		const content = line.trimStart();
		const indent = line.length - content.length;
		if (this.#lines.length === 0) this.#indent = indent;
		else if (!INSIDE.test(content) || (content.startsWith("{") && indent <= this.#indent)) return "refused";
		this.#length += line.length;
		const change = depthChange(content);
		if (change === undefined || this.#length > this.#maxLength) return "refused";
		this.#depth += change;
		this.#lines.push(line);
		if (this.#depth > 0) return "open";
		return this.#depth === 0 && this.#lines.length > 1 ? "closed" : "refused";
	}
}
