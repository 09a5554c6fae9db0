import { dirname } from "node:path";
import { setImmediate } from "node:timers/promises";
import { onTestFinished } from "vitest";
import { type FollowOptions, followed } from "../../src/source/follow.ts";
import { reading } from "./reading.ts";
import { until } from "./until.ts";

/** What came of a followed file so far. */
interface Followed {
	text: string;
	/** What was said, with `LOG` in place of the path. */
	readonly notices: string[];
	/** What was told to be lost, without the folder. */
	readonly gaps: string[];
	/** The files that it came from. */
	readonly files: string[];
	caughtUp: number;
	/** While that is true, nothing is taken, as by a pager. */
	isHeldUp: boolean;
}

/** Follows a file in the background: what came of it so far, what was said, and how to end it. */
export function following(path: string, options: Partial<FollowOptions> = {}) {
	const stop = new AbortController();
	onTestFinished(() => stop.abort());
	const state: Followed = { text: "", notices: [], gaps: [], files: [], caughtUp: 0, isHeldUp: false };
	const follow = async (): Promise<void> => {
		const source = followed(path, { poll: false, ...options });
		const heard = {
			signal: stop.signal,
			onCaughtUp: () => {
				state.caughtUp += 1;
			},
			notify: (message: string) => state.notices.push(message.replace(path, "LOG").replaceAll(`${dirname(path)}/`, "")),
			onGap: (message: string) => state.gaps.push(message.replaceAll(`${dirname(path)}/`, "")),
			onFile: ({ name }: { name: string }) =>
				state.files.push(`${name.replace(`${dirname(path)}/`, "")} from ${state.text.split("\n").length}`),
		};
		for await (const chunk of source.read(reading(heard))) {
			state.text += chunk.toString();
			while (state.isHeldUp && !stop.signal.aborted) await setImmediate();
		}
	};
	const ended = follow();
	const seen = () => JSON.stringify({ ...state, text: state.text.slice(-1000), files: state.files.slice(-20) });
	return {
		state,
		ended,
		has: (text: string) => until(() => state.text === text, JSON.stringify(text), seen),
		says: (notice: string) => until(() => state.notices.includes(notice), `"${notice}"`, seen),
		tells: (gap: string) => until(() => state.gaps.includes(gap), `"${gap}"`, seen),
		isCaughtUp: () => until(() => state.caughtUp > 0, "caught up", seen),
		stop: () => {
			stop.abort();
			return ended;
		},
	};
}
