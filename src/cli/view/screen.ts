import { cut } from "../../render/pack.ts";
import { safe } from "../../render/safe.ts";
import type { MainIO } from "../io.ts";
import type { Room } from "./view.ts";

/** What terminals do at these, as xterm has them (ctlseqs): the other screen, no cursor, no wrapping; and back. */
const ENTER = "\x1b[?1049h\x1b[?25l\x1b[?7l";
const LEAVE = "\x1b[?7h\x1b[?25h\x1b[?1049l";
const HOME = "\x1b[H";
/** Before a line is written: behind one that is as wide as the terminal, its last character would go. */
const CLEAR_LINE = "\x1b[K";
const CLEAR_BELOW = "\x1b[J";
/** What stands between the two is shown at once (mode 2026); terminals that do not know it ignore it. */
const [BEGIN, END] = ["\x1b[?2026h", "\x1b[?2026l"];

/** Where a terminal does not know its size. */
const USUAL: Room = { columns: 80, lines: 24 };

/**
 * A terminal's other screen, drawn anew in place as its size changes, and given back whenever the process ends or is stopped. What is
 * said on stderr meanwhile stands in the last line.
 */
export class Screen {
	readonly #io: Pick<MainIO, "stdout" | "host">;
	readonly #frame: (room: Room) => string;
	#shown: string | undefined;
	#isUp = false;
	#undo: (() => void)[] = [];
	/** What is to be told in the last line. */
	status = "";

	/** `frame` is what is to be seen, as lines of any length: those that are too long are folded. */
	constructor(io: Pick<MainIO, "stdout" | "host">, frame: (room: Room) => string) {
		this.#io = io;
		this.#frame = frame;
	}

	/** Takes the terminal. */
	enter(): void {
		const { stdout, host } = this.#io;
		const draw = (): void => this.draw();
		const restore = (): void => this.#down();
		stdout.on("resize", draw);
		this.#undo = [
			() => stdout.off("resize", draw),
			...(host
				? [
						host.atExit(restore),
						host.on("SIGTSTP", () => {
							restore();
							host.suspend();
						}),
						host.on("SIGCONT", () => this.#up()),
					]
				: []),
		];
		this.#up();
	}

	/** Gives it back. */
	leave(): void {
		for (const undo of this.#undo.splice(0)) undo();
		this.#down();
	}

	/** Shows what is to be seen now; nothing is written where that is as it was. */
	draw(): void {
		if (!this.#isUp) return;
		const { columns = 0, rows = 0 } = this.#io.stdout;
		const room = { columns: columns || USUAL.columns, lines: rows || USUAL.lines };
		const shown = this.#linesIn(room)
			.map((line) => CLEAR_LINE + line)
			.join("\r\n");
		if (shown === this.#shown) return;
		this.#shown = shown;
		this.#io.stdout.write(`${BEGIN}${HOME}${shown}${CLEAR_BELOW}${END}`);
	}

	#linesIn(room: Room): string[] {
		const lines = this.#frame(room).trimEnd().split("\n").slice(0, room.lines);
		if (!this.status) return lines;
		const above = lines.slice(0, room.lines - 1);
		return [...above, ...Array<string>(room.lines - 1 - above.length).fill(""), cut(safe(this.status), room.columns)];
	}

	#up(): void {
		this.#isUp = true;
		this.#shown = undefined;
		this.#io.stdout.write(ENTER);
		this.draw();
	}

	#down(): void {
		if (!this.#isUp) return;
		this.#isUp = false;
		this.#io.stdout.write(LEAVE);
	}
}
