import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The program that is tried where none is named: that of the repository this file is in. */
export const PROGRAM = join(import.meta.dirname, "../../bin/auditail.js");

/** A folder and the processes of one run, none of which outlives it. */
export class Scene {
	readonly #folder = mkdtempSync(join(tmpdir(), "auditail-soak-"));
	readonly #children = new Map<ChildProcess, Promise<void>>();

	/** The path of a thing in the run's own folder. */
	path(name: string): string {
		return join(this.#folder, name);
	}

	/** A new folder in it. */
	folder(name: string): string {
		mkdirSync(this.path(name));
		return this.path(name);
	}

	/** Starts a process that ends with the run at the latest. */
	start(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
		const child = spawn(command, args, options);
		const closed = new Promise<void>((resolve) => {
			child.on("close", () => resolve()).on("error", () => resolve());
		});
		this.#children.set(child, closed);
		return child;
	}

	/** Starts Node on a script. */
	node(args: readonly string[], options: SpawnOptions): ChildProcess {
		return this.start(process.execPath, args, options);
	}

	/** Ends a process, and resolves when it has ended and its output has been read. */
	async end(child: ChildProcess, signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
		child.kill(signal);
		await this.#children.get(child);
		this.#children.delete(child);
	}

	/** Ends everything, and removes the folder. */
	async close(): Promise<void> {
		for (const child of this.#children.keys()) {
			child.stdout?.destroy();
			child.kill("SIGKILL");
		}
		await Promise.all(this.#children.values());
		rmSync(this.#folder, { recursive: true, force: true });
	}
}

/** Does a thing in a scene of its own, which is cleared away afterwards: also when it failed, or at Ctrl-C. */
export async function withScene<Result>(work: (scene: Scene) => Promise<Result>): Promise<Result> {
	const scene = new Scene();
	const stop = (): void => {
		void scene.close().finally(() => process.exit(130));
	};
	process.once("SIGINT", stop).once("SIGTERM", stop);
	try {
		return await work(scene);
	} finally {
		process.off("SIGINT", stop).off("SIGTERM", stop);
		await scene.close();
	}
}
