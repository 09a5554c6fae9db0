import type { Silence } from "../source/rhythm.ts";
import type { Notice, Source } from "../source/source.ts";
import { stdin } from "../source/stdin.ts";
import { watched } from "../source/watched.ts";
import { writersInto } from "../source/writer.ts";
import type { Args } from "./args.ts";
import type { MainIO } from "./io.ts";
import { type Resumption, resumption } from "./resume.ts";

/** A live stream on stdin. Unless nothing is to be said, it tells when it is strangely silent, and that it has ended, each with the command that resumes it. */
export function watchedStdin({ typed, follow, quiet }: Args, { stdin: { stream, descriptor, everySecond = never } }: MainIO): Source {
	if (quiet) return stdin(stream);
	let writers: string[][] = [];
	const look = () => {
		const found = descriptor === undefined ? [] : writersInto(descriptor);
		if (found.length > 0) writers = found; // at the end, the writer has gone
	};
	return watched(stdin(stream), {
		everySecond,
		look,
		stalled(silence, latest) {
			look();
			return stalled(silence, latest, resumption(writers, typed, latest));
		},
		ended(latest) {
			const way = resumption(writers, typed, latest);
			return follow || way.isFollowing ? ended(latest, way) : undefined;
		},
	});
}

const never = () => () => {};

/** kubernetes/kubernetes#126564, and others before it. */
const ROTATED = "kubectl logs stops without a word when the container's log is rotated";
const LOST = "what writes it may have lost its connection";

const stalled = ({ seconds, longest }: Silence, latest: string | undefined, way: Resumption): Notice => ({
	message: `nothing has come for ${seconds} s, though no pause before was longer than ${longest} s: ${way.writer === "other" ? LOST : ROTATED}. If it stays so, end it with Ctrl-C; ${goOn(latest, way)}`,
	hint: way.command,
});

const ended = (latest: string | undefined, way: Resumption): Notice => ({
	message: `the stream has ended; ${goOn(latest, way)}`,
	hint: way.command,
});

/** Where the stream was, and what the command does that comes next. */
function goOn(latest: string | undefined, { writer, command }: Resumption): string {
	if (!latest) return "no event was in it. To start it again:";
	const again = `(calls of that second may be shown again${/\btail\b/.test(command) && writer === "other" ? "; tail must be told -n +1" : ""})`;
	return `its last event was at ${latest}. To ${writer === "other" ? "start it again" : "resume there"} ${again}:`;
}
