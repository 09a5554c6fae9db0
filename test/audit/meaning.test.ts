import { describe, expect, it } from "vitest";
import { accountName, actor, isLongRunning, isRead, isWrite, parameters, peerAddress, succeeded } from "../../src/audit/meaning.ts";
import { event } from "../helpers/event.ts";

describe("the actor", () => {
	it.each([
		["the user", { user: { username: "alice" } }, "alice"],
		["the impersonated user", { user: { username: "bob" }, impersonatedUser: { username: "alice" } }, "alice"],
		["the user where the impersonated one has no name", { user: { username: "bob" }, impersonatedUser: {} }, "bob"],
		["unknown, where nobody was authenticated", { user: {} }, undefined],
	])("is %s", (_what, parts, name) => {
		expect(actor(event(parts))).toBe(name);
	});
});

it.each([
	[["127.0.0.1"], "127.0.0.1"],
	[["10.0.0.1", "9.9.9.9", "127.0.0.1"], "127.0.0.1"],
	[[], undefined],
])("of the addresses %j the last, which no client can forge, is the peer's", (sourceIPs, address) => {
	expect(peerAddress(event({ sourceIPs }))).toBe(address);
});

it.each([
	["system:serviceaccount:dev:builder", "sa:dev:builder"],
	["system:serviceaccount:dev", "system:serviceaccount:dev"],
	["system:serviceaccount:dev:builder:x", "system:serviceaccount:dev:builder:x"],
	["system:serviceaccounts:dev:builder", "system:serviceaccounts:dev:builder"],
	["not-system:serviceaccount:dev:builder", "not-system:serviceaccount:dev:builder"],
	["alice", "alice"],
])("%s is called %s", (username, name) => {
	expect(accountName(username)).toBe(name);
});

it.each([
	["create", true, false],
	["deletecollection", true, false],
	["patch", true, false],
	["post", true, false],
	["get", false, true],
	["watch", false, true],
	["head", false, true],
	["", false, false],
	["CREATE", false, false],
	["constructor", false, false],
	[undefined, false, false],
])("the verb %j: writes %s, reads %s", (verb, writes, reads) => {
	expect([isWrite(verb), isRead(verb)]).toEqual([writes, reads]);
});

it.each([
	[101, true],
	[200, true],
	[399, true],
	[400, false],
	[500, false],
	[0, false],
	[-1, false],
])("code %i: succeeded is %s", (code, success) => {
	expect(succeeded(event({ responseStatus: { code } }))).toBe(success);
});

it("has not succeeded without an answer", () => {
	const { responseStatus: _none, ...unanswered } = event();
	expect(succeeded(unanswered)).toBe(false);
});

it.each<[requestURI: string, parameters: [string, string][]]>([
	["/api/v1/pods", []],
	["/api/v1/pods?", []],
	[
		"/exec?command=sh&command=-c&command=echo+%22a%22&x=1%2B1",
		[
			["command", "sh"],
			["command", "-c"],
			["command", 'echo "a"'],
			["x", "1+1"],
		],
	],
	["/a?b=c?d=e", [["b", "c?d=e"]]],
])("the parameters of %s are decoded", (requestURI, expected) => {
	expect([...parameters(event({ requestURI }))]).toEqual(expected);
});

it.each([
	["watch", undefined, true],
	["get", "exec", true],
	["create", "attach", true],
	["get", "portforward", true],
	["get", "proxy", true],
	["get", "log", true],
	["get", "status", false],
	["list", undefined, false],
	["get", undefined, false],
])("%s of the subresource %s: long-running is %s", (verb, subresource, long) => {
	expect(isLongRunning(event({ verb, objectRef: { resource: "pods", ...(subresource ? { subresource } : {}) } }))).toBe(long);
});

it("a request about no resource is long-running only where it watches", () => {
	const { objectRef: _none, ...path } = event();
	expect([isLongRunning(path), isLongRunning({ ...path, verb: "watch" })]).toEqual([false, true]);
});
