import { execFileSync, spawn } from "node:child_process";
import { closeSync, constants, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { writersInto } from "../../src/source/writer.ts";
import { folder } from "../helpers/log.ts";
import { until } from "../helpers/until.ts";

/** A descriptor to read from, into which a program writes that gives back what it gets. */
async function written(command: string, args: readonly string[]) {
	const path = join(folder(), "pipe");
	execFileSync("mkfifo", [path]);
	const ours = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
	const theirs = openSync(path, constants.O_WRONLY);
	const child = spawn(command, args, { stdio: ["pipe", theirs, "inherit"] });
	closeSync(theirs);
	onTestFinished(() => {
		child.kill();
		closeSync(ours);
	});
	child.stdin?.write("running\n");
	await until(() => hasCome(ours), "the program");
	return { ours, child };
}

function hasCome(descriptor: number): boolean {
	try {
		return readSync(descriptor, Buffer.alloc(100)) > 0;
	} catch {
		return false; // EAGAIN
	}
}

it("tells who writes into a pipe, word by word", async () => {
	const { ours } = await written("cat", ["-u", "--", "-"]);
	expect(writersInto(ours)).toEqual([["cat", "-u", "--", "-"]]);
});

it("tells words that are empty, or hold a newline", async () => {
	const { ours } = await written("sh", ["-c", "cat; exit", "", "a\nb"]);
	expect(writersInto(ours)).toContainEqual(["sh", "-c", "cat; exit", "", "a\nb"]);
});

it("tells no command line that nobody would type again", async () => {
	const { ours } = await written("sh", ["-c", "cat; exit", "x".repeat(5000)]);
	expect(writersInto(ours)).toEqual([["cat"]]);
});

it("knows nobody when the writer has ended", async () => {
	const { ours, child } = await written("cat", []);
	const ended = new Promise((resolve) => child.on("exit", resolve));
	child.stdin?.end();
	await ended;
	expect(writersInto(ours)).toEqual([]);
});

it("knows nobody where there is no such descriptor", () => {
	expect(writersInto(99_999)).toEqual([]);
});
