import { Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import { Tally } from "../src/audit/tally.ts";
import { Printer, type PrintOptions } from "../src/print.ts";
import { Sink } from "../src/sink.ts";
import { call } from "./helpers/event.ts";
import { shown } from "./helpers/shown.ts";

/** A printer, what it wrote, and how often it had enough. */
function printer(options: Partial<PrintOptions>) {
	const state = { text: "", enough: 0 };
	const out = new Writable({
		write(chunk: Buffer, _encoding, done) {
			state.text += chunk.toString();
			done();
		},
	});
	const tally = new Tally();
	const sink = new Sink(out, () => {});
	const onEnough = () => {
		state.enough += 1;
	};
	const made = new Printer(
		{ output: ({ event }) => `${event.auditID}\n`, max: undefined, live: false, ...options },
		{ sink, tally },
		onEnough,
	);
	return { made, state, tally, sink };
}

describe("the printer", () => {
	it("prints each call that it is shown, up to a number", () => {
		const { made, state, sink } = printer({ max: 2 });
		for (const auditID of ["a", "b", "c"]) made.show(shown(call({ auditID })));
		sink.flush();
		expect([state.text, state.enough, made.hasEnough]).toEqual(["a\nb\n", 1, true]);
	});

	it("prints a call that was open again when it ends, and counts it once", () => {
		const { made, state, tally, sink } = printer({});
		const long = call({ auditID: "long" }, { state: "open" });
		made.show(shown(long));
		Object.assign(long, { state: "complete" });
		made.show(shown(long));
		sink.flush();
		expect([state.text, tally.matched]).toEqual(["long\nlong\n", 1]);
	});

	it("counts, and says the number at the end", () => {
		const { made, state, sink } = printer({ output: "count" });
		made.show(shown(call()));
		made.show(shown(call()));
		made.end();
		sink.flush();
		expect(state.text).toBe("2\n");
	});

	it("has enough of the first call when nothing is to be printed, and of none when none is wanted", () => {
		const quiet = printer({ output: "nothing" });
		quiet.made.show(shown(call()));
		expect([quiet.state.enough, quiet.state.text]).toEqual([1, ""]);
		expect(printer({ max: 0 }).made.hasEnough).toBe(true);
	});
});
