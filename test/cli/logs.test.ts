import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { ApiServer, hasKubectl, hasOpenssl } from "../helpers/cluster/api-server.ts";
import type { FakePod } from "../helpers/cluster/pod.ts";
import { folder, line } from "../helpers/log.ts";
import { type Ran, runCli } from "../helpers/run-cli.ts";
import { seconds } from "../helpers/seconds.ts";
import { until } from "../helpers/until.ts";

/** An event's line, and when it was noted: `ms` after a time of the log. */
function written(pod: FakePod, id: string, ms: number): void {
	const at = Date.parse("2026-11-23T15:00:00Z") + ms;
	const time = `${new Date(at).toISOString().slice(0, -1)}000Z`;
	pod.write(line(id, { requestReceivedTimestamp: time, stageTimestamp: time }), { at });
}

/** The program, following a cluster in the background; the test moves the clock. */
function following(server: ApiServer, args: readonly string[] = []) {
	const clock = seconds();
	const stop = new AbortController();
	const state = { stdout: "", stderr: "" };
	const ended = runCli(["logs", "-f", "--kubeconfig", server.kubeconfig, "-o", "json", ...args], {
		signal: stop.signal,
		watched: { everySecond: clock.everySecond },
		onOutput: (soFar) => {
			state.stdout = soFar;
		},
		onTalk: (soFar) => {
			state.stderr = soFar;
		},
	});
	const ids = () => idsIn(state.stdout);
	const seen = () =>
		JSON.stringify({
			stdout: state.stdout,
			stderr: state.stderr,
			requests: server.requests.map(({ pathname, search }) => pathname + search),
		});
	return {
		clock,
		shows: (expected: readonly string[]) => until(() => ids().join() === expected.join(), expected.join(), seen),
		prints: (text: string) => until(() => state.stdout.includes(text), text, seen),
		says: (text: string) => until(() => state.stderr.includes(text), text, seen),
		end: (): Promise<Ran> => {
			stop.abort("SIGINT");
			return ended;
		},
	};
}

const idsIn = (text: string): string[] =>
	text
		.split("\n")
		.filter(Boolean)
		.map((row) => (JSON.parse(row) as { auditID: string }).auditID);

/** The program, to its end. */
const read = (server: ApiServer, ...args: string[]): Promise<Ran> => runCli(["logs", "--kubeconfig", server.kubeconfig, ...args]);

