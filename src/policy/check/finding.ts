import type { LoadedPolicy } from "../load.ts";
import { placeOf } from "../load.ts";
import type { Path } from "../validate.ts";

/** Something in a policy file that its author should know. */
export interface Finding {
	/** An error keeps the API server from starting; a warning does not. */
	readonly severity: "error" | "warning";
	/** What sort of thing it is, for programs. */
	readonly kind: string;
	readonly message: string;
	/** What to do. */
	readonly hint: string | undefined;
	/** Where, as an offset into the file's text. */
	readonly at: number;
}

/** What an accepted policy is looked over for. */
export type Lint = (loaded: LoadedPolicy) => readonly Finding[];

/** A warning about the value that a path leads to. */
export const warning = ({ text }: LoadedPolicy, path: Path, kind: string, message: string, hint?: string): Finding => ({
	severity: "warning",
	kind,
	message,
	hint,
	at: placeOf(text.tree, path),
});
