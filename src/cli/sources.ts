import { expand } from "../source/expand.ts";
import { file } from "../source/file.ts";
import { followed } from "../source/follow.ts";
import { byLog, logOf } from "../source/rotated-set.ts";
import type { Source, SourceError } from "../source/source.ts";
import { stdin } from "../source/stdin.ts";
import type { Args } from "./args.ts";
import type { MainIO } from "./io.ts";
import { type Following, followedFrom } from "./live.ts";
import { watchedStdin } from "./stream.ts";

/** The path that the minikube tutorial mounts the log at. */
const DEFAULT_FILE = "/tmp/audit.log";

const NO_DEFAULT_FILE = `name a log (auditail FILE), or pipe one in:
  kubectl logs -f -n kube-system kube-apiserver-minikube | auditail -f
  minikube ssh -- sudo tail -F /tmp/audit.log | auditail -f`;

/** So many logs are read side by side without being asked: each costs an open file and its buffers. */
const MOST_MERGED = 64;

/** What will be read, and how. */
export interface Chosen {
	readonly sources: readonly Source[];
	/** What was named and is not there. */
	readonly failures: readonly SourceError[];
	/** What a user should know of what is not read. */
	readonly notes: readonly string[];
	readonly live: boolean;
	/** True when every source is a followed file, which has a past that can be told from what is live. */
	readonly isFollowed: boolean;
	/** True when the sources are of different logs. */
	readonly isSeveral: boolean;
	readonly merge: boolean;
}

/** Turns what was named on the command line into sources: none is opened yet. */
export async function chooseSources(args: Args, io: MainIO, begin: Pick<Following, "since" | "places">): Promise<Chosen> {
	const { files, poll } = args;
	const { stdin: input, env } = io;
	if (files.length === 0 && !input.isPiped) {
		const path = env.AUDITAIL_FILE || DEFAULT_FILE;
		const from = begin.places?.get(logOf(path));
		const source = followed(path, { poll, since: begin.since, from, whenMissing: from ? undefined : NO_DEFAULT_FILE });
		return { sources: [source], failures: [], notes: [], live: true, isFollowed: true, isSeveral: false, merge: false };
	}
	const { paths, failures, passedOver, twins } = await expand(files.length === 0 ? ["-"] : files);
	const live = isLive(paths, args, io);
	const sources = byLog(paths).flatMap((files): Source[] => {
		if (files[0] === "-") return [live ? watchedStdin(args, io) : stdin(input.stream)];
		return live ? followedFrom(files, { poll, ...begin }) : files.map(file);
	});
	const logs = new Set(sources.map(({ origin }) => origin.log)).size;
	const notes = [
		...passedOver.map(
			({ folder, files }) =>
				`${folder}: ${files.length} ${files.length === 1 ? "file does" : "files do"} not look like an audit log: not read (first: ${files[0]})`,
		),
		...twins.map((path) => `${path}: not read, as the same is there uncompressed`),
		...notesOfMerging(logs, live, args.merge),
	];
	const merge = !live && logs > 1 && (args.merge ?? logs <= MOST_MERGED);
	return { sources, failures, notes, live, isFollowed: live && !paths.includes("-"), isSeveral: logs > 1, merge };
}

function notesOfMerging(logs: number, live: boolean, merge: boolean | undefined): string[] {
	if (live && merge) return ["--merge does nothing here: what is live is shown as it comes"];
	if (live || merge !== undefined || logs <= MOST_MERGED) return [];
	return [`${logs} logs: more than ${MOST_MERGED} are read one after the other; --merge puts their calls in the order of time`];
}

/** Live is what is followed, and a pipe that somebody watches. */
const isLive = (paths: readonly string[], { follow }: Args, { stdin: input, stdout }: MainIO): boolean =>
	follow || (paths.length > 0 && paths.every((path) => path === "-") && input.isPiped && stdout.isTTY === true);
