import type { KeepLines } from "../audit/open-call.ts";
import type { Renderer, RenderFacts } from "./renderer.ts";

/** An output format: what it needs of a call, and how it is made. */
export interface OutputFormat {
	/** Which lines a call must keep for it. */
	readonly keepLines: KeepLines;
	readonly describe: string;
	/** True where rows are for people, so that what stands around a match can be marked, and set apart. */
	readonly hasRows: boolean;
	/** True for what people look at, in a pipe, too: it has no secrets in it, if nothing else is said. */
	readonly isForPeople: boolean;
	/** What must stand behind `=`, as the help has it. */
	readonly argument?: string;
	/** Loads the renderer: a run pays for the one format it prints. Throws PathError for an argument that is malformed. */
	readonly load: (facts: RenderFacts, argument: string) => Promise<Renderer>;
}

/** Every output format; a new one is a new row. */
export const formats = {
	pretty: {
		keepLines: "none",
		describe: "one readable row a call",
		hasRows: true,
		isForPeople: true,
		load: async (facts) => (await import("./pretty.ts")).pretty(facts),
	},
	wide: {
		keepLines: "none",
		describe: "the same, with date, client, level, audit ID, reason",
		hasRows: true,
		isForPeople: true,
		load: async (facts) => (await import("./wide.ts")).wide(facts),
	},
	json: {
		keepLines: "last",
		describe: "a line a call: its last event as it was written, and `call`",
		hasRows: false,
		isForPeople: false,
		load: async (facts) => (await import("./json.ts")).json(facts),
	},
	raw: {
		keepLines: "all",
		describe: "all events of each call as they were written, together",
		hasRows: false,
		isForPeople: false,
		load: async (facts) => (await import("./raw.ts")).raw(facts),
	},
	detail: {
		keepLines: "none",
		describe: "all of it for people: stages, who, annotations, bodies",
		hasRows: false,
		isForPeople: true,
		load: async (facts) => (await import("./detail.ts")).detail(facts),
	},
	yaml: {
		keepLines: "none",
		describe: "a document a call: what json has",
		hasRows: false,
		isForPeople: true,
		load: async (facts) => (await import("./yaml.ts")).yaml(facts),
	},
	csv: {
		keepLines: "none",
		describe: "a line a call, with a header (RFC 4180)",
		hasRows: false,
		isForPeople: false,
		load: async (facts) => (await import("./csv.ts")).csv(facts),
	},
	jsonpath: {
		keepLines: "none",
		describe: "a template, as kubectl's: '{.verb} {.objectRef.name}'",
		hasRows: false,
		isForPeople: false,
		argument: "TEMPLATE",
		load: async (facts, argument) => (await import("./jsonpath.ts")).jsonpath(facts, argument),
	},
	"jsonpath-file": {
		keepLines: "none",
		describe: "the same, from a file",
		hasRows: false,
		isForPeople: false,
		argument: "FILE",
		load: async (facts, argument) => (await import("./jsonpath.ts")).jsonpath(facts, argument),
	},
	"custom-columns": {
		keepLines: "none",
		describe: "columns, as kubectl's: WHO:.user.username,WHAT:.verb",
		hasRows: false,
		isForPeople: true,
		argument: "SPEC",
		load: async (facts, argument) => (await import("./custom-columns.ts")).customColumns(facts, argument),
	},
} as const satisfies Record<string, OutputFormat>;

/** The name of an output format. */
export type OutputName = keyof typeof formats;