describe.skipIf(!hasKubectl)("auditail logs, through the real kubectl", () => {
	it("reads what an API server has logged, without what it wrote to stderr", async () => {
		const server = await ApiServer.start();
		const pod = server.addPod("a");
		pod.write(readFileSync("samples/minikube.log", "utf8"));
		pod.write("I1123 15:00:00.200000       1 trace.go:236] Trace[1]: x\n", { stream: "stderr" });
		const { exitCode, stdout, stderr } = await read(server, "-c", "--stats", "text");
		expect([exitCode, stdout]).toEqual([0, "60\n"]);
		expect(stderr).not.toContain("skipped 1");
		const own = server.requests.filter(({ search }) => search.includes("auditail=")); // some kubectl asks for the version by itself
		expect(own.map(({ pathname }) => pathname)).toEqual([
			"/api/v1/namespaces/kube-system/pods",
			"/version",
			"/api/v1/namespaces/kube-system/pods/kube-apiserver-a/log",
		]);
		expect([...(own[2]?.searchParams ?? [])].sort()).toEqual([
			["auditail", expect.stringMatching(/^[\w-]{36}$/)],
			["container", "kube-apiserver"],
			["stream", "Stdout"],
		]);
	});

	it.each([
		["31", true, 0],
		["32", false, 1],
		["34+", true, 1],
	])("asks a server of 1.%s for stdout alone where that can be had", async (minor, canSplit, asked) => {
		const server = await ApiServer.start();
		server.version = { ...server.version, minor };
		server.canSplit = canSplit;
		written(server.addPod("a"), "one", 0);
		expect((await read(server, "-c")).stdout).toBe("1\n");
		expect(server.asked("stream=Stdout")).toBe(asked);
	});

	it("reads three control planes in the order of time, each call with its node", async () => {
		const server = await ApiServer.start();
		const [a, b, c] = ["a", "b", "c"].map((node) => server.addPod(node)) as [FakePod, FakePod, FakePod];
		for (let at = 0; at < 30; at += 3) {
			written(a, `call-${at}`, at * 10);
			written(c, `call-${at + 1}`, at * 10 + 10);
			written(b, `call-${at + 2}`, at * 10 + 20);
		}
		const { stdout } = await read(server, "-o", "json");
		expect(idsIn(stdout)).toEqual(Array.from({ length: 30 }, (_none, at) => `call-${at}`));
		const sources = stdout
			.trimEnd()
			.split("\n")
			.map((row) => (JSON.parse(row) as { call: { source: string } }).call.source);
		expect(sources.slice(0, 3)).toEqual(["a", "c", "b"]);
		expect((await read(server, "-m", "1")).stdout).toMatch(/ {2}in a\n$/);
	});

	it("takes the last calls, and those since a time, which the kubelet is asked for", async () => {
		const server = await ApiServer.start();
		const pod = server.addPod("a");
		for (let at = 0; at < 5; at += 1) written(pod, `call-${at}`, at * 1000);
		expect(idsIn((await read(server, "-o", "json", "--tail", "2")).stdout)).toEqual(["call-3", "call-4"]);
		expect(idsIn((await read(server, "-o", "json", "--since", "2026-11-23T15:00:03Z")).stdout)).toEqual(["call-3", "call-4"]);
		expect(server.asked("sinceTime=2026-11-23T15%3A00%3A03Z")).toBe(1);
	});

	it("reads a pod by its name, and what its container before has left", async () => {
		const server = await ApiServer.start();
		const [a, b] = [server.addPod("a"), server.addPod("b")];
		written(a, "before", 0);
		a.restart();
		written(a, "after", 1000);
		written(b, "other", 500);
		expect(idsIn((await read(server, "-o", "json", "pod/kube-apiserver-a")).stdout)).toEqual(["before", "after"]);
	});

	it("hides the requests that it makes itself, and nobody else's, unless it is asked for them", async () => {
		const server = await ApiServer.start();
		const pod = server.addPod("a");
		const follower = following(server, ["--tail", "-1"]);
		await until(() => pod.followers === 1, "a follower");
		const uri = server.requests.at(-1);
		written(pod, "one", 0);
		pod.write(line("own", { requestURI: `${uri?.pathname}${uri?.search}` }), { at: Date.parse("2026-11-23T15:00:01Z") });
		pod.write(line("write", { verb: "create", requestURI: `${uri?.pathname}${uri?.search}` }), { at: Date.parse("2026-11-23T15:00:01Z") });
		pod.write(line("other", { requestURI: `${uri?.pathname}?auditail=guessed` }), { at: Date.parse("2026-11-23T15:00:01Z") });
		written(pod, "two", 2000);
		await follower.shows(["one", "write", "other", "two"]);
		await follower.end();
	});
});

