import { spawnSync } from "node:child_process";
import { closeSync, constants, openSync } from "node:fs";
import type { Scene } from "./scene.ts";

const { O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;

/** The two ends of a pipe, as file descriptors that block. */
export interface Pipe {
	readonly from: number;
	readonly to: number;
}

/** A pipe as the shell makes them, of 64 KiB: what spawn() makes is a pair of sockets, which hold more and wake others. */
export function makePipe(scene: Scene, name: string): Pipe {
	const path = scene.path(name);
	if (spawnSync("mkfifo", [path]).status !== 0) throw new Error(`mkfifo ${path} failed`);
	const first = openSync(path, O_RDONLY | O_NONBLOCK); // one that does not wait for a writer
	const pipe = { to: openSync(path, O_WRONLY), from: openSync(path, O_RDONLY) };
	closeSync(first);
	return pipe;
}
