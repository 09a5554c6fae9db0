import { describe, expect, it, onTestFinished } from "vitest";
import { CommandError, outputOf } from "../../../src/source/stream/child.ts";

/** Runs a shell's script to its end: what it wrote, what it said, and how it failed. */
async function ran(script: string, signal = new AbortController().signal, program = "sh") {
	const messages: string[] = [];
	let text = "";
	let error: unknown;
	try {
		const output = outputOf({ program, args: ["-c", script], input: "ignore" }, { signal, onMessage: (line) => messages.push(line) });
		for await (const chunk of output) text += chunk.toString();
	} catch (thrown) {
		error = thrown;
	}
	return { text, messages, error };
}

describe("the output of a command", () => {
	it("comes whole, and what it says on stderr line by line", async () => {
		expect(await ran("echo one; echo first >&2; echo two; printf second >&2")).toEqual({
			text: "one\ntwo\n",
			messages: ["first", "second"],
			error: undefined,
		});
	});

	it("comes before the failure, which names the code and keeps the last words", async () => {
		const { text, error } = await ran("echo one; echo why >&2; exit 3");
		expect(text).toBe("one\n");
		expect(error).toBeInstanceOf(CommandError);
		expect(error).toMatchObject({ message: "sh ended with code 3", said: ["why"] });
	});

	it("fails where something else ended it", async () => {
		expect((await ran("kill -9 $$")).error).toMatchObject({ message: "sh was ended by SIGKILL" });
	});

	it("fails where there is no such program", async () => {
		const { error } = await ran("", undefined, "/no/such/program");
		expect(error).toMatchObject({ message: "cannot run /no/such/program: no such program", isUnknown: true });
	});

	it("ends in good order at the signal, also where the command does not listen", async () => {
		const stop = new AbortController();
		const output = outputOf(
			{ program: "sh", args: ["-c", "trap '' TERM; echo $$; while :; do sleep 0.1; done"], input: "ignore" },
			{ signal: stop.signal },
		);
		let pid = 0;
		for await (const chunk of output) {
			pid = Number(chunk.toString());
			stop.abort();
		}
		expect(() => process.kill(pid, 0)).toThrow("ESRCH");
	});

	it("ends though something that the command has started holds its output open", async () => {
		const stop = new AbortController();
		let pid = 0;
		onTestFinished(() => {
			process.kill(pid);
		});
		const output = outputOf({ program: "sh", args: ["-c", "sleep 600 & echo $!; wait"], input: "ignore" }, { signal: stop.signal });
		for await (const chunk of output) {
			pid = Number(chunk.toString());
			stop.abort();
		}
		expect(pid).toBeGreaterThan(0);
	});

	it("ends the command when nobody wants more of it", async () => {
		let pid = 0;
		for await (const chunk of outputOf(
			{ program: "sh", args: ["-c", "echo $$; exec sleep 60"], input: "ignore" },
			{ signal: new AbortController().signal },
		)) {
			pid = Number(chunk.toString());
			break;
		}
		expect(() => process.kill(pid, 0)).toThrow("ESRCH");
	});

	it("reads nothing of what auditail reads", async () => {
		expect((await ran("cat; echo end")).text).toBe("end\n");
	});
});
