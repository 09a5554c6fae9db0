import type { QuerySpec } from "./query.ts";

/** A preset of the user's own: any conditions under a name. */
export interface OwnPreset {
	/** The flag's name, without dashes. */
	readonly name: string;
	/** One line of help. */
	readonly describe: string;
	readonly query: Pick<QuerySpec, "fields" | "presets" | "jsonpath" | "where">;
	/** Where it was written, for messages. */
	readonly origin: string;
}
