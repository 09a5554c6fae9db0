import type { Predicate } from "../query/predicate.ts";
import { type Expansion, expand, isPattern } from "../source/expand.ts";
import { file } from "../source/file.ts";
import { followed } from "../source/follow.ts";
import { byLog, logOf } from "../source/rotated-set.ts";
import type { Source, SourceError } from "../source/source.ts";
import { stdin } from "../source/stdin.ts";
import type { Args } from "./args.ts";
import { arrivals, growing } from "./arrivals.ts";
import { type Following, followedFrom } from "./following.ts";
import type { MainIO } from "./io.ts";
import { watchedStdin } from "./stream.ts";

/** The path that the minikube tutorial mounts the log at. */
export const DEFAULT_FILE = "/tmp/audit.log";

const NO_DEFAULT_FILE = `name a log (auditail FILE), pipe one in, or have it fetched:
  auditail minikube          /tmp/audit.log on minikube, by minikube ssh
  auditail logs -f           the API servers of a cluster, by kubectl, where they log to stdout
  auditail ssh HOST:PATH     a log on another machine`;

/** So many logs are read side by side without being asked: each costs an open file and its buffers. */
const MOST_MERGED = 64;

/** What will be read, and how. */
export interface Chosen {
	readonly sources: readonly Source[];
	/** What was named and is not there. */
	readonly failures: readonly SourceError[];
	/** Logs that come later, where folders or patterns are followed. */
	readonly arrivals?: (signal: AbortSignal) => AsyncIterable<Source>;
	/** What a user should know of what is not read. */
	readonly notes: readonly string[];
	readonly live: boolean;
	/** True when every source has a past that can be told from what is live: a followed file, or a stream that is started again. */
	readonly isFollowed: boolean;
	/** True when the sources are of different logs, or have come to be. */
	readonly isSeveral: () => boolean;
	readonly merge: boolean;
	/** True for the calls that the reading itself makes, which are not shown. */
	readonly isOwn?: Predicate | undefined;
}

/** Turns what was named on the command line into sources: none is opened yet. */
export async function chooseSources(args: Args, io: MainIO, begin: Pick<Following, "since" | "places">): Promise<Chosen> {
	const { files, poll, command } = args;
	const { stdin: input } = io;
	if (command) return await (await import("./command-sources.ts")).chooseByCommand(command, args, io, begin.since);
	if (files.length === 0 && !input.isPiped) return defaultLog(args, io, begin);
	const found = await expand(files.length === 0 ? ["-"] : files);
	const { paths, failures } = found;
	const live = isLive(paths, args, io);
	const follow = (files: readonly string[]) => followedFrom(files, { poll, ...begin });
	const sources = byLog(paths).flatMap((files): Source[] => {
		if (files[0] === "-") return [live ? watchedStdin(args, io) : stdin(input.stream)];
		return live ? follow(files) : files.map(file);
	});
	const known = new Set(sources.map(({ origin }) => origin.log));
	const logs = known.size;
	const growth = args.follow ? await growthOf(files, known, follow) : undefined;
	const notes = [
		...notesOfWalk(found),
		...notesOfMerging(logs, live, args.merge),
		...(growth ? failures.map(({ message }) => `${message} yet; waiting`) : []),
	];
	const merge = !live && logs > 1 && (args.merge ?? logs <= MOST_MERGED);
	const isSeveral = logs > 1 || files.some((path) => live && isPattern(path));
	return { sources, failures, notes, live, isFollowed: live && !paths.includes("-"), isSeveral: () => isSeveral, merge, ...growth };
}

/** Without a name, and with nothing to read on stdin, it is the log of the tutorials. */
function defaultLog({ poll }: Args, { env }: MainIO, { since, places }: Pick<Following, "since" | "places">): Chosen {
	const path = env.AUDITAIL_FILE || DEFAULT_FILE;
	const from = places?.get(logOf(path));
	const source = followed(path, { poll, since, from, whenMissing: from ? undefined : NO_DEFAULT_FILE });
	return { sources: [source], failures: [], notes: [], live: true, isFollowed: true, isSeveral: () => false, merge: false };
}

/** What is not there yet is waited for where folders or patterns are followed; undefined where there are none. */
async function growthOf(
	named: readonly string[],
	known: ReadonlySet<string>,
	follow: (files: readonly string[]) => Source[],
): Promise<Pick<Chosen, "arrivals" | "failures"> | undefined> {
	const later = await growing(named);
	return later.length > 0 ? { arrivals: (signal) => arrivals(later, known, { follow, signal }), failures: [] } : undefined;
}

const notesOfWalk = ({ passedOver, twins }: Expansion): string[] => [
	...passedOver.map(
		({ folder, files }) =>
			`${folder}: ${files.length} ${files.length === 1 ? "file does" : "files do"} not look like an audit log: not read (first: ${files[0]})`,
	),
	...twins.map((path) => `${path}: not read, as the same is there uncompressed`),
];

function notesOfMerging(logs: number, live: boolean, merge: boolean | undefined): string[] {
	if (live && merge) return ["--merge does nothing here: what is live is shown as it comes"];
	if (live || merge !== undefined || logs <= MOST_MERGED) return [];
	return [`${logs} logs: more than ${MOST_MERGED} are read one after the other; --merge puts their calls in the order of time`];
}

/** Live is what is followed, and a pipe that somebody watches. */
const isLive = (paths: readonly string[], { follow }: Args, { stdin: input, stdout }: MainIO): boolean =>
	follow || (paths.length > 0 && paths.every((path) => path === "-") && input.isPiped && stdout.isTTY === true);
