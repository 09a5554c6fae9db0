import type { Call } from "../../audit/call.ts";
import type { Flight } from "../../run.ts";

/** What a terminal has room for, in columns and lines. */
export interface Room {
	readonly columns: number;
	readonly lines: number;
}

/** Something that is shown of many calls together. */
export interface View {
	/** False for what programs read: nothing of it is drawn anew. */
	readonly isForPeople: boolean;
	/** True where it has to know the time of every event, of calls that it is not about, too. */
	readonly readsAll?: boolean;
	/** Gets, at the start, what tells what is in flight. */
	readonly onStart?: (flight: Flight) => void;
	/** Takes the next call: each once, when it has ended, or has no end. */
	readonly add: (call: Call) => void;
	/** What there is to see by now, its last newline included; all of it where no room is given. */
	readonly text: (room?: Room) => string;
}
