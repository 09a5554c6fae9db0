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
		begin: look,
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

/** Why a stream falls silent, by its writer. */
const reasons: Readonly<Record<Resumption["writer"], string>> = {
	kubectl: "kubectl logs stops without a word when the container's log is rotated",
	other: "what writes it may have lost its connection",
	unknown: "kubectl logs stops without a word when the container's log is rotated",
};

const stalled = ({ seconds, longest }: Silence, latest: string | undefined, way: Resumption): Notice => ({
	message: `nothing has come for ${seconds} s, though no pause before was longer than ${longest} s: ${reasons[way.writer]}. Should nothing come any more, end it with Ctrl-C, and ${goOn(latest, way)}`,
	hint: way.command,
});

const ended = (latest: string | undefined, way: Resumption): Notice => ({
	message: `the stream has ended; ${latest ? `its last event is of ${latest}` : "no event was in it"}. To go on, ${goOn(latest, way)}`,
	hint: way.command,
});

/** What the command does that is shown next. */
function goOn(latest: string | undefined, { writer }: Resumption): string {
	if (!latest) return "start it again:";
	const again = "(calls of that second may be shown again)";
	return writer === "other" ? `start it again ${again}; tail must be told -n +1:` : `resume at the last event ${again}:`;
}
