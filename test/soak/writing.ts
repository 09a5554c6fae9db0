import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { Calls } from "./calls.ts";
import { type Account, readLedger } from "./ledger.ts";
import type { Scene } from "./scene.ts";
import { between, pause } from "./wait.ts";

const WRITER = join(import.meta.dirname, "writer.ts");

/** An audit log that is written by a process of its own, and what that has done. */
export class Writing {
	readonly #scene: Scene;
	readonly #ledger: string;
	readonly #flags: readonly string[];
	#writer: ChildProcess | undefined;
	#isReady: Promise<unknown> = Promise.resolve();
	#life = 0;
	/** The path of the log. */
	readonly log: string;

	/** Nothing is written yet but one call, by which a follower can show that it follows. */
	constructor(scene: Scene, name: string, flags: readonly string[]) {
		this.#scene = scene;
		this.#flags = flags;
		this.log = join(scene.folder(name), "audit.log");
		this.#ledger = scene.path(`${name}.ledger`);
		const calls = new Calls({ life: 0 });
		const first = calls.next();
		let text = first.line;
		for (let event = calls.rest(); event; event = calls.rest()) text += event.line;
		writeFileSync(this.log, text);
		writeFileSync(this.#ledger, "");
	}

	/** How often the writer was killed. */
	get kills(): number {
		return Math.max(0, this.#life - 1);
	}

	/** Starts the writer, again where it was killed. */
	start(): void {
		this.#life += 1;
		const args = [WRITER, "--log", this.log, "--ledger", this.#ledger, "--life", String(this.#life), ...this.#flags];
		this.#writer = this.#scene.node(args, { stdio: ["ignore", "pipe", "inherit"] });
		this.#isReady = once(this.#writer.stdout as Readable, "data");
		this.#isReady.catch(() => {}); // it was killed before
	}

	/** Kills it: between two events or wherever it is, or within an event. */
	async kill(): Promise<void> {
		const isTearing = Math.random() < 0.5;
		if (this.#writer) await this.#scene.end(this.#writer, isTearing ? "SIGUSR2" : "SIGKILL");
	}

	/** Kills and starts it again and again, until a time on the clock of `performance`. */
	async killUntil(time: number): Promise<void> {
		for (;;) {
			const wait = between(500, 5000);
			if (performance.now() + wait > time) return;
			await pause(wait);
			await this.kill();
			this.start();
		}
	}

	/** Ends it in order, with no call open. Throws where it failed. */
	async end(): Promise<void> {
		if (!this.#writer) return;
		await this.#isReady; // a signal before that would just end it
		await this.#scene.end(this.#writer);
		if (this.#writer.exitCode !== 0) throw new Error(`the writer ended with ${this.#writer.exitCode ?? this.#writer.signalCode}`);
	}

	/** What it wrote. */
	account(): Account {
		return readLedger(this.#ledger);
	}
}
