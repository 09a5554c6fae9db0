import { expect, it } from "vitest";
import { Past } from "../src/past.ts";
import { file } from "../src/source/file.ts";

it("the past is over once, when every source has left it", () => {
	const [a, b] = [file("a.log"), file("b.log")];
	let over = 0;
	const past = new Past([a, b], () => {
		over += 1;
	});
	past.leave(a);
	past.leave(a);
	expect([past.isOver, over]).toEqual([false, 0]);
	past.leave(b);
	past.leave(b);
	expect([past.isOver, over]).toEqual([true, 1]);
});