describe.skipIf(!hasKubectl)("auditail logs -f, through the real kubectl", () => {
	it("goes on where the container restarts, with what it had left, and repeats nothing", async () => {
		const server = await ApiServer.start();
		const pod = server.addPod("a");
		written(pod, "one", 0);
		const follower = following(server);
		await follower.shows(["one"]);
		written(pod, "two", 1500);
		await follower.shows(["one", "two"]);
		pod.cut(line("three").slice(0, 40));
		written(pod, "three", 1600);
		pod.restart();
		written(pod, "four", 3000);
		await follower.shows(["one", "two", "three", "four"]);
		const { exitCode, stderr } = await follower.end();
		expect(exitCode).toBe(0);
		expect(stderr).not.toContain("missing");
		expect(stderr).toContain("; starting it again");
		expect(server.asked("previous=true")).toBe(1);
		await until(() => pod.followers === 0, "nobody who follows");
	});

	it("goes on when the cluster was away", async () => {
		const server = await ApiServer.start();
		const pod = server.addPod("a");
		written(pod, "one", 0);
		const follower = following(server);
		await follower.shows(["one"]);
		await server.down();
		await follower.says("was refused");
		await server.up();
		written(pod, "two", 2000);
		await follower.shows(["one", "two"]);
		await follower.end();
	});

	it("tells what the kubelet rotated away before it could be read", async () => {
		const server = await ApiServer.start();
		const pod = server.addPod("a");
		written(pod, "one", 0);
		const follower = following(server);
		await follower.shows(["one"]);
		pod.cut();
		written(pod, "lost", 1000);
		pod.rotate();
		written(pod, "two", 9000);
		await follower.shows(["one", "two"]);
		await follower.says("events from 2026-11-23T15:00:00.000000Z to 2026-11-23T15:00:09.000000Z may be missing");
		await follower.end();
	});

	it("starts again where the kubelet has rotated the log and forgotten who follows it", async () => {
		const server = await ApiServer.start();
		const pod = server.addPod("a");
		const follower = following(server, ["--tail", "-1"]);
		await until(() => pod.followers === 1, "a follower");
		const shown: string[] = [];
		for (let at = 0; at < 35; at += 1) {
			shown.push(`call-${at}`);
			written(pod, `call-${at}`, at * 2000);
			await follower.shows(shown);
			follower.clock.pass(2);
		}
		pod.rotate();
		written(pod, "unheard", 80_000);
		follower.clock.pass(30);
		await follower.says("a: nothing has come for 30 s, though no pause before was longer than 3 s; starting it again");
		await follower.shows([...shown, "unheard"]);
		await follower.says("events from 2026-11-23T15:01:08.000000Z to 2026-11-23T15:01:20.000000Z may be missing");
		await follower.end();
	});

	it("finds API servers that come later", async () => {
		const server = await ApiServer.start();
		written(server.addPod("a"), "one", 0);
		const follower = following(server, ["--tail", "-1"]);
		await follower.shows(["one"]);
		written(server.addPod("b"), "two", 2000);
		follower.clock.pass(30);
		await follower.says("b has appeared; following it");
		await follower.shows(["one", "two"]);
		await follower.end();
	});

	it("names the node of each call from when there is a second API server", async () => {
		const server = await ApiServer.start();
		const pod = server.addPod("a");
		written(pod, "one", 0);
		const follower = following(server, ["--tail", "-1", "-o", "wide"]);
		await follower.prints("id=one");
		written(server.addPod("b"), "two", 2000);
		follower.clock.pass(30);
		await follower.prints("id=two");
		written(pod, "three", 3000);
		await follower.prints("id=three");
		const { stdout } = await follower.end();
		expect(stdout.split("\n").map((row) => /in \w/.exec(row)?.[0])).toEqual([undefined, "in b", "in a", undefined]);
	});

	it("says where the log begins, if that is later than it was asked for", async () => {
		const server = await ApiServer.start();
		written(server.addPod("a"), "one", 0);
		const follower = following(server, ["--since", "2026-11-23T14:00:00Z"]);
		await follower.shows(["one"]);
		await follower.says("a: its log begins at 2026-11-23T15:00:00.000000Z: what there was between 2026-11-23T14:00:00Z and then");
		await follower.end();
	});

	it("fails at once where the logs may not be read", async () => {
		const server = await ApiServer.start();
		server.addPod("a");
		server.forbidden.add("get pods/log");
		const { exitCode, stderr } = await read(server, "-f");
		expect([exitCode, stderr.includes("missing: get pods/log in kube-system")]).toEqual([2, true]);
	});

	it("tells that one of several logs may not be read while it follows the others", async () => {
		const server = await ApiServer.start();
		const pod = server.addPod("a");
		server.addPod("b");
		server.forbidden.add("get pods/log kube-apiserver-b");
		const follower = following(server);
		await follower.says("missing: get pods/log in kube-system");
		written(pod, "one", 0);
		await follower.shows(["one"]);
		const { exitCode, stderr } = await follower.end();
		expect([exitCode, stderr.split("missing: get pods/log").length]).toEqual([2, 2]); // told once
	});

	it("tries again where a node is away at first", async () => {
		const server = await ApiServer.start();
		const pod = server.addPod("a");
		server.broken = "dial tcp 10.0.0.1:10250: connect: no route to host";
		const follower = following(server);
		await follower.says("no route to host; starting it again");
		server.broken = undefined;
		written(pod, "one", 0);
		await follower.shows(["one"]);
		await follower.end();
	});

	it("shows three control planes in the order of time, though they are not heard of in that order", async () => {
		const server = await ApiServer.start();
		const pods = ["a", "b", "c"].map((node) => server.addPod(node));
		const follower = following(server);
		await until(() => pods.every(({ followers }) => followers === 1), "three who follow");
		for (const [turn, pod] of pods.entries()) written(pod, `call-${3 - turn}`, 10_000 - turn);
		await follower.shows(["call-1", "call-2", "call-3"]);
		await follower.end();
	});
});

