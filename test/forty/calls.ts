import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { MEASURED, peakOf } from "../helpers/bin.ts";
import { runCli } from "../helpers/run-cli.ts";
import {
	account,
	accountOf,
	bytesOf,
	callIn,
	changed,
	completed,
	dataFile,
	fileOf,
	isMissing,
	NO_END,
	numbered,
	ownBytesOf,
	ROW,
	read,
	received,
	recordsOf,
	rowsOf,
	run,
	started,
	text,
	watch,
	withBody,
} from "./inputs.ts";

/** The last line of an input: its row shows that the program got so far. */
const [last = ""] = numbered(1);

describe("row 13: a failed authentication, which is one lone ResponseStarted without a user", () => {
	const [refused = ""] = callIn("minikube.log", "17940598");
	const REFUSED = "2026-11-23T15:09:28.713571Z 401 0.5ms (nobody) list pods *  authn: Unauthorized, from 127.0.0.1 curl/7.88.1";

	it("is a call that has ended", async () => {
		expect(JSON.parse(refused)).toMatchObject({ stage: "ResponseStarted", user: {} });
		expect(rowsOf(await read(text(refused)))).toEqual([REFUSED]);
		expect(recordsOf(await read(text(refused), ["-o", "json"]))[0]?.call).toMatchObject({ state: "complete", durationMs: 0.454 });
	});

	it("is shown at once where the log goes on", async () => {
		const program = started(["-f", fileOf(text(refused))]);
		await program.showsRows(1);
		expect(program.rows()).toEqual([REFUSED]);
		await program.stop();
		expect(program.rows()).toEqual([REFUSED]);
	});

	it("is found as that of nobody, and by its code", async () => {
		for (const flags of [
			["--user", '""'],
			["--code", "401"],
		])
			expect(rowsOf(await read(text(completed, refused), flags))).toEqual([REFUSED]);
	});

	it("may be a 400, where a timeout could not be read", async () => {
		const unreadable = changed(refused, { responseStatus: { metadata: {}, status: "Failure", message: "invalid timeout", code: 400 } });
		const [row] = rowsOf(await read(text(unreadable)));
		expect(row).toBe("2026-11-23T15:09:28.713571Z 400 0.5ms (nobody) list pods *  invalid timeout");
	});
});

describe("row 14: a lone ResponseComplete", () => {
	it("is a whole call, as long as from its receipt to its stage", async () => {
		const ran = await read(text(completed), ["-o", "json"]);
		expect(recordsOf(ran)[0]?.call).toEqual({
			state: "complete",
			stages: { ResponseComplete: "2026-11-23T15:09:30.721863Z" },
			durationMs: 2.516,
			source: "-",
		});
		expect((await read(text(completed))).stdout).toBe(`${ROW}\n`);
	});

	it("is what a policy leaves that omits RequestReceived", async () => {
		const { stdout, stderr } = await runCli(["samples/omit-stages.log", "-c"]);
		expect([stdout, stderr]).toEqual(["21\n", ""]);
	});
});

describe("row 15: a lone RequestReceived", () => {
	it("is told when the log has ended, as a call whose end nobody recorded", async () => {
		const { stdout, stderr, exitCode } = await read(text(received));
		expect([stdout, stderr, exitCode]).toEqual([`${NO_END}\n`, "", 0]);
	});

	it("is not told while the log goes on, and as open when the user has seen enough", async () => {
		const program = started(["-f", fileOf(text(received, last))]);
		await program.showsRows(1);
		expect(program.rows()).toEqual([ROW]);
		await program.stop();
		expect(program.rows().slice(1)).toEqual(["2026-11-23T15:09:30.719347Z open - alice create configmaps dev/?  no answer yet"]);
	});

	it("is given up where more are open than may be, and that is told", async () => {
		const asked = Array.from({ length: 50 }, (_none, at) => changed(received, { auditID: `asked-${at}` }));
		const { stdout, stderr } = await read(text(...asked, completed), ["--max-open", "10"]);
		expect(rowsOf({ stdout })).toHaveLength(51);
		expect(rowsOf({ stdout })[40]).toBe(ROW);
		expect(stderr).toBe(
			"auditail: gave up 40 calls without an end before the log ended: more than --max-open, or 256 MB of them, were open at once\n",
		);
		expect((await read(text(...asked), ["--max-open", "10", "--user", "nobody-at-all", "--no-sieve"])).exitCode).toBe(2);
		expect((await read(text(...asked), ["--max-open", "10", "--user", "nobody-at-all"])).exitCode).toBe(1); // of those that may match, none is
	});
});

