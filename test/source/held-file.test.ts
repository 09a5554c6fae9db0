import { copyFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { expect, it } from "vitest";
import { HeldFile } from "../../src/source/held-file.ts";
import { folder } from "../helpers/log.ts";

/** How often a file is truncated while it is looked at, each time a moment later. */
const MOMENTS = 40;

it("knows its copy by what was read of it first, whenever it is truncated", async () => {
	const [path, copied] = [join(folder(), "audit.log"), join(folder(), "audit.log.1")];
	const strangers: number[] = [];
	for (let moment = 0; moment < MOMENTS; moment += 1) {
		writeFileSync(path, "a line\n");
		copyFileSync(path, copied);
		const [file, copy] = await Promise.all([HeldFile.open(path), HeldFile.open(copied)]);
		const looking = file.readAhead();
		for (let turn = 0; turn < moment; turn += 1) await setImmediate();
		truncateSync(path);
		if ((await looking) && !(await file.wasLike(copy))) strangers.push(moment);
		await Promise.all([file.close(), copy.close()]);
	}
	expect(strangers).toEqual([]);
});
