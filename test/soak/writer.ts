/**
 * A process that writes an audit log as the API server does, with everything that can happen to it: `node writer.ts
 * --log FILE --ledger FILE`. It ends its calls and itself at SIGTERM, and dies within its next event at SIGUSR2. One that was
 * killed may be started again, with another `--life`.
 */
import { parseArgs } from "node:util";
import { Calls, type Event } from "./calls.ts";
import { Ledger, ROTATED, TRUNCATED } from "./ledger.ts";
import { Lumberjack } from "./lumberjack.ts";
import { between, pause } from "./wait.ts";

const { values } = parseArgs({
	options: {
		log: { type: "string" },
		ledger: { type: "string" },
		life: { type: "string", default: "0" },
		/** Events a second, on the average: in bursts at full speed. 0 is full speed all the time. */
		rate: { type: "string", default: "0" },
		/** A file is rotated at a size in bytes between these; 0 for never. */
		smallest: { type: "string", default: "20000" },
		largest: { type: "string", default: "2000000" },
		keep: { type: "string", default: "30" },
		"keep-seconds": { type: "string", default: "20" },
		plain: { type: "boolean", default: false },
		truncate: { type: "boolean", default: false },
		padding: { type: "string", default: "0" },
	},
});

/** One event of so many is written in pieces. */
const CUT_ONE_OF = 300;
/** Rotations of so many begin a burst of rotations. */
const BURST_ONE_OF = 12;
/** How long nothing is written before a copy is made, in milliseconds: logrotate itself loses what comes while it copies. */
const QUIET_MS = 300;
/** Events between two turns of the event loop at full speed. */
const TURN = 1000;

const parent = process.ppid;
const largest = Number(values.largest);
const ledger = new Ledger(values.ledger as string);
ledger.recover(values.log as string);
const calls = new Calls({ life: Number(values.life), padding: "x".repeat(Number(values.padding)) });
const log = new Lumberjack(values.log as string, {
	keep: Number(values.keep),
	keepSeconds: Number(values["keep-seconds"]),
	isCompressed: !values.plain,
});

/** Sizes are spread by their magnitude: as many files of 20 to 200 kB as of 200 kB to 2 MB. */
const nextLimit = (): number =>
	largest > 0 ? Math.exp(between(Math.log(Number(values.smallest)), Math.log(largest))) : Number.POSITIVE_INFINITY;

let limit = nextLimit();
let burst = 0;
let isEnding = false;
let isTearing = false;
process
	.on("SIGTERM", () => {
		isEnding = true;
	})
	.on("SIGUSR2", () => {
		isTearing = true;
	});
process.stdout.write("ready\n");

function rotate(): void {
	ledger.flush();
	log.rotate(values.truncate && Math.random() < 0.5);
	ledger.note(ROTATED);
	if (burst > 0) burst -= 1;
	else if (Math.random() * BURST_ONE_OF < 1) burst = Math.floor(between(1, 20));
	limit = burst > 0 ? between(500, 6000) : nextLimit();
}

/** In two or three writes, with a turn of the event loop between. */
async function writeInPieces(line: string): Promise<void> {
	const cuts = [0, between(1, line.length), Math.random() < 0.5 ? line.length : between(1, line.length), line.length];
	const places = cuts.map(Math.floor).sort((a, b) => a - b);
	for (const [at, place] of places.slice(1).entries()) {
		if (at > 0) await new Promise((resolve) => setImmediate(resolve));
		log.write(line.slice(places[at], place));
	}
}

/** Returns a promise only for an event in pieces: full speed knows no turns. */
function write({ line, ends }: Event): Promise<void> | undefined {
	if (log.size + line.length > limit) rotate();
	const written = Math.random() * CUT_ONE_OF < 1 ? writeInPieces(line) : undefined;
	if (!written) log.write(line);
	if (ends === undefined) return written;
	if (!written) ledger.note(ends);
	return written?.then(() => ledger.note(ends));
}

async function writeMany(count: number): Promise<void> {
	for (let written = 0; written < count && !isEnding; written += 1) {
		const event = calls.next();
		if (isTearing) tear(event.line);
		const inPieces = write(event);
		if (inPieces !== undefined) await inPieces;
	}
}

/** Dies within an event. */
function tear(line: string): void {
	log.write(line.slice(0, between(1, line.length)));
	process.kill(process.pid, "SIGKILL");
}

/** The pause between two bursts, in milliseconds: mostly short. */
function nextPause(): number {
	const kind = Math.random();
	if (kind < 0.7) return between(0, 5);
	return kind < 0.97 ? between(5, 50) : between(50, 500);
}

async function truncate(): Promise<void> {
	await pause(QUIET_MS);
	ledger.flush();
	log.copyAndTruncate();
	ledger.note(TRUNCATED);
}

async function run(): Promise<void> {
	const rate = Number(values.rate);
	let seen = performance.now();
	let truncateAt = values.truncate ? seen + between(1000, 5000) : Number.POSITIVE_INFINITY;
	let owed = 0;
	while (!isEnding && process.ppid === parent) {
		await (rate === 0 ? new Promise((resolve) => setImmediate(resolve)) : pause(nextPause()));
		const time = performance.now();
		owed = rate === 0 ? TURN : owed + ((time - seen) * rate) / 1000;
		seen = time;
		await writeMany(Math.floor(owed));
		owed %= 1;
		ledger.flush();
		if (time < truncateAt) continue;
		await truncate();
		truncateAt = time + between(1000, 5000);
	}
	for (let event = calls.rest(); event; event = calls.rest()) await write(event);
	ledger.close();
	await log.close();
}

await run();
process.exit(0);