describe.skipIf(!hasKubectl)("what people meet", () => {
	it("may not list the pods: names what is missing", async () => {
		const server = await ApiServer.start();
		server.addPod("a");
		server.forbidden.add("list pods");
		const { exitCode, stderr } = await read(server);
		expect(exitCode).toBe(2);
		expect(stderr).toContain('cannot list resource "pods"');
		expect(stderr).toContain("missing: list pods in kube-system");
	});

	it("may not read the logs: names what is missing", async () => {
		const server = await ApiServer.start();
		server.addPod("a");
		server.forbidden.add("get pods/log");
		const { exitCode, stderr } = await read(server);
		expect(exitCode).toBe(2);
		expect(stderr).toContain("missing: get pods/log in kube-system");
	});

	it("no API server pods: says where managed clouds keep the log", async () => {
		const server = await ApiServer.start();
		const all = await read(server);
		expect(all.exitCode).toBe(2);
		expect(all.stderr).toContain("there is no pod with component=kube-apiserver in kube-system");
		for (const cloud of ["EKS: aws logs tail", "GKE: gcloud logging read", "AKS: az monitor"]) expect(all.stderr).toContain(cloud);
		server.version = { major: "1", minor: "31+", gitVersion: "v1.31.4-eks-2d5f260" };
		const eks = await read(server);
		expect(eks.stderr).toContain("EKS: aws logs tail");
		expect(eks.stderr).not.toContain("GKE");
	});

	it("-n is the namespace of the pods, --namespace that of the calls", async () => {
		const server = await ApiServer.start();
		written(server.addPod("a"), "one", 0);
		expect((await read(server, "-n", "prod")).stderr).toContain("there is no pod with component=kube-apiserver in prod");
		expect((await read(server, "--namespace", "nowhere", "-c")).stdout).toBe("0\n");
	});

	it.each([
		[
			["--audit-log-path=/var/log/audit.log", "--audit-policy-file=x"],
			"writes its audit log to a file (--audit-log-path=/var/log/audit.log)",
			"auditail ssh a:/var/log/audit.log",
		],
		[["--audit-policy-file=x"], "auditing is off: the API server has no --audit-log-path", "--audit-log-path=-"],
		[["--audit-log-path=-"], "and no --audit-policy-file", "kubernetes.io/docs"],
		[["--audit-policy-file=x", "--audit-webhook-config-file", "y"], "to a webhook alone", "--audit-log-path=-"],
	])("an API server with %s: says so, and what to do", async (flags, message, hint) => {
		const server = await ApiServer.start();
		server.addPod("a", flags);
		const { exitCode, stderr } = await read(server);
		expect([exitCode, stderr.includes(message), stderr.includes(hint)]).toEqual([2, true, true]);
	});

	it("one of several API servers without an audit log: says so, and reads the others", async () => {
		const server = await ApiServer.start();
		written(server.addPod("a"), "one", 0);
		server.addPod("b", []);
		const { exitCode, stdout, stderr } = await read(server, "-c");
		expect([exitCode, stdout]).toEqual([0, "1\n"]);
		expect(stderr).toContain("b: auditing is off");
	});

	it("no such pod, no such context, no kubeconfig, nobody there", async () => {
		const server = await ApiServer.start();
		server.addPod("a");
		expect((await read(server, "nobody")).stderr).toContain('pods "nobody" not found');
		expect((await read(server, "--context", "other")).stderr).toMatch(/context.*"other".*\nhint: kubectl config get-contexts/);
		expect((await runCli(["logs", "--kubeconfig", "/no/such/file"])).stderr).toContain("hint: kubectl knows no cluster");
		await server.down();
		expect((await read(server)).stderr).toContain("hint: kubectl cannot reach the cluster");
		await server.up();
	});

	it.skipIf(!hasOpenssl)("a server that kubectl does not trust", async () => {
		const server = await ApiServer.start({ tls: true });
		const other = await ApiServer.start({ tls: true });
		const [config, wrong] = [server, other].map(({ kubeconfig }) => readFileSync(kubeconfig, "utf8")) as [string, string];
		const authority = /"certificate-authority-data":"[^"]+"/;
		writeFileSync(server.kubeconfig, config.replace(authority, authority.exec(wrong)?.[0] ?? ""));
		const { exitCode, stderr } = await read(server);
		expect([exitCode, stderr.split("\n").at(-2)]).toEqual([2, expect.stringContaining("hint: kubectl does not trust the server")]);
	});

	it.skipIf(!hasOpenssl)("a server that only an authority of its own vouches for, and a token", async () => {
		const server = await ApiServer.start({ tls: true });
		written(server.addPod("a"), "one", 0);
		expect((await read(server, "-c")).stdout).toBe("1\n");
		const config = JSON.parse(readFileSync(server.kubeconfig, "utf8")) as { clusters: { cluster: Record<string, string> }[] };
		expect(config.clusters[0]?.cluster["certificate-authority-data"]).toBeTruthy();
	});
});