describe("row 16: a watch that stays open, and many of them", () => {
	it("is told by its end, 45 minutes later", async () => {
		const end = changed(watch[2], { stageTimestamp: "2026-11-23T15:54:26.700000Z" });
		expect(rowsOf(await read(text(watch[0], watch[1], end)))).toEqual([
			"2026-11-23T15:54:26.700000Z 200 45m00s admin watch pods *  since 2026-11-23T15:09:26.644447Z",
		]);
	});

	it("is bounded by --max-open: 100,000 take no more memory than 1,000", async () => {
		const [before, after] = changed(received, { auditID: "watch-|", verb: "watch", sourceIPs: undefined, userAgent: undefined }).split("|");
		const log = fileOf(Array.from({ length: 100_000 }, (_none, at) => `${before}${at}${after}\n`).join(""));
		const { stdout, stderr } = await run(`${MEASURED} ${log} -c --max-open 1000 --stats json`);
		expect(stdout.toString()).toBe("100000\n");
		expect(accountOf(0, stderr.replace(/peak .*/s, ""))).toMatchObject({
			events: 100_000,
			calls: 100_000,
			noEnd: 100_000,
			evicted: 99_000,
		});
		expect(peakOf(stderr)).toBeLessThan(200_000_000);
	});

	it("is not given up for requests that only lack their answers", async () => {
		const asked = Array.from({ length: 50 }, (_none, at) => changed(received, { auditID: `asked-${at}` }));
		const ran = await read(text(watch[0], watch[1], ...asked, watch[2]), ["--max-open", "10", "--verb", "watch", "-o", "json"]);
		expect(recordsOf(ran).map(({ call }) => [call.state, Object.keys(call.stages).length])).toEqual([["complete", 3]]);
	});
});

describe("row 17: a panic after a response has begun", () => {
	const [asked = "", panic = ""] = callIn("minikube.log", "efabc7fb");
	const sent = changed(asked, {
		stage: "ResponseStarted",
		responseStatus: { metadata: {}, code: 200 },
		stageTimestamp: "2026-11-23T15:09:54.700000Z",
	});
	const PANIC = "2026-11-23T15:09:54.665924Z 500 152ms admin get things.agg.example.com dev/abort  PANIC net/http: abort Handler";

	it("is shown as one, with what the client had got before", async () => {
		expect(rowsOf(await read(text(asked, sent, panic)))).toEqual([`${PANIC}  after 200 sent`]);
		expect(rowsOf(await read(text(asked, panic)))).toEqual([PANIC]);
	});

	it("has ended, and is no trouble of the log", async () => {
		const ran = await read(text(asked, sent, panic), ["-o", "json"]);
		expect([recordsOf(ran)[0]?.call.state, ran.stderr, ran.exitCode]).toEqual(["panic", "", 0]);
		expect((await read(text(asked, sent, panic, completed), ["-c", "--stage", "Panic"])).stdout).toBe("1\n");
	});
});

describe("row 18: a second ResponseStarted after ResponseComplete", () => {
	const closed = { metadata: {}, status: "Success", message: "Connection closed early", code: 200 };
	const early = { responseStatus: closed, stageTimestamp: "2026-11-23T15:09:26.644500Z" };
	const lines = text(watch[0], changed(watch[1], early), changed(watch[2], early), watch[1]);

	it("is counted, and opens nothing again", async () => {
		const { stdout, stderr, exitCode } = await read(lines);
		expect(stdout).toBe("2026-11-23T15:09:26.644447Z 200 0.1ms admin watch pods *  Connection closed early\n");
		expect(stderr).toBe("auditail: dropped 1 event of a stage that had been read before, or of a call that had ended\n");
		expect(exitCode).toBe(0);
	});

	it("is nothing new to who follows the log either", async () => {
		const program = started(["-f", fileOf(lines + text(last))]);
		await program.showsRows(2);
		await program.stop();
		expect(program.rows()).toEqual(["2026-11-23T15:09:26.644447Z 200 0.1ms admin watch pods *  Connection closed early", ROW]);
	});
});

