import { expect, it } from "vitest";
import { every, not, some } from "../../src/query/predicate.ts";
import { call } from "../helpers/event.ts";

const yes = () => true;
const no = () => false;

it.each([
	[[], true, false],
	[[yes], true, true],
	[[no], false, false],
	[[yes, no], false, true],
	[[yes, yes], true, true],
	[[no, no], false, false],
])("of %j every is %s and some is %s", (predicates, all, any) => {
	expect([every(predicates)(call()), some(predicates)(call())]).toEqual([all, any]);
});

it("not is true where the other is false", () => {
	expect([not(yes)(call()), not(no)(call())]).toEqual([false, true]);
});
