import { pairingLimits } from "../audit/pair.ts";
import { DEFAULT_MAX_LINE } from "../decode/gate.ts";
import { compileQuery } from "../query/query.ts";
import type { RenderFacts } from "../render/renderer.ts";
import { formats } from "../render/renderers.ts";
import type { Job } from "../run.ts";
import { file } from "../source/file.ts";
import { followed } from "../source/follow.ts";
import { inOrder } from "../source/rotated-set.ts";
import type { Source } from "../source/source.ts";
import { stdin } from "../source/stdin.ts";
import type { Args } from "./args.ts";
import type { MainIO } from "./io.ts";
import { byteCount, optional, tailCount, wholeNumber } from "./number.ts";

/** The path that the minikube tutorial mounts the log at. */
const DEFAULT_FILE = "/tmp/audit.log";

const NO_DEFAULT_FILE = `name a log (auditail FILE), or pipe one in:
  kubectl logs -f -n kube-system kube-apiserver-minikube | auditail -f
  minikube ssh -- sudo tail -F /tmp/audit.log | auditail -f`;

/** Calls of the past that `-f` begins with, as tail does with lines. */
const DEFAULT_TAIL = 10;
const ALL = Number.POSITIVE_INFINITY;

/** Decides everything before a byte is read. Throws UsageError and QueryError for values that cannot be right. */
export async function plan(args: Args, io: MainIO): Promise<Job> {
	const { since, until, invert, repeated, stages } = args;
	const now = io.now();
	const limits = readLimits(args);
	const matches = await compileQuery({ fields: repeated, jsonpath: repeated.jsonpath ?? [], since, until, invert }, now);
	const { sources, live, isFollowed } = chooseSources(args, io);
	const defaultTail = isFollowed && since === undefined ? DEFAULT_TAIL : ALL;
	return { ...limits, ...(await chooseOutput(args, io, now)), tail: limits.tail ?? defaultTail, sources, live, matches, stages };
}

/** The numbers that flags were given. */
function readLimits({ maxCount, tail, maxLine, maxOpen }: Args) {
	return {
		max: optional(maxCount, wholeNumber("max-count")),
		tail: optional(tail, tailCount),
		maxLine: optional(maxLine, byteCount("max-line")) ?? DEFAULT_MAX_LINE,
		pairing: { ...pairingLimits, maxOpen: optional(maxOpen, wholeNumber("max-open")) ?? pairingLimits.maxOpen },
	};
}

/** What is printed, and which lines a call must keep for it. A run that only counts loads no renderer. */
async function chooseOutput(args: Args, io: MainIO, now: number): Promise<Pick<Job, "output" | "keepLines">> {
	if (args.quiet) return { output: "nothing", keepLines: "none" };
	if (args.count) return { output: "count", keepLines: "none" };
	const format = formats[args.output];
	return { output: await format.load(renderFacts(args, io, now)), keepLines: format.keepLines };
}

function renderFacts({ color, stages }: Args, io: MainIO, now: number): RenderFacts {
	const { stdout } = io;
	return {
		terminal: stdout.isTTY ? { width: () => stdout.columns || 80 } : undefined,
		color: usesColor(color, io),
		stages,
		today: new Date(now).toISOString().slice(0, 10),
	};
}

interface Chosen {
	readonly sources: readonly Source[];
	readonly live: boolean;
	/** True when every source is a followed file, which has a past that can be told from what is live. */
	readonly isFollowed: boolean;
}

function chooseSources({ files, follow, poll }: Args, { stdin: input, stdout, env }: MainIO): Chosen {
	if (files.length === 0 && !input.isPiped) {
		const source = followed(env.AUDITAIL_FILE || DEFAULT_FILE, { poll, whenMissing: NO_DEFAULT_FILE });
		return { sources: [source], live: true, isFollowed: true };
	}
	const paths = files.length === 0 ? ["-"] : inOrder([...new Set(files)]);
	const isOnlyStdin = paths.every((path) => path === "-");
	const live = follow || (isOnlyStdin && input.isPiped && stdout.isTTY === true);
	const open = (path: string): Source => {
		if (path === "-") return stdin(input.stream);
		return live ? followed(path, { poll }) : file(path);
	};
	return { sources: paths.map(open), live, isFollowed: live && !paths.includes("-") };
}

/** NO_COLOR (no-color.org) and FORCE_COLOR count when they are not empty; the flag beats both. */
function usesColor(flag: string, { env, stdout }: MainIO): boolean {
	if (flag !== "auto") return flag === "always";
	if (env.NO_COLOR) return false;
	if (env.FORCE_COLOR) return env.FORCE_COLOR !== "0" && env.FORCE_COLOR !== "false";
	return stdout.isTTY === true && env.TERM !== "dumb";
}
