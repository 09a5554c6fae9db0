/**
 * How prompt auditail is, and how gentle, beside `tail -F` and `tail -F | jq --unbuffered` in the same run: `npm run
 * bench:live`. The ratios say more than the times, on a machine that others use too. Exit code 1 where a slow terminal cost
 * a call.
 */
import { parseArgs } from "node:util";
import { type Idle, idle } from "./idle.ts";
import { type Latency, latency } from "./latency.ts";
import { PROGRAM, type Scene } from "./scene.ts";
import { slow } from "./slow.ts";
import { Table } from "./table.ts";
import { MARKER, type ThroughputOptions, throughput, type View } from "./throughput.ts";
import { auditail, tailAndJq } from "./viewer.ts";

const { values } = parseArgs({
	options: {
		program: { type: "string", default: PROGRAM },
		/** One part, or several: latency, idle, slow, throughput. */
		only: { type: "string", multiple: true, default: ["latency", "idle", "slow", "throughput"] },
		/** Events whose way to the screen is timed. */
		events: { type: "string", default: "400" },
		/** How long is written for each row of the throughput. */
		seconds: { type: "string", default: "10" },
		/** How long quiet files are followed. */
		quiet: { type: "string", default: "30" },
		/** How many files are followed as many. */
		files: { type: "string", default: "50" },
		/** How long nobody reads. */
		stall: { type: "string", default: "10" },
	},
});

const { program } = values;
const times = (own: number, other: number): string => (other > 0 ? `${(own / other).toFixed(2)} x` : "");
const ms = (time: number): string => `${time < 100 ? time.toFixed(2) : time.toFixed(0)} ms`;
const MB = (size: number): string => `${size.toFixed(0)} MB`;
const thousands = (count: number): string => Math.round(count).toLocaleString("en");

async function tellLatency(table: Table): Promise<void> {
	const [json, pretty, jq] = (await latency({ program, events: Number(values.events) })) as [Latency, Latency, Latency];
	for (const [output, own] of Object.entries({ "-o json": json, pretty })) {
		for (const at of ["median", "p99"] as const) {
			table.row(`write to screen, ${output}, ${at}`, ms(own[at]), ms(jq[at]), "tail -F | jq", times(own[at], jq[at]), "");
		}
	}
}

async function tellIdle(table: Table): Promise<void> {
	const files = Number(values.files);
	const result = await idle({ program, seconds: Number(values.quiet), files });
	const { one, many } = result.auditail;
	const core = ({ percent, wakes }: Idle) => `${percent.toFixed(2)} % ${wakes.toFixed(0).padStart(5)}/s`;
	table.row("a quiet file: of a core, wake-ups", core(one), core(result.tail.one), "tail -F", "", "< 0.5 %");
	table.row(`${files} quiet files: the same`, core(many), core(result.tail.many), "tail -F", "", "");
	table.row(
		`${files} quiet files: of a core`,
		`${many.percent.toFixed(2)} %`,
		`${one.percent.toFixed(2)} %`,
		"1 file",
		times(many.percent, one.percent),
		"<= 10 x",
	);
	table.row(`${files} quiet files: peak of memory`, MB(many.peakMB), MB(one.peakMB), "1 file", times(many.peakMB, one.peakMB), "<= 10 x");
}

async function tellSlow(table: Table): Promise<void> {
	const stall = Number(values.stall);
	const [brisk, stalled] = [await slow({ program, seconds: stall + 2, stall: 0 }), await slow({ program, seconds: stall + 2, stall })];
	const what = `${stall} s not read`;
	const lost = ({ lost, repeated }: typeof brisk) => `${lost} + ${repeated}`;
	table.row(`${what}: calls lost + repeated`, lost(stalled), lost(brisk), "read at once", "", "0 + 0");
	table.row(`${what}: of so many calls`, thousands(stalled.written), thousands(brisk.written), "read at once", "", "");
	table.row(`${what}: peak of memory`, MB(stalled.peakMB), MB(brisk.peakMB), "read at once", times(stalled.peakMB, brisk.peakMB), "1 x");
	if (stalled.lost + stalled.repeated > 0) process.exitCode = 1;
}

const own =
	(...flags: string[]): View =>
	(scene: Scene, log: string) =>
		auditail(scene, program, [log], flags);

/** What is looked through, and what it shows in a line. */
const views: Record<string, readonly [View, ThroughputOptions["lineFor"]]> = {
	"-o json": [own("-o", "json"), "call"],
	pretty: [own(), "call"],
	"-o json --user ONE": [own("-o", "json", "--user", MARKER), "marker"],
	"tail -F | jq": [tailAndJq, "event"],
};

async function tellThroughput(): Promise<void> {
	const table = new Table([
		"events written",
		"viewer            ",
		"written/s",
		"  shown/s",
		"     lag",
		"CPU/event",
		"   peak",
		"not shown",
	]);
	for (const rate of [50_000, 0]) {
		for (const [name, [view, lineFor]] of Object.entries(views)) {
			const result = await throughput(view, { rate, lineFor, seconds: Number(values.seconds) });
			table.row(
				rate === 0 ? "at full speed" : `${thousands(rate)}/s`,
				name,
				thousands(result.writtenPerSecond),
				thousands(result.shownPerSecond),
				ms(result.lagMs),
				`${result.cpuUs.toFixed(1)} us`,
				MB(result.peakMB),
				thousands(result.missing),
			);
		}
	}
}

const parts = { latency: tellLatency, idle: tellIdle, slow: tellSlow };
const table = new Table([
	"what                                ",
	"      auditail",
	"     beside it",
	"which is    ",
	"   ratio",
	"  asked",
]);
for (const [name, tell] of Object.entries(parts)) if (values.only.includes(name)) await tell(table);
if (values.only.includes("throughput")) {
	console.log();
	await tellThroughput();
}
