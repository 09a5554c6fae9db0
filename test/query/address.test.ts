import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addressMatcher } from "../../src/query/address.ts";
import { QueryError } from "../../src/query/query-error.ts";
import { parseValues, type Value } from "../../src/query/value.ts";

const matcherOf = async (argument: string): Promise<(address: string) => boolean> =>
	addressMatcher((await parseValues("source-ip", argument))[0] as Value);

describe("an address", () => {
	it.each([
		["10.1.2.3", ["10.1.2.3"], ["10.1.2.30", "10.1.2.4", "fd00::1"]],
		["10.0.0.0/8", ["10.1.2.3", "10.255.255.255"], ["11.0.0.1", "9.255.255.255"]],
		["10.1.2.3/8", ["10.200.0.1"], ["11.0.0.1"]],
		["0.0.0.0/0", ["10.1.2.3", "192.168.0.1"], ["fd00::1"]],
		["10.1.2.3/32", ["10.1.2.3"], ["10.1.2.2"]],
		["::1", ["::1", "0:0:0:0:0:0:0:1"], ["::2", "0.0.0.1"]],
		["fd00::/8", ["fd00::1", "fdff::"], ["fe80::1"]],
		["fe80::1%eth0", ["fe80::1%eth0"], ["fe80::2"]],
		["10.1.*", ["10.1.2.3"], ["10.10.2.3"]],
		["*", ["10.1.2.3", "::1"], []],
		["re:^10\\.", ["10.1.2.3"], ["110.1.2.3"]],
	])("%s keeps %j and refuses %j", async (argument, kept, refused) => {
		const matches = await matcherOf(argument);
		expect([...kept, ...refused].filter(matches)).toEqual(kept);
	});

	it.each(["<unknown>", "", "10.0.0", "10.0.0.1:443"])("never matches a text that is none: %j", async (text) => {
		expect((await matcherOf("0.0.0.0/0"))(text)).toBe(false);
	});

	it.each(["10.0.0", "localhost", "10.0.0.0/8/8", "10.0.0.0/33", "fd00::/129", "10.0.0.0/-1", "10.0.0.0/x", "10.0.0.0/8.5", "/8", '""'])(
		"is not %s, and the hint shows one",
		async (argument) => {
			await expect(matcherOf(argument)).rejects.toThrow(QueryError);
			await expect(matcherOf(argument)).rejects.toHaveProperty("hint", expect.stringContaining("10.0.0.0/8"));
		},
	);

	it.each(["10.0.0.0/", "10.0.0.0/1e1", "10.0.0.0/0x8", "10.0.0.0/ 8"])(
		"is not %j, whose length is not written in digits",
		async (argument) => {
			await expect(matcherOf(argument)).rejects.toThrow(QueryError);
		},
	);

	it("is in a network when its first bits are the network's", async () => {
		const octets = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255));
		const number = (parts: readonly number[]): bigint => parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n);
		await fc.assert(
			fc.asyncProperty(octets, octets, fc.integer({ min: 0, max: 32 }), fc.nat(4), async (network, other, bits, shared) => {
				const address = [...network.slice(0, shared), ...other.slice(shared)];
				const rest = BigInt(32 - bits);
				const matches = await matcherOf(`${network.join(".")}/${bits}`);
				expect(matches(address.join("."))).toBe(number(network) >> rest === number(address) >> rest);
			}),
		);
	});
});
