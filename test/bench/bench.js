/**
 * How fast, beside what people use today, on the same data in the same run: `npm run bench`. The rounds are interleaved
 * and the median is printed as a ratio, because an absolute time on a shared machine says little.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROUNDS = 3;
/** Size of the log, in bytes; `npm run bench -- 1100` for another number of megabytes. */
const SIZE = Number(process.argv[2] ?? 370) * 1e6;
const node = process.execPath;
const isHere = (command) => spawnSync("sh", ["-c", `command -v ${command}`]).status === 0;

/** One of the 411 users of the large log. */
const ONE_USER = "system:serviceaccount:team-05:sa-29";

/** A log of about SIZE: the large real one where it is, copies of the sample with audit IDs of their own where not. */
function makeLog(folder) {
	const log = join(folder, "audit.log");
	const unpacked = "../shared/data/big.log.gz";
	const file = openSync(log, "w");
	const text = existsSync(unpacked) ? spawnSync("zcat", [unpacked], { maxBuffer: 2 ** 30 }).stdout : readFileSync("samples/minikube.log");
	for (let copy = 0; statSync(log).size < SIZE * 0.99; copy += 1) {
		writeSync(file, copy === 0 ? text : text.toString().replaceAll(/"auditID":"/g, `"auditID":"${copy}-`));
	}
	return log;
}

/** split2 and JSON.parse, and nothing else: the floor of any reader that is built on them. */
const FLOOR = `
	import { createReadStream } from "node:fs"; import split2 from "split2"; let events = 0;
	createReadStream(process.argv[1]).pipe(split2("\\n", JSON.parse)).on("data", () => { events += 1; }).on("end", () => console.log(events));`;

/** The same log as other tools hand it on, each in a file beside it: what taking the wrapping off costs. */
const wrappings = {
	"kubectl --timestamps": ["sed", "s/^/2026-11-23T14:00:00.200000000Z /"],
	CRI: ["sed", "s/^/2026-11-23T14:00:00.200000000Z stdout F /"],
	"docker json-file": isHere("jq") && ["jq", "-R", "-c", '{log: (. + "\n"), stream: "stdout"}'],
};

function wrapped(log) {
	const present = Object.entries(wrappings).filter(([, command]) => command);
	return Object.fromEntries(
		present.map(([name, command]) => {
			const path = `${log}.${name.replaceAll(/\W+/g, "-")}`;
			spawnSync(command[0], [...command.slice(1), log], { stdio: ["ignore", openSync(path, "w"), "inherit"] });
			return [name, [node, "bin/auditail.js", "-c", path]];
		}),
	);
}

const questions = (log) => [
	{
		what: "read every event",
		runs: {
			auditail: [node, "bin/auditail.js", "-c", log],
			"split2 + JSON.parse": [node, "--input-type=module", "-e", FLOOR, log],
			jq: isHere("jq") && ["jq", "-c", "empty", log],
		},
	},
	{ what: "the same, wrapped", runs: { auditail: [node, "bin/auditail.js", "-c", log], ...wrapped(log) } },
	{
		what: "who deleted secrets",
		runs: {
			auditail: [node, "bin/auditail.js", log, "--verb", "delete", "--resource", "secrets"],
			jq: isHere("jq") && [
				"jq",
				"-c",
				'select(.verb == "delete" and .objectRef.resource == "secrets" and .stage == "ResponseComplete")',
				log,
			],
			"grep | jq": isHere("jq") && [
				"sh",
				"-c",
				`grep -F '"verb":"delete"' ${log} | jq -c 'select(.objectRef.resource == "secrets" and .stage == "ResponseComplete")'`,
			],
		},
	},
	{
		what: "one user of many",
		runs: {
			auditail: [node, "bin/auditail.js", log, "--user", ONE_USER],
			"auditail --no-sieve": [node, "bin/auditail.js", log, "--user", ONE_USER, "--no-sieve"],
			jq: isHere("jq") && ["jq", "-c", `select(.user.username == "${ONE_USER}")`, log],
			"grep | jq": isHere("jq") && ["sh", "-c", `grep -F '"${ONE_USER}"' ${log} | jq -c 'select(.user.username == "${ONE_USER}")'`],
			"rg | jq": isHere("rg") &&
				isHere("jq") && ["sh", "-c", `rg -F '"${ONE_USER}"' ${log} | jq -c 'select(.user.username == "${ONE_USER}")'`],
		},
	},
	{
		what: "print every call",
		runs: {
			auditail: [node, "bin/auditail.js", log],
			"auditail -o json": [node, "bin/auditail.js", log, "-o", "json"],
			"jq @tsv": isHere("jq") && ["jq", "-r", "[.stageTimestamp, .user.username, .verb, .requestURI] | @tsv", log],
		},
	},
	{
		what: "an expression that every call is asked",
		runs: {
			"auditail --where": [
				node,
				"bin/auditail.js",
				log,
				"-c",
				"--where",
				"responseStatus.code / 100 == 4 && user.groups.exists(g, g.startsWith('system:'))",
			],
			"jq select": isHere("jq") && [
				"sh",
				"-c",
				`jq -c 'select((.responseStatus.code // 0) / 100 | floor == 4) | select(any(.user.groups[]?; startswith("system:"))) | .auditID' ${log} | wc -l`,
			],
		},
	},
	{
		what: "who does what most",
		runs: {
			auditail: [node, "bin/auditail.js", "top", "--by", "user,verb", log],
			"jq | sort | uniq": isHere("jq") && [
				"sh",
				"-c",
				`jq -r '[.user.username, .verb] | @tsv' ${log} | sort | uniq -c | sort -rn | head -20`,
			],
		},
	},
];

/** What is there before a line is read, beside Node's own start: what is given on stdin, and how often the rounds are, as they are short. */
const START_ROUNDS = 15;
const starts = {
	"node -e 0": ["-e", "0"],
	"--version": ["bin/auditail.js", "--version"],
	"--help": ["bin/auditail.js", "--help"],
	"one line on stdin": ["bin/auditail.js"],
};

/** How many times as long as Node alone each of them takes. */
function measureStarts() {
	const input = readFileSync("samples/minikube.log", "utf8").split("\n", 1)[0];
	const results = new Map(Object.keys(starts).map((name) => [name, []]));
	for (let round = 0; round < START_ROUNDS; round += 1) {
		for (const [name, args] of Object.entries(starts)) {
			const started = process.hrtime.bigint();
			spawnSync(node, args, { input });
			results.get(name).push(Number(process.hrtime.bigint() - started) / 1e6);
		}
	}
	const bare = median(results.get("node -e 0"));
	for (const [name, times] of results)
		console.log(
			`start: ${name.padEnd(20)} | ${median(times).toFixed(0).padStart(4)} ms | ${(median(times) / bare).toFixed(2)} x bare Node`,
		);
}

/** One run: its time in seconds and its peak memory in MB. */
function measure([command, ...args]) {
	const started = process.hrtime.bigint();
	const { stderr } = spawnSync("/usr/bin/time", ["-f", "%M", command, ...args], { stdio: ["ignore", "ignore", "pipe"] });
	return { seconds: Number(process.hrtime.bigint() - started) / 1e9, peak: Number(stderr.toString().trim().split("\n").at(-1)) / 1024 };
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

console.log(`Node ${process.version}`);
measureStarts();
const folder = mkdtempSync(join(tmpdir(), "auditail-bench-"));
try {
	const log = makeLog(folder);
	const megabytes = statSync(log).size / 1e6;
	console.log(`\n${megabytes.toFixed(0)} MB, ${ROUNDS} rounds, median\n`);
	console.log("question             | tool                |  MB/s | auditail is  | peak MB");
	for (const { what, runs } of questions(log)) {
		const present = Object.entries(runs).filter(([, command]) => command);
		const results = new Map(present.map(([tool]) => [tool, []]));
		for (let round = 0; round < ROUNDS; round += 1) for (const [tool, command] of present) results.get(tool).push(measure(command));
		const own = median(results.get("auditail").map(({ seconds }) => seconds));
		for (const [tool, times] of results) {
			const seconds = median(times.map((time) => time.seconds));
			const ratio = tool === "auditail" ? "" : `${(seconds / own).toFixed(2)} x as fast`;
			const peak = Math.max(...times.map((time) => time.peak)).toFixed(0);
			console.log(
				`${what.padEnd(20)} | ${tool.padEnd(19)} | ${(megabytes / seconds).toFixed(0).padStart(5)} | ${ratio.padEnd(12)} | ${peak.padStart(7)}`,
			);
		}
	}
} finally {
	rmSync(folder, { recursive: true });
}
