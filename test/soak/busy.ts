import { availableParallelism } from "node:os";
import type { Scene } from "./scene.ts";

/** Spins for as long as the process lives that started it. */
const SPIN = "const parent = process.ppid; while (process.ppid === parent) for (let i = 0; i < 1e7; i += 1);";

/** Keeps every core busy with a process that spins: whoever is measured beside them gets half of the time at most. */
export function keepBusy(scene: Scene): void {
	for (let core = 0; core < availableParallelism(); core += 1) scene.node(["-e", SPIN], { stdio: "ignore" });
}
