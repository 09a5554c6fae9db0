import type { ChildProcess } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { Socket } from "node:net";
import { makePipe } from "./pipe.ts";
import type { Scene } from "./scene.ts";

/** A program that shows what is written to logs, and the end of the pipe that it shows it in. */
export interface Viewer {
	readonly tool: string;
	/** The process that does the work. */
	readonly child: ChildProcess;
	readonly out: Socket;
	/** Throws, with what it said, where it has ended by itself. */
	check(): void;
}

let count = 0;

/** auditail on logs, from their ends unless the flags say something else. */
export function auditail(scene: Scene, program: string, logs: readonly string[], flags: readonly string[] = []): Viewer {
	const start = flags.includes("--tail") ? [] : ["--tail", "0"];
	return viewer(scene, "auditail", (stdio) => scene.node([program, "-f", ...start, ...flags, ...logs], { stdio }));
}

/** `tail -F` on logs, from their ends. */
export function tail(scene: Scene, logs: readonly string[]): Viewer {
	return viewer(scene, "tail -F", (stdio) => scene.start("tail", ["-n", "0", "-F", ...logs], { stdio }));
}

/** What people use today: `tail -F LOG | jq --unbuffered -c .` */
export function tailAndJq(scene: Scene, log: string): Viewer {
	return viewer(scene, "tail -F | jq", ([, out, errors]) => {
		const { from, to } = makePipe(scene, `between-${count}`);
		scene.start("tail", ["-n", "0", "-F", log], { stdio: ["ignore", to, errors] });
		const jq = scene.start("jq", ["--unbuffered", "-c", "."], { stdio: [from, out, errors] });
		closeSync(from);
		closeSync(to);
		return jq;
	});
}

function viewer(scene: Scene, tool: string, start: (stdio: ["ignore", number, number]) => ChildProcess): Viewer {
	count += 1;
	const errors = scene.path(`said-${count}`);
	const said = openSync(errors, "w");
	const { from, to } = makePipe(scene, `pipe-${count}`);
	const child = start(["ignore", to, said]);
	closeSync(to);
	closeSync(said);
	const check = () => {
		if (child.exitCode !== null || child.signalCode !== null) throw new Error(`${tool} ended by itself: ${readFileSync(errors, "utf8")}`);
	};
	return { tool, child, out: new Socket({ fd: from, readable: true, writable: false }), check };
}
