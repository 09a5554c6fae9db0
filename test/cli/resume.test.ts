import { expect, it } from "vitest";
import { resumption } from "../../src/cli/resume.ts";

const LATEST = "2026-11-23T15:09:30.719347Z";
const KUBECTL = "kubectl logs -f POD";

const commandOf = (writers: readonly string[], typed: string, latest: string | undefined = LATEST): string =>
	resumption(
		writers.map((line) => line.split(" ")),
		typed.split(" ").filter(Boolean),
		latest,
	).command;

it.each<[what: string, writers: string[], typed: string, command: string]>([
	["kubectl", [KUBECTL], "-f", "kubectl logs --since-time=T -f POD | auditail -f"],
	["kubectl among others", ["bash", "sh -c x", KUBECTL], "", "kubectl logs --since-time=T -f POD | auditail "],
	["nobody knows whom", [], "-f", "kubectl logs -f -n kube-system POD --since-time=T | auditail -f"],
	[
		"a shell that does not say what it runs",
		["-zsh", "/bin/bash"],
		"-f",
		"kubectl logs -f -n kube-system POD --since-time=T | auditail -f",
	],
	[
		"another program",
		["minikube ssh -- sudo tail -F /tmp/audit.log", "ssh x"],
		"-f",
		"minikube ssh -- sudo tail -F /tmp/audit.log | auditail --since=T -f",
	],
	["a command of auditail's", ["tail -F x"], "top -f --by user", "tail -F x | auditail top --since=T -f --by user"],
	["a script", ["bash ./logs"], "", "bash ./logs | auditail --since=T"],
	[
		"kubectl, where auditail had a window",
		[KUBECTL],
		"-f --since 5m --user a",
		"kubectl logs --since-time=T -f POD | auditail --since=T -f --user a",
	],
	[
		"kubectl, where auditail showed the last ones",
		[KUBECTL],
		"-f --tail=3 --user a",
		"kubectl logs --since-time=T -f POD | auditail -f --user a",
	],
	[
		"kubectl, where what looks like a flag is a file",
		[KUBECTL],
		"-f - -- --tail 3",
		"kubectl logs --since-time=T -f POD | auditail -f - -- --tail 3",
	],
])("resumes what was written by %s", (_what, writers, typed, command) => {
	expect(commandOf(writers, typed)).toBe(command.replaceAll("=T", "=2026-11-23T15:09:30Z").trimEnd());
});

it.each<[writers: string[], command: string]>([
	[["kubectl logs -f --tail 5 POD"], "kubectl logs -f --tail 5 POD | auditail -f --since 5m"],
	[["ssh host tail -F log"], "ssh host tail -F log | auditail -f --since 5m"],
	[[], "kubectl logs -f -n kube-system POD | auditail -f --since 5m"],
])("starts %j again where it told nothing", (writers, command) => {
	expect(
		resumption(
			writers.map((line) => line.split(" ")),
			["-f", "--since", "5m"],
			undefined,
		).command,
	).toBe(command);
});
