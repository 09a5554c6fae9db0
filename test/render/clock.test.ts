import { describe, expect, it } from "vitest";
import { type Clock, clocks } from "../../src/render/clock.ts";
import { inZone } from "../helpers/in-zone.ts";
import { runCli } from "../helpers/run-cli.ts";

const AT = "2026-11-23T23:09:26.644123Z";
const ways: readonly (keyof Clock)[] = ["whole", "fine", "coarse", "dated", "day"];

const told = (zone: string, at: string): string[] =>
	inZone(zone, "render/clock.ts", `${JSON.stringify(ways)}.map((way) => it.clocks.local()[way](${JSON.stringify(at)}))`);

describe("the local clock", () => {
	it.each([
		[
			"Europe/Berlin",
			AT,
			["2026-11-24T00:09:26.644123+01:00", "00:09:26.644+01:00", "00:09:26+01:00", "2026-11-24T00:09:26.644+01:00", "2026-11-24"],
		],
		[
			"Asia/Kolkata",
			AT,
			["2026-11-24T04:39:26.644123+05:30", "04:39:26.644+05:30", "04:39:26+05:30", "2026-11-24T04:39:26.644+05:30", "2026-11-24"],
		],
		[
			"America/St_Johns",
			AT,
			["2026-11-23T19:39:26.644123-03:30", "19:39:26.644-03:30", "19:39:26-03:30", "2026-11-23T19:39:26.644-03:30", "2026-11-23"],
		],
		[
			"UTC",
			AT,
			["2026-11-23T23:09:26.644123+00:00", "23:09:26.644+00:00", "23:09:26+00:00", "2026-11-23T23:09:26.644+00:00", "2026-11-23"],
		],
	])("in %s", (zone, at, expected) => {
		expect(told(zone, at)).toEqual(expected);
	});

	it("says which of two equal hours it is when the clocks are set back", () => {
		expect(told("Europe/Berlin", "2026-10-25T00:30:00.000000Z")[0]).toBe("2026-10-25T02:30:00.000000+02:00");
		expect(told("Europe/Berlin", "2026-10-25T01:30:00.000000Z")[0]).toBe("2026-10-25T02:30:00.000000+01:00");
	});
});

describe("the relative clock", () => {
	const now = Date.parse("2026-11-23T12:00:00Z");
	const ago = (ms: number): string => clocks.relative(() => now).whole(new Date(now - ms).toISOString().replace("Z", "000Z"));

	it.each([
		[0, "0s ago"],
		[12_999, "12s ago"],
		[99_999, "99s ago"],
		[100_000, "1m40s ago"],
		[3_600_000, "1h00m ago"],
		[4 * 86_400_000, "4d ago"],
		[400 * 86_400_000, "400d ago"],
		[-5_000, "in 5s"],
	])("says %d ms ago as %s", (ms, text) => {
		expect(ago(ms)).toBe(text);
	});

	it("is of one width, where rows are", () => {
		const clock = clocks.relative(() => now);
		for (const ms of [0, 12_999, 3_600_000, 400 * 86_400_000, -5_000])
			expect(clock.fine(new Date(now - ms).toISOString())).toHaveLength("99h59m ago".length);
	});
});

describe("--time", () => {
	const rows = async (args: string[], terminal?: number): Promise<string> =>
		(await runCli(["samples/minikube.log", "--user", "bob", "--color", "never", ...args], terminal ? { terminal } : {})).stdout;

	it("utc is what rows have anyway", async () => {
		expect(await rows(["--time", "utc"])).toBe(await rows([]));
		expect(await rows(["--time", "utc"], 120)).toBe(await rows([], 120));
	});

	it("relative counts from now, and needs no date", async () => {
		expect(await rows(["--time", "relative"])).toMatch(/^3m28s ago 200 6\.6ms bob delete/);
		expect(await rows(["--time", "relative"], 120)).toMatch(/^ 3m28s ago 200 {3}6\.6ms {2}bob/);
	});

	it("none leaves the column out, also where a long call began", async () => {
		expect(await rows(["--time", "none"])).toMatch(/^200 6\.6ms bob delete/);
		expect(await rows(["--time", "none"], 80)).toMatch(/^200 {2}bob/);
		const { stdout } = await runCli(["samples/minikube.log", "--verb", "watch", "--time", "none"]);
		expect(stdout).not.toMatch(/since|\d\d:\d\d/);
	});

	it("does not change records", async () => {
		expect(await rows(["--time", "relative", "-o", "json"])).toBe(await rows(["-o", "json"]));
	});
});