describe("row 19: one audit ID on the requests of several", () => {
	it("never joins two users, paths or times", async () => {
		const user = { user: { username: "mallory" } };
		const path = { requestURI: "/api/v1/namespaces/kube-system/secrets" };
		const later = { requestReceivedTimestamp: "2026-11-23T15:09:30.719348Z" };
		const requests = [{}, user, path, later];
		const lines = [...requests.map((parts) => changed(received, parts)), ...requests.map((parts) => changed(completed, parts))];
		const records = recordsOf(await read(text(...lines), ["-o", "json"]));
		expect(records.map(({ user: who, requestURI }) => [who?.username, requestURI.split("?")[0]])).toEqual([
			["alice", "/api/v1/namespaces/dev/configmaps"],
			["mallory", "/api/v1/namespaces/dev/configmaps"],
			["alice", "/api/v1/namespaces/kube-system/secrets"],
			["alice", "/api/v1/namespaces/dev/configmaps"],
		]);
		for (const { call } of records) expect(Object.keys(call.stages)).toEqual(["RequestReceived", "ResponseComplete"]);
	});

	it("may be on a thousand requests, and a user cannot be made to look like another by it", async () => {
		const times = Array.from({ length: 1000 }, (_none, at) => `2026-11-23T15:09:30.${String(at).padStart(6, "0")}Z`);
		const lines = times.map((at) => changed(completed, { requestReceivedTimestamp: at }));
		expect(await account(text(...lines))).toMatchObject({ events: 1000, calls: 1000, repeats: 0 });
	});

	it("is on three calls of a real log", async () => {
		const { stdout } = await runCli(["samples/minikube.log", "-c", "--audit-id", "fixed-audit-id"]);
		expect(stdout).toBe("3\n");
	});
});

describe("row 20: an audit ID that is long, empty, on two lines, or a word of JavaScript's", () => {
	const withId = (auditID: string) => text(changed(received, { auditID }), changed(completed, { auditID }));

	it.each([
		["empty", "", 'id=""', '""'],
		["two lines", "a\nb", String.raw`id="a\nb"`, "re:^a"],
		["__proto__", "__proto__", "id=__proto__", "__proto__"],
		["constructor", "constructor", "id=constructor", "constructor"],
		["of 100,000 characters", "A".repeat(100_000), `id=${"A".repeat(100_000)} `, "AAAA"],
	])("%s is one like any other", async (_what, id, shown, query) => {
		expect(await account(withId(id))).toMatchObject({ exitCode: 0, lines: 2, events: 2, calls: 1, skipped: {}, repeats: 0 });
		expect((await read(withId(id))).stdout).toBe(`${ROW}\n`);
		const { stdout } = await read(text(last) + withId(id), ["-o", "wide", "--audit-id", query]);
		expect(rowsOf({ stdout })).toEqual([expect.stringContaining(`  ${shown}`)]);
	});

	it("is missing: no event, for there is nothing to join it by", async () => {
		expect(await account(text(changed(completed, { auditID: undefined })))).toMatchObject({
			exitCode: 2,
			events: 0,
			skipped: { damaged: 1 },
		});
	});
});

