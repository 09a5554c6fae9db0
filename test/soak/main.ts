/**
 * Follows a log that is written, rotated, truncated and torn for a long time, beside `tail -F`, and then is killed again and
 * again itself: `npm run soak`. Exit code 1 where auditail lost a call or showed one twice.
 */
import { parseArgs } from "node:util";
import { type KillsResult, kills } from "./kills.ts";
import { PROGRAM } from "./scene.ts";
import { type Outcome, type SoakResult, soak } from "./soak.ts";

const { values } = parseArgs({
	options: {
		seconds: { type: "string", default: "600" },
		/** How often auditail is killed in the second part. */
		kills: { type: "string", default: "100" },
		program: { type: "string", default: PROGRAM },
		/** Events a second. */
		rate: { type: "string", default: "4000" },
		/** A flag for auditail, such as --flag=--poll. */
		flag: { type: "string", multiple: true, default: [] },
		/** A flag for writer.ts, such as --writer=--plain. */
		writer: { type: "string", multiple: true, default: [] },
		"no-kill": { type: "boolean", default: false },
		"no-truncate": { type: "boolean", default: false },
		/** Without other processes that keep the cores busy. */
		calm: { type: "boolean", default: false },
	},
});

/** Holes and messages that are told, of each kind. */
const TOLD = 12;

function row(...cells: readonly (string | number)[]): string {
	return cells.map((cell, at) => (at === 0 ? String(cell).padEnd(9) : String(cell).padStart(9))).join(" |");
}

function tell({ tool, holes, said, invented }: Outcome): void {
	if (invented > 0) console.log(`${tool} showed ${invented} calls that were not written`);
	if (holes.length > 0) console.log(`${tool} lost: ${holes.slice(0, TOLD).join(", ")}${holes.length > TOLD ? ", ..." : ""}`);
	for (const kind of said.slice(0, TOLD)) console.log(`${tool} said ${kind}`);
}

function tellSoak(result: SoakResult): void {
	const { auditail, tail, rotations, truncations, seconds } = result;
	console.log(row("tool", "written", "shown", "lost", "repeated"));
	for (const { tool, written, shown, lost, repeated } of [auditail, tail]) console.log(row(tool, written, shown, lost, repeated));
	console.log(
		`${rotations} rotations, ${truncations} truncations, the writer killed ${result.kills} times, ${auditail.gaps.length} gaps told, ${seconds} seconds\n`,
	);
	tell(auditail);
}

function tellKills({ written, kills: times, lost, repeated, unexcused, most, holes, said }: KillsResult): void {
	console.log(
		`auditail killed ${times} times: ${written} written, ${lost} lost, ${repeated} repeated (${most} after one kill at most), ${unexcused} of them printed long before the kill`,
	);
	if (holes.length > 0) console.log(`lost: ${holes.slice(0, TOLD).join(", ")}`);
	for (const kind of said.slice(0, TOLD)) console.log(`auditail said ${kind}`);
}

const { program, flag: flags, writer, calm: isCalm } = values;
const common = { program, flags, writer, isCalm, rate: Number(values.rate) };
let isGood = true;
if (Number(values.seconds) > 0) {
	const result = await soak({
		...common,
		seconds: Number(values.seconds),
		isKilled: !values["no-kill"],
		isTruncated: !values["no-truncate"],
	});
	tellSoak(result);
	isGood = result.auditail.lost + result.auditail.repeated + result.auditail.invented === 0;
}
if (Number(values.kills) > 0) {
	const result = await kills({ ...common, kills: Number(values.kills) });
	tellKills(result);
	isGood &&= result.lost + result.unexcused === 0;
}
process.exitCode = isGood ? 0 : 1;
