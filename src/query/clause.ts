import type { Call } from "../audit/call.ts";
import type { Alternatives } from "./needle.ts";
import type { Predicate } from "./predicate.ts";

/** One condition of a query; all of them must hold. */
export interface Clause {
	/** The flag that asks it, without dashes. */
	readonly flag: string;
	/** The name of the preset, built in or the user's own, that it is, or that must not hold. */
	readonly preset?: string;
	/** The condition in words, as short as it was typed. */
	readonly says: string;
	readonly matches: Predicate;
	/** Texts one of which every line of a call holds for which it holds. */
	readonly needles?: Alternatives;
	/** True where only a call whose bodies are recorded can match. */
	readonly looksAtBodies?: boolean;
	/** What it consists of, where it is several under one name: all of them must hold. */
	readonly parts?: readonly Clause[];
	/** What is to be said of a call that is not sure to match. */
	readonly remark?: (call: Call) => string | undefined;
	/** What a call says of it. */
	readonly texts?: ((call: Call) => readonly string[]) | undefined;
}