describe("row 21: what a terminal would obey, in whatever a client may choose", () => {
	const evil = "x\u001b[2J\u001b]0;owned\u0007\r\u009b31m\u202egnp.exe\u2066\u200b\u2028y";
	const everywhere = {
		auditID: evil,
		level: evil,
		stage: "ResponseComplete",
		requestURI: `/api/${evil}?fieldManager=${evil}&dryRun=All`,
		verb: evil,
		user: { username: evil, groups: [evil], extra: { [evil]: [evil] } },
		impersonatedUser: { username: evil, groups: [evil] },
		sourceIPs: [evil, evil],
		userAgent: evil,
		objectRef: { resource: evil, namespace: evil, name: evil, apiGroup: evil, subresource: evil },
		annotations: { [evil]: evil, "authorization.k8s.io/decision": "forbid", "authorization.k8s.io/reason": evil },
	};
	const status = (code: number) => ({ metadata: {}, status: "Failure", message: evil, reason: evil, code });
	const lines = [
		...[200, 401, 403, 404, 422, 500].map((code) =>
			changed(completed, { ...everywhere, auditID: evil + code, responseStatus: status(code) }),
		),
		changed(completed, { ...everywhere, stage: "Panic", responseStatus: status(500) }),
		changed(completed, { ...everywhere, auditID: "unknown", stage: evil }),
		`I1123 15:13:37.308373   22399 x.go:1] ${evil}`,
		`${changed(completed, everywhere).slice(0, 900)}`,
		`${evil} ${completed}`,
		JSON.stringify({ MESSAGE: completed, _HOSTNAME: evil }),
	];
	const input = text(...lines, withBody(`"${"x".repeat(10_000)}"`, changed(completed, { user: { username: evil } })));
	/** All that was printed and said, without the ends of lines. */
	const visible = ({ stdout, stderr }: { stdout: string; stderr: string }) => (stdout + stderr).replaceAll("\n", "");
	const UNSAFE = /[\p{Cc}\p{Cf}\u2028\u2029]/u;

	it.each([[[]], [["-o", "wide"]], [["--stages"]], [["--stats", "text"]], [["-c", "--stats", "json"]]])(
		"is made visible in a pipe: %j",
		async (flags) => {
			const ran = await read(input, ["--max-line", "9k", ...flags], { talk: 80 });
			expect(visible(ran)).not.toMatch(UNSAFE);
			expect(rowsOf(ran).length).toBeGreaterThan(0);
		},
	);

	it.each([[[]], [["-o", "wide"]], [["-o", "json"]], [["-o", "raw"]]])("is made visible at a terminal: %j", async (flags) => {
		const ran = await read(input, ["--max-line", "9k", "--color", "never", ...flags], { terminal: 120, talk: 80 });
		expect(visible(ran)).not.toMatch(UNSAFE);
		expect(ran.stdout).toContain(flags.includes("json") || flags.includes("raw") ? String.raw`x\u001b[2J` : String.raw`x\x1b[2J`);
	});

	it("is made visible in a word about a file of that name, or a flag's value", async () => {
		const name = "x\u001b[2J\u202e.log";
		for (const args of [
			[`/no/such/${name}`],
			[fileOf(text(completed.slice(0, 90), last), name)],
			["samples/minikube.log", "--code", name],
		]) {
			const ran = await runCli(args);
			expect(visible(ran)).not.toMatch(UNSAFE);
			expect(ran.stderr).toMatch(/x\\(?:x1b|u001b)\[2J\\u202e\.log/);
		}
	});

	it("is data in a pipe: what the server wrote, as it wrote it", async () => {
		const line = changed(completed, everywhere);
		expect((await read(text(line), ["-o", "raw"])).stdout).toBe(text(line));
	});
});

describe("row 22: annotations called __proto__, with dots, or empty", () => {
	const line = completed.replace(/"annotations":\{.*\}\}$/, '"annotations":{"__proto__":"x","a.b/c":"","constructor":"y"}}');

	it("are values like any other, and an empty one is one", async () => {
		const others = text(...numbered(3));
		for (const path of [
			"{.annotations.__proto__}",
			"{.annotations['a.b/c']}",
			String.raw`{.annotations.a\.b/c}`,
			"{.annotations.constructor}",
		])
			expect([path, (await read(text(line) + others, ["-c", "--jsonpath", path])).stdout]).toEqual([path, "1\n"]);
		for (const path of ["{.annotations.toString}", "{.annotations.a}", "{.annotations['a.b']}"])
			expect([path, (await read(text(line) + others, ["-c", "--jsonpath", path])).stdout]).toEqual([path, "0\n"]);
	});

	it("decide nothing that they do not say", async () => {
		expect((await read(text(line))).stdout).toBe(`${ROW}\n`);
		expect((await read(text(line), ["-o", "raw"])).stdout).toBe(text(line));
	});
});

describe("row 23: a byte that is no UTF-8, in a body", () => {
	const asked = Buffer.from(received);
	const bytes = Buffer.from(withBody('{"data":"a@b"}').replace("@", "\xff"), "latin1");
	const log = Buffer.concat([asked, Buffer.from("\n"), bytes, Buffer.from("\n")]);

	it("is still there in raw and json", async () => {
		expect(bytes.includes(0xff)).toBe(true);
		expect((await run(`auditail ${fileOf(log)} -o raw`)).stdout).toEqual(log);
		expect(ownBytesOf(await bytesOf(log, ["-o", "json"]))).toEqual([bytes]);
	});

	it.each([
		["compressed", gzipSync(log)],
		["behind a prefix", Buffer.concat([Buffer.from("master-0 "), bytes, Buffer.from("\n")])],
		["on a line with a torn event", Buffer.concat([asked.subarray(0, asked.indexOf('"uid"')), bytes, Buffer.from("\n")])],
	])("is still there %s", async (_what, input) => {
		expect(ownBytesOf(await bytesOf(input, ["-o", "json"]))).toEqual([bytes]);
	});

	it("does not keep the call from being shown, searched and counted", async () => {
		expect((await read(log)).stdout).toBe(`${ROW}\n`);
		expect((await read(log, ["-c", "--jsonpath", "{.requestObject.data}"])).stdout).toBe("1\n");
		expect(await account(log)).toMatchObject({ events: 2, calls: 1, skipped: {} });
	});
});

