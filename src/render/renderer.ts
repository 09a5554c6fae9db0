import type { Call } from "../audit/call.ts";
import type { Clock } from "./clock.ts";
import type { Colors } from "./palette.ts";

/** A call as the output shows it, its last newline included; `isContext` is one that does not match, but stands around one that does. */
export type Renderer = (call: Call, isContext?: boolean) => string | Buffer;

/** What a renderer knows of where its text goes. */
export interface RenderFacts {
	/** Set when the text goes to a terminal, with its width in columns, which may change. */
	readonly terminal: { readonly width: () => number } | undefined;
	readonly color: boolean;
	/** Colours in place of the usual ones. */
	readonly colors?: Colors;
	/** Say of a call which source it was read from, which may come to be wanted as sources come; where a prefix names it, that is said anyway. */
	readonly sources: () => boolean;
	/** Show `metadata.managedFields` of bodies, which nobody reads. */
	readonly managedFields?: boolean;
	/** False for no line with the names of columns. */
	readonly hasHeaders?: boolean;
	/** What is to be said of a call that is not sure to match. */
	readonly remarks?: ((call: Call) => readonly string[]) | undefined;
	/** Every event by itself, see `--stages`. */
	readonly stages: boolean;
	/** How rows tell the time: in UTC, where nothing else is asked for. */
	readonly clock?: Clock;
	/** The date when the run began, by that clock, YYYY-MM-DD. */
	readonly today: string;
}
