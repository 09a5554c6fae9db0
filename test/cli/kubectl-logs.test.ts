import { describe, expect, it } from "vitest";
import { isFollowing, resumedLogs } from "../../src/cli/kubectl-logs.ts";

const SINCE = "2026-11-23T15:09:30Z";
const resumed = (line: string) => resumedLogs(line.split(" "), SINCE)?.join(" ");

describe("kubectl logs goes on from a time", () => {
	it.each([
		["kubectl logs -f POD", "kubectl logs --since-time=T -f POD"],
		["kubectl logs -n kube-system --follow POD", "kubectl logs --since-time=T -n kube-system --follow POD"],
		["/usr/local/bin/kubectl logs --follow=true POD", "/usr/local/bin/kubectl logs --since-time=T --follow=true POD"],
		["microk8s.kubectl logs -f POD", "microk8s.kubectl logs --since-time=T -f POD"],
		["kubectl.1.32 logs -f POD", "kubectl.1.32 logs --since-time=T -f POD"],
		["oc logs -f POD", "oc logs --since-time=T -f POD"],
		["sudo kubectl logs -f POD", "sudo kubectl logs --since-time=T -f POD"],
		["/bin/sh /home/me/bin/kubectl logs -f POD", "/bin/sh /home/me/bin/kubectl logs --since-time=T -f POD"],
		// flags before the command
		["kubectl -n kube-system logs -f POD", "kubectl -n kube-system logs --since-time=T -f POD"],
		["kubectl -n logs logs -f POD", "kubectl -n logs logs --since-time=T -f POD"],
		["kubectl -nlogs --context logs --v=6 logs -f POD", "kubectl -nlogs --context logs --v=6 logs --since-time=T -f POD"],
		["kubectl --insecure-skip-tls-verify logs -f POD", "kubectl --insecure-skip-tls-verify logs --since-time=T -f POD"],
		["kubectl --tail 5 logs -f POD", "kubectl logs --since-time=T -f POD"],
		// what said from where on
		["kubectl logs -f --since=5m POD", "kubectl logs --since-time=T -f POD"],
		["kubectl logs -f --since 5m POD", "kubectl logs --since-time=T -f POD"],
		["kubectl logs --since-time=2026-11-22T00:00:00Z -f POD", "kubectl logs --since-time=T -f POD"],
		["kubectl logs --since-time 2026-11-22T00:00:00Z -f POD", "kubectl logs --since-time=T -f POD"],
		["kubectl logs --since_time 2026-11-22T00:00:00Z -f POD", "kubectl logs --since-time=T -f POD"],
		["kubectl logs --tail=0 -f POD --tail 7 --since 1h", "kubectl logs --since-time=T -f POD"],
		["kubectl logs -f -- --tail", "kubectl logs --since-time=T -f -- --tail"],
		// with a selector, kubectl's own limit is ten lines
		["kubectl logs -f -l component=kube-apiserver", "kubectl logs --since-time=T --tail=-1 -f -l component=kube-apiserver"],
		["kubectl logs -f --selector=a=b --tail=3", "kubectl logs --since-time=T --tail=-1 -f --selector=a=b"],
		["kubectl logs --limit-bytes=100 -f POD", "kubectl logs --since-time=T --limit-bytes=100 -f POD"],
		// one that would end at once
		["kubectl logs POD", "kubectl logs -f --since-time=T POD"],
		["kubectl logs -nfoo POD", "kubectl logs -f --since-time=T -nfoo POD"],
		["kubectl logs -pf POD", "kubectl logs --since-time=T -pf POD"],
	])("%s", (line, expected) => {
		expect(resumed(line)).toBe(expected.replace("=T ", `=${SINCE} `));
	});

	it.each([
		"kubectl get pods -w",
		"kubectl -n logs get pods",
		"kubectl",
		"kubectl logs-of-mine -f",
		"grep kubectl logs",
		"ssh kubectl logs -f POD",
		"ssh host kubectl logs -f POD",
		"minikube ssh -- sudo tail -F /tmp/audit.log",
		"my-kubectl-wrapper logs -f",
		"/opt/kubectl/tail logs",
		"doc logs -f",
		"",
	])("which %j is not", (line) => {
		expect(resumed(line)).toBeUndefined();
	});

	it("keeps what it was told where no time is known", () => {
		expect(resumedLogs("kubectl logs -f --tail 5 POD".split(" "), undefined)?.join(" ")).toBe("kubectl logs -f --tail 5 POD");
	});
});

it.each([
	["kubectl logs -f POD", true],
	["kubectl logs POD --follow", true],
	["kubectl logs POD", false],
	["kubectl logs --follow=false POD", false],
	["kubectl logs POD -- -f", false],
	["tail -f audit.log", false],
])("%s is told to go on: %s", (line, expected) => {
	expect(isFollowing(line.split(" "))).toBe(expected);
});
