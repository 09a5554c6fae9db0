import { describe, expect, it } from "vitest";
import type { Call } from "../../src/audit/call.ts";
import { type Tone, tonesOf } from "../../src/render/tone.ts";
import { call } from "../helpers/event.ts";

const CODE = (code: number) => ({ responseStatus: { code } });
const SUB = (subresource: string) => ({ objectRef: { resource: "pods", namespace: "dev", name: "web-1", subresource } });

describe("the act is", () => {
	it.each<[tone: Tone, what: string, call: Call]>([
		["dim", "a read", call()],
		["dim", "a list", call({ verb: "list" })],
		["dim", "a read that is open", call({ verb: "watch" }, { state: "open" })],
		["dim", "a write of the system", call({ verb: "update", user: { username: "system:kube-scheduler" } })],
		["dim", "a write of a service account", call({ verb: "patch", user: { username: "system:serviceaccount:dev:builder" } })],
		["bold", "a write", call({ verb: "create" })],
		["bold", "a delete of a collection", call({ verb: "deletecollection" })],
		["bold", "a write that failed", call({ verb: "delete", ...CODE(404) })],
		["bold", "a write of the system that failed", call({ verb: "update", user: { username: "system:node:n" }, ...CODE(409) })],
		["plain", "a read that failed", call(CODE(404))],
		["plain", "a verb that nobody knows", call({ verb: "frobnicate" })],
		["sensitive", "exec", call(SUB("exec"))],
		["sensitive", "attach", call(SUB("attach"))],
		["sensitive", "port-forward", call(SUB("portforward"))],
		["sensitive", "a proxy", call(SUB("proxy"))],
		["sensitive", "a token", call({ verb: "create", objectRef: { resource: "serviceaccounts", subresource: "token" } })],
		["sensitive", "exec by the system", call({ ...SUB("exec"), user: { username: "system:node:n" } })],
		["sensitive", "impersonation", call({ impersonatedUser: { username: "bob" } })],
		["dim", "reading a log", call(SUB("log"))],
	])("%s for %s", (tone, _what, one) => {
		expect(tonesOf(one).act).toBe(tone);
	});
});

describe("the outcome is", () => {
	it.each<[tone: Tone, what: string, call: Call]>([
		["refused", "401", call(CODE(401))],
		["refused", "403", call(CODE(403))],
		["failed", "404", call(CODE(404))],
		["failed", "422", call(CODE(422))],
		["broken", "500", call(CODE(500))],
		["broken", "503", call(CODE(503))],
		["broken", "a panic", call(CODE(500), { state: "panic" })],
		["broken", "a panic behind a 200", call({}, { state: "panic" })],
		["dim", "a read that succeeded", call()],
		["plain", "a write that succeeded", call({ verb: "create" })],
		["plain", "an exec that succeeded", call({ ...SUB("exec"), ...CODE(101) })],
		["refused", "a refused exec", call({ ...SUB("exec"), ...CODE(403) })],
	])("%s for %s", (tone, _what, one) => {
		expect(tonesOf(one).outcome).toBe(tone);
	});
});

it("a dim call is dim throughout", () => {
	expect(new Set(Object.values(tonesOf(call())))).toEqual(new Set(["dim"]));
});

it("a failed call shows it in its code and its note, and nowhere else", () => {
	expect(tonesOf(call(CODE(403)))).toEqual({ time: "plain", outcome: "refused", duration: "plain", act: "plain", note: "refused" });
});

it("the note of a panic stands out as its code does", () => {
	expect(tonesOf(call(CODE(500), { state: "panic" })).note).toBe("broken");
});
