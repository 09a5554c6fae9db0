import pty from "@lydell/node-pty";
import xterm from "@xterm/headless";
import { BIN, plainEnvironment } from "./bin.ts";

/** How a terminal is, where a test cares. */
interface Options {
	readonly cols: number;
	readonly rows?: number;
	readonly env?: Readonly<Record<string, string>>;
}

/** The program in a terminal of its own: what its screen shows, and a keyboard. */
export const terminal = (args: readonly string[], options: number | Options) => terminalOf(process.execPath, [BIN, ...args], options);

/** Any program in a terminal. */
export function terminalOf(program: string, args: readonly string[], options: number | Options) {
	const { cols, rows = 50, env = {} } = typeof options === "number" ? { cols: options } : options;
	const screen = new xterm.Terminal({ cols, rows, allowProposedApi: true });
	const child = pty.spawn(program, [...args], { cols, rows, env: { ...plainEnvironment(), TERM: "xterm", ...env } });
	let written = "";
	child.onData((data) => {
		written += data;
		screen.write(data);
	});
	const ended = new Promise<number>((resolve) => child.onExit(({ exitCode }) => resolve(exitCode)));
	return {
		screen,
		child,
		ended,
		/** All that the program has written. */
		written: () => written,
		/** What can be seen, and what has scrolled away. */
		rows: () =>
			Array.from(
				{ length: screen.buffer.active.length },
				// behind its last column, a line may still hold what was there when the screen was wider
				(_none, at) => screen.buffer.active.getLine(at)?.translateToString(true, 0, screen.cols) ?? "",
			)
				.join("\n")
				.trimEnd()
				.split("\n"),
		settled: () => new Promise<void>((resolve) => screen.write("", resolve)),
		resize: (width: number, height: number) => {
			screen.resize(width, height);
			child.resize(width, height);
		},
	};
}