describe("row 24: numbers beyond JavaScript's, keys given twice, bodies nested deep", () => {
	it("are still there in raw and json, as they were written", async () => {
		const line = withBody('{"a":12345678901234567890,"a":1.0,"b":1e400,"c":-0,"d":"\\u003c"}');
		expect((await read(text(line), ["-o", "raw"])).stdout).toBe(text(line));
		expect(ownBytesOf(Buffer.from((await read(text(line), ["-o", "json"])).stdout))).toEqual([Buffer.from(line)]);
	});

	it.each([10_000, 100_000])("are read where %i arrays stand in each other", async (depth) => {
		const line = withBody("[".repeat(depth) + "]".repeat(depth));
		for (const output of ["pretty", "json", "raw"]) {
			const { stdout, stderr, exitCode } = await read(text(received, line, last), ["-o", output, "--jsonpath", "{..resource}"]);
			expect([rowsOf({ stdout }).length, stderr, exitCode]).toEqual([output === "raw" ? 3 : 2, "", 0]);
		}
	});

	it.each([
		["closed, of a million levels", "[".repeat(1_000_000) + "]".repeat(1_000_000)],
		["never closed", "[".repeat(10_000)],
		["of objects, never closed", '{"a":'.repeat(300_000)],
	])("cost the event where they are %s, and not the next one", async (_what, body) => {
		expect(await account(text(withBody(body), last))).toMatchObject({ exitCode: 0, lines: 2, events: 1, skipped: { damaged: 1 } });
	});

	it.each(["[".repeat(1_000_000), '{"a":'.repeat(200_000), `${'{"a":'.repeat(200_000)}1${"}".repeat(200_000)}`])(
		"are counted where they are all of the line: %.10s…",
		async (line) => {
			const { lines, events, skipped } = await account(text(received, line, completed));
			expect([lines, events, Object.values(skipped)]).toEqual([3, 2, [1]]);
		},
	);
});

describe("row 25: a line of 80 MB", () => {
	it("is skipped and told with its length and who did what, in little memory", async () => {
		const [before = "", after = ""] = withBody('"|"').split("|");
		const [head, tail] = [fileOf(text(...numbered(2)) + before), fileOf(`${after}\n${text(...numbered(2, 2))}`)];
		const command = (flags: string) => `{ cat ${head}; head -c 80000000 /dev/zero | tr '\\0' x; cat ${tail}; } | ${MEASURED} -c ${flags}`;
		const { stdout, stderr } = await run(command(""));
		expect(stdout.toString()).toBe("4\n");
		const length = (80_000_000 + before.length + after.length).toLocaleString("en-US");
		expect(stderr).toMatch(
			new RegExp(
				String.raw`^auditail: skipped 1 line: over --max-line \(first: -:3, ${length} bytes, alice create /api/v1/namespaces/dev/configmaps\S* auditID 75ddec00-[-0-9a-f]+\)\nhint: .*\npeak`,
			),
		);
		expect(peakOf(stderr)).toBeLessThan(180_000_000);
	});

	it("keeps a search from saying that there is nothing, and the numbers of the lines behind it right", async () => {
		const input = text(last, withBody(`"${"x".repeat(5000)}"`), "klog");
		const { stderr, exitCode } = await read(input, ["--max-line", "4k", "--user", "nobody-at-all"]);
		expect(exitCode).toBe(2);
		expect(stderr).toContain("skipped 1 line: not JSON (first: -:3)");
	});

	it.skipIf(isMissing("special/bigline.log.gz"))("as real servers write them is read, or skipped where it is over the limit", async () => {
		const log = dataFile("special/bigline.log.gz");
		const counts = async (...flags: string[]) => {
			const { stderr, exitCode } = await runCli([log, "-c", "--stats", "json", ...flags]);
			const { events, calls, skipped } = accountOf(exitCode, stderr);
			return { events, calls, skipped };
		};
		expect(await counts()).toEqual({ events: 908, calls: 439, skipped: {} });
		expect(await counts("--max-line", "1Mi")).toMatchObject({ events: 901, skipped: { overlong: 7 } });
	});
});