/** A kubectl of ours: it lists one pod, knows no version, and answers with what the script says when it is asked for a log. */
function kubectl(
	log: string,
	list = `{"items":[{"metadata":{"name":"p","namespace":"n"},"spec":{"nodeName":"a","containers":[{"name":"c"}]}}]}`,
) {
	const home = folder();
	const path = join(home, "kubectl");
	writeFileSync(join(home, "list"), list);
	writeFileSync(
		path,
		`#!/bin/sh\ncd ${home}\necho "$*" >> asked\ncase "$*" in */log*) ${log};; *version*) echo '{"major":"1","minor":"32"}';; *) cat list;; esac\n`,
	);
	chmodSync(path, 0o755);
	return {
		path,
		asked: () =>
			readFileSync(join(home, "asked"), "utf8")
				.split("\n")
				.filter((asked) => asked.includes("/log?")).length,
	};
}

describe("through another kubectl", () => {
	it.each([
		["text", "no JSON"],
		["no object", "[]"],
		["nothing", ""],
	])("that answers with %s: says so", async (_what, answer) => {
		const { exitCode, stderr } = await runCli(["logs", "--kubectl", kubectl("true", answer).path]);
		expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/^auditail: \S+ answers \S+ with what is no JSON object\nhint: /)]);
	});

	it.each([
		["no pods", `{"items":null}`],
		["what is no pod", `{"items":[null,7]}`],
	])("that answers with %s: there is no API server", async (_what, answer) => {
		const { exitCode, stderr } = await runCli(["logs", "--kubectl", kubectl("true", answer).path]);
		expect([exitCode, stderr]).toEqual([2, expect.stringContaining("no API server is to be seen")]);
	});

	it("asks again for a log with stderr in it where the kubelet refuses stdout alone", async () => {
		const { path, asked } = kubectl(
			`case "$*" in *stream=Stdout*) echo 'Error from server (BadRequest): the server rejected our request for an unknown reason' >&2; exit 1;; *) cat ${resolve("samples/minikube.log")};; esac`,
		);
		expect((await runCli(["logs", "-c", "--kubectl", path])).stdout).toBe("60\n");
		expect(asked()).toBe(2);
	});

	it("does not ask again for a log because a stream broke off", async () => {
		const { path, asked } = kubectl(
			`cat ${resolve("samples/minikube.log")}; echo 'error: stream error: stream ID 3; INTERNAL_ERROR' >&2; exit 1`,
		);
		const { exitCode, stdout, stderr } = await runCli(["logs", "-c", "--kubectl", path]);
		expect([exitCode, stdout, asked()]).toEqual([2, "60\n", 1]);
		expect(stderr).toContain("stream error: stream ID 3");
	});

	it("that does not answer: ends with Ctrl-C, without a word", async () => {
		const home = folder();
		const path = join(home, "kubectl");
		writeFileSync(path, `#!/bin/sh\necho > ${join(home, "begun")}\nexec sleep 600\n`);
		chmodSync(path, 0o755);
		const stop = new AbortController();
		const ran = runCli(["logs", "--kubectl", path], { signal: stop.signal });
		await until(() => existsSync(join(home, "begun")), "a kubectl");
		stop.abort("SIGINT");
		expect(await ran).toMatchObject({ exitCode: 130, stdout: "" });
		expect((await ran).stderr).not.toContain("Error");
	});

	it("names a pod, or says that it does not", async () => {
		expect(await runCli(["logs", ""])).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('logs "": names no pod') });
	});
});

describe("without kubectl", () => {
	it("says what is needed, and how to name it", async () => {
		const { exitCode, stderr } = await runCli(["logs", "--kubectl", "/no/such/kubectl"]);
		expect(exitCode).toBe(2);
		expect(stderr).toContain("cannot run /no/such/kubectl: no such program\nhint: auditail logs asks the cluster through kubectl");
	});
});
