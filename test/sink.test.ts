import { Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import { Sink } from "../src/sink.ts";

/** An output that keeps what it is given, one entry a write, and takes the next only when it is let go on. */
class Output extends Writable {
	readonly writes: Buffer[] = [];
	#taken: (() => void)[] = [];
	readonly #isSlow: boolean;

	constructor(isSlow = false) {
		super({ highWaterMark: 100 });
		this.#isSlow = isSlow;
	}

	override _write(chunk: Buffer, _encoding: string, taken: () => void): void {
		this.writes.push(Buffer.from(chunk));
		if (this.#isSlow) this.#taken.push(taken);
		else taken();
	}

	goOn(): void {
		for (const taken of this.#taken.splice(0)) taken();
	}
}

describe("the sink", () => {
	it("gathers the rows of a turn into one write", async () => {
		const output = new Output();
		const sink = new Sink(output, () => {});
		for (const row of ["one\n", Buffer.from("two\n"), "drei: ü\n"]) sink.write(row);
		expect(output.writes).toEqual([]);
		await new Promise(setImmediate);
		expect(output.writes.map(String)).toEqual(["one\ntwo\ndrei: ü\n"]);
	});

	it("writes what is full at once, and what is larger than itself by itself, in order", async () => {
		const output = new Output();
		const sink = new Sink(output, () => {});
		const rows = ["small\n", `${"x".repeat(70_000)}\n`, `${"y".repeat(30_000)}\n`, `${"z".repeat(20_000)}\n`, "end\n"];
		for (const row of rows) sink.write(row);
		expect(output.writes.length).toBeGreaterThan(1);
		await sink.end();
		expect(Buffer.concat(output.writes).toString()).toBe(rows.join(""));
	});

	it("makes who feeds it wait until the output has drained", async () => {
		const output = new Output(true);
		const sink = new Sink(output, () => {});
		let isReady = false;
		sink.write("x".repeat(1000));
		sink.flush();
		sink.ready(() => {
			isReady = true;
		});
		expect(isReady).toBe(false);
		output.goOn();
		await new Promise(setImmediate);
		expect(isReady).toBe(true);
	});

	it("lets everybody go on when the output fails, keeps the error, and writes no more", async () => {
		const output = new Output(true);
		let heard = 0;
		const sink = new Sink(output, () => {
			heard += 1;
		});
		sink.write("x".repeat(1000));
		sink.flush();
		const waiting = new Promise<void>((resolve) => sink.ready(resolve));
		output.destroy(Object.assign(new Error("broken pipe"), { code: "EPIPE" }));
		await waiting;
		sink.write("more");
		await sink.end();
		expect([sink.error?.code, heard, output.writes.length]).toEqual(["EPIPE", 1, 1]);
	});
});
