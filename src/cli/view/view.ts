import type { Call } from "../../audit/call.ts";

/** What a terminal has room for, in columns and lines. */
export interface Room {
	readonly columns: number;
	readonly lines: number;
}

/** Something that is shown of many calls together. */
export interface View {
	/** False for what programs read: nothing of it is drawn anew. */
	readonly isForPeople: boolean;
	/** Takes the next call: each once. */
	readonly add: (call: Call) => void;
	/** What there is to see by now, its last newline included; all of it where no room is given. */
	readonly text: (room?: Room) => string;
}