describe("row 26: a body that is no object", () => {
	it.each(['"skipped-too-big-size-object"', "null", "42", "true", "[]", '[{"op":"replace","path":"/data/k","value":"v"}]'])(
		"%s is one",
		async (body) => {
			for (const verb of ["create", "patch", "delete"]) {
				const line = withBody(body).replace('"verb":"create"', `"verb":"${verb}"`);
				const { stdout, stderr } = await read(text(line));
				expect([stdout, stderr]).toEqual([`${ROW.replace("create", verb)}\n`, ""]);
				expect((await read(text(line), ["-o", "raw"])).stdout).toBe(text(line));
			}
		},
	);

	it("may be searched", async () => {
		const patch = withBody('[{"op":"replace","path":"/data/k"}]');
		expect((await read(text(patch, last), ["-c", "--jsonpath", "{.requestObject[0].op}"])).stdout).toBe("1\n");
	});
});

describe("row 27: words that nobody knows yet", () => {
	it("an empty verb is shown as one", async () => {
		expect((await read(text(changed(completed, { verb: "" })))).stdout).toBe(
			'2026-11-23T15:09:30.719347Z 201 2.5ms alice "" configmaps dev/cm1\n',
		);
		expect(rowsOf(await read(text(last, changed(completed, { verb: "" })), ["--verb", '""']))).toHaveLength(1);
	});

	it("an unknown verb, level and key are kept, shown and searched", async () => {
		const line = changed(completed, {
			verb: "frobnicate",
			level: "Everything",
			authenticationMetadata: { impersonationConstraint: "impersonate:user-info" },
		});
		for (const flags of [
			["--verb", "frobnicate"],
			["--level", "re:^Everything$"],
			["--jsonpath", "{.authenticationMetadata}"],
		])
			expect((await read(text(last, line), [...flags, "-o", "raw"])).stdout).toBe(text(line));
		expect((await read(text(line), ["-o", "wide"])).stdout).toMatch(/ alice frobnicate configmaps dev\/cm1 .* {2}Everything {2}id=/);
	});

	it("an unknown stage is one of the call's, and ends it not", async () => {
		const imagined = changed(completed, { stage: "ResponseImagined" });
		const [record] = recordsOf(await read(text(received, imagined, completed), ["-o", "json"]));
		expect(Object.keys(record?.call.stages ?? {})).toEqual(["RequestReceived", "ResponseImagined", "ResponseComplete"]);
		const [alone] = recordsOf(await read(text(imagined), ["-o", "json", "--stage", "re:Imagined"]));
		expect(alone?.call.state).toBe("noEnd");
	});

	it("are counted by themselves", async () => {
		const { stderr } = await read(text(changed(completed, { stage: "__proto__", level: "constructor" })), ["-c", "--stats", "text"]);
		expect(stderr).toContain("Levels: constructor 1. Stages: __proto__ 1.");
	});
});

