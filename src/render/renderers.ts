import type { KeepLines } from "../audit/open-call.ts";
import type { Renderer, RenderFacts } from "./renderer.ts";

/** An output format: what it needs of a call, and how it is made. */
export interface OutputFormat {
	/** Which lines a call must keep for it. */
	readonly keepLines: KeepLines;
	readonly describe: string;
	/** True where rows are for people, so that what stands around a match can be marked, and set apart. */
	readonly hasRows: boolean;
	/** Loads the renderer: a run pays for the one format it prints. */
	readonly load: (facts: RenderFacts) => Promise<Renderer>;
}

/** Every output format; a new one is a new row. */
export const formats = {
	pretty: {
		keepLines: "none",
		describe: "one readable row a call",
		hasRows: true,
		load: async (facts) => (await import("./pretty.ts")).pretty(facts),
	},
	wide: {
		keepLines: "none",
		describe: "the same, with date, client, level, audit ID and the authorizer's reason",
		hasRows: true,
		load: async (facts) => (await import("./wide.ts")).wide(facts),
	},
	json: {
		keepLines: "last",
		describe: "one line a call: its last event as the server wrote it, plus `call`",
		hasRows: false,
		load: async (facts) => (await import("./json.ts")).json(facts),
	},
	raw: {
		keepLines: "all",
		describe: "the events of each call as the server wrote them, together",
		hasRows: false,
		load: async (facts) => (await import("./raw.ts")).raw(facts),
	},
} satisfies Record<string, OutputFormat>;

/** The name of an output format. */
export type OutputName = keyof typeof formats;
