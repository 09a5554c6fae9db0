import { expect, it } from "vitest";
import { kills } from "./soak/kills.ts";
import { soak } from "./soak/soak.ts";

it("a log that is rotated in bursts, truncated, torn and killed under busy cores is shown whole, each call once", async () => {
	const { auditail, rotations } = await soak({ seconds: 15, isKilled: true, isTruncated: true });
	const { written, lost, repeated, invented, gaps } = auditail;
	expect({ lost, repeated, invented, gaps }).toEqual({ lost: 0, repeated: 0, invented: 0, gaps: [] });
	expect(written).toBeGreaterThan(1000);
	expect(rotations).toBeGreaterThan(10);
}, 120_000);

it("a follower that is killed again and again loses nothing, and repeats only what it has just printed", async () => {
	const { lost, unexcused, written } = await kills({ kills: 5, rate: 1000, isCalm: true });
	expect({ lost, unexcused }).toEqual({ lost: 0, unexcused: 0 });
	expect(written).toBeGreaterThan(100);
}, 120_000);
