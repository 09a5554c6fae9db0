import type { Source } from "./source/source.ts";

/** Knows when the past is over: when every source has handed on what was there at the start, or will not. */
export class Past {
	readonly #behind: Set<Source>;
	readonly #onOver: () => void;

	/** `onOver` is called once, when the last source has left the past; at once where there is none. */
	constructor(sources: readonly Source[], onOver: () => void) {
		this.#behind = new Set(sources);
		this.#onOver = onOver;
		if (this.isOver) onOver();
	}

	/** True when every source has left the past. */
	get isOver(): boolean {
		return this.#behind.size === 0;
	}

	/** A source has left the past; again is nothing new. */
	leave(source: Source): void {
		if (this.#behind.delete(source) && this.#behind.size === 0) this.#onOver();
	}
}