describe("row 28: timestamps that are missing, of another form, or no times", () => {
	const timed = (requestReceivedTimestamp: unknown, stageTimestamp: unknown) =>
		changed(completed, { requestReceivedTimestamp, stageTimestamp });
	const at = "2026-11-23T15:09:30.719347Z";

	it.each<[what: string, line: string, row: string]>([
		["null", timed(null, null), "- 201 -"],
		["missing", timed(undefined, undefined), "- 201 -"],
		["only the receipt", timed(at, null), `${at} 201 -`],
		["only the stage", timed(null, at), `${at} 201 -`],
		["with an offset", timed("2026-11-23T17:09:30.5+02:00", "2026-11-23T15:09:30.6Z"), "2026-11-23T15:09:30.500000Z 201 100ms"],
		["to the second", timed("2026-11-23T15:09:30Z", "2026-11-23T15:09:31Z"), "2026-11-23T15:09:30.000000Z 201 1.0s"],
		["of the year 1", timed("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000000Z"), "- 201 -"],
		["of no calendar", timed("2026-13-45T99:99:99.000000Z", "2026-13-45T99:99:99.000000Z"), "- 201 -"],
		["words", timed("soon", "later"), "- 201 -"],
	])("%s: %j", async (_what, line, row) => {
		for (const around of [{}, { terminal: 120 }]) {
			const { stdout } = await read(text(line), [], around);
			expect(stdout).not.toMatch(/Invalid|NaN|undefined|1970/);
			if (!("terminal" in around)) expect(stdout).toBe(`${row} alice create configmaps dev/cm1  by kubectl-create\n`);
		}
		const ran = await read(text(line), ["-o", "json"]);
		expect(ran.stdout).not.toMatch(/Invalid|NaN|"durationMs":null/);
		expect(recordsOf(ran)).toHaveLength(1);
	});

	it("of Kubernetes before 1.9 stand elsewhere", async () => {
		const { kind, apiVersion: _v1, requestReceivedTimestamp: _received, stageTimestamp: _stage, ...rest } = JSON.parse(completed);
		const old = (apiVersion: string, objectRef: object) =>
			JSON.stringify({
				kind,
				apiVersion,
				metadata: { creationTimestamp: "2019-02-17T14:57:36Z" },
				timestamp: "2019-02-17T14:57:35Z",
				...rest,
				objectRef,
			});
		const beta = old("audit.k8s.io/v1beta1", {
			resource: "things",
			namespace: "dev",
			name: "x",
			apiGroup: "agg.example.com",
			apiVersion: "v1",
		});
		const alpha = old("audit.k8s.io/v1alpha1", { resource: "things", namespace: "dev", name: "x", apiVersion: "agg.example.com/v1" });
		for (const line of [beta, alpha]) {
			const [row] = rowsOf(await read(text(line)));
			expect(row).toBe("2019-02-17T14:57:35.000000Z 201 1.0s alice create things.agg.example.com dev/x  by kubectl-create");
			expect((await read(text(line), ["-o", "raw"])).stdout).toBe(text(line));
		}
	});

	it("that are none do not get into the account", async () => {
		const lines = text(
			timed(at, "0001-01-01T00:00:00.000000Z"),
			last,
			changed(timed(at, "2026-13-45T99:99:99.000000Z"), { auditID: "third" }),
		);
		const time = expect.stringMatching(/^2026-11-23T15:09:30\./);
		expect(await account(lines)).toMatchObject({ events: 3, first: time, last: time });
	});

	it("of other forms do get into the account", async () => {
		const { first, last: latest } = await account(text(timed("2026-11-23T17:09:30.5+02:00", "2026-11-23T17:09:30.6+02:00")));
		expect([first, latest]).toEqual(["2026-11-23T15:09:30.600000Z", "2026-11-23T15:09:30.600000Z"]);
	});

	it("that go back make no negative duration", async () => {
		const line = text(timed(at, "2026-11-23T15:09:30.000000Z"));
		expect((await read(line)).stdout).not.toMatch(/ -\d/);
		expect(recordsOf(await read(line, ["-o", "json"]))[0]?.call.durationMs ?? 0).toBeGreaterThanOrEqual(0);
	});
});

describe("row 29: a code that is missing, 0, or not what the client got", () => {
	const answered = (responseStatus: unknown) => text(changed(completed, { responseStatus }));

	it.each([
		["no status", undefined, "-"],
		["null", null, "-"],
		["no code", { metadata: {} }, "-"],
		["0", { metadata: {}, code: 0 }, "0"],
		["101", { metadata: {}, code: 101 }, "101"],
		["418", { metadata: {}, code: 418 }, "418"],
	])("%s is shown as it is", async (_what, status, shown) => {
		const [row = ""] = rowsOf(await read(answered(status)));
		expect(row.split(" ").slice(0, 6).join(" ")).toBe(`2026-11-23T15:09:30.719347Z ${shown} 2.5ms alice create configmaps`);
	});

	it("of 504 is told as the server wrote it", async () => {
		const { stdout } = await runCli(["samples/minikube.log", "--code", "504"]);
		expect(stdout).toMatch(/^2026-11-23T15:09:44\.149230Z 504 3\.0s admin list configmaps \* {2}Timeout: /);
	});

	it("that is missing is neither one that was asked for, nor one that was not", async () => {
		expect((await read(answered({ metadata: {} }), ["--code", "2xx"])).exitCode).toBe(1);
		expect((await read(answered({ metadata: {} }), ["--code", ">=100"])).exitCode).toBe(1);
		expect((await read(answered({ metadata: {} }), ["--not-code", "2xx"])).exitCode).toBe(0);
	});
});
