/** What stands in the place of a secret. */
export const MARK = "(redacted)";

/** A shorter value is looked for nowhere else: it may be a name, and who did what must stay to be seen. */
const SHORTEST = 8;

/** The secret values that were found in a call, so that they can be found where they are repeated, too. */
export class Secrets {
	readonly #values = new Set<string>();

	/** True while none was found. */
	get isEmpty(): boolean {
		return this.#values.size === 0;
	}

	/** A value with every text and number in it hidden. */
	hidden(value: unknown): unknown {
		if (typeof value === "string") return value === "" ? value : this.#hiddenText(value);
		if (typeof value === "number" || typeof value === "boolean") return this.#hiddenText(String(value));
		if (Array.isArray(value)) return value.map((item) => this.hidden(item));
		if (typeof value !== "object" || value === null) return value;
		return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, this.hidden(part)]));
	}

	/** A text without the values that were found, as they are, as JSON has them, and as what they encode. */
	without(text: string): string {
		return [...this.#values].reduce((rest, value) => rest.replaceAll(value, MARK), text);
	}

	#hiddenText(text: string): string {
		const decoded = Buffer.from(text, "base64").toString();
		for (const form of [text, decoded, ...[text, decoded].map((value) => JSON.stringify(value).slice(1, -1))])
			if (form.length >= SHORTEST && form !== MARK) this.#values.add(form);
		return MARK;
	}
}
