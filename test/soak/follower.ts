import type { ChildProcess } from "node:child_process";
import type { Readable } from "node:stream";
import { eachLine } from "./lines.ts";
import type { Scene } from "./scene.ts";
import { Tally } from "./tally.ts";

/** A program that follows a log, and the calls whose end it showed. */
export interface Follower {
	readonly tool: string;
	readonly child: ChildProcess;
	readonly shown: Tally;
	/** What it said on stderr, by line. */
	readonly said: string[];
	/** When its last line came, on the clock of `performance`. */
	lastLine: number;
}

/** auditail on a log from its beginning. */
export function auditail(scene: Scene, program: string, log: string, flags: readonly string[] = []): Follower {
	const child = scene.node([program, "-f", "--tail", "-1", "-o", "json", ...flags, log], { stdio: ["ignore", "pipe", "pipe"] });
	return reading("auditail", child, idOfRow);
}

/** `tail -F` on a log from its beginning. */
export function tail(scene: Scene, log: string): Follower {
	return reading("tail -F", scene.start("tail", ["-n", "+1", "-F", log], { stdio: ["ignore", "pipe", "pipe"] }), idOfEvent);
}

function reading(tool: string, child: ChildProcess, idOf: (line: string) => string | undefined): Follower {
	const follower: Follower = { tool, child, shown: new Tally(), said: [], lastLine: performance.now() };
	eachLine(child.stdout as Readable, (line) => {
		follower.lastLine = performance.now();
		const id = idOf(line);
		if (id !== undefined) follower.shown.add(id);
	});
	eachLine(child.stderr as Readable, (line) => follower.said.push(line));
	return follower;
}

/** The audit ID of a call that auditail printed when it was complete; a long call is also printed when it begins. */
export function idOfRow(line: string): string | undefined {
	const row = parsed(line);
	return row?.call?.state === "complete" ? row.auditID : undefined;
}

/** The audit ID of a call that an event ends; undefined for other events, and for what is no JSON. */
function idOfEvent(line: string): string | undefined {
	return line.includes('"stage":"ResponseComplete"') ? parsed(line)?.auditID : undefined;
}

function parsed(line: string): { auditID: string; call?: { state: string } } | undefined {
	try {
		return JSON.parse(line);
	} catch {
		return undefined;
	}
}
