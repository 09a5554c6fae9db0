import type { EverySecond } from "../../src/source/watched.ts";

/** A clock of which a test moves the hand. */
export function seconds() {
	const looks = new Set<() => void>();
	const state = { asked: 0 };
	const everySecond: EverySecond = (look) => {
		looks.add(look);
		state.asked += 1;
		return () => looks.delete(look);
	};
	const pass = (count: number): void => {
		for (let second = 0; second < count; second += 1) for (const look of looks) look();
	};
	return { everySecond, pass, listeners: () => looks.size, asked: () => state.asked };
}
