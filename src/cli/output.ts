import { readFileSync } from "node:fs";
import type { AroundOptions } from "../around.ts";
import { timestampOf } from "../audit/time.ts";
import { PathError } from "../path/path-error.ts";
import { typedPlace } from "../query/query-error.ts";
import { bounded } from "../render/bounded.ts";
import { clocks } from "../render/clock.ts";
import { marked } from "../render/marked.ts";
import { Redactor } from "../render/redact/redact.ts";
import type { Renderer, RenderFacts } from "../render/renderer.ts";
import { formats, type OutputName } from "../render/renderers.ts";
import type { Job } from "../run.ts";
import { whyUnreadable } from "../source/source.ts";
import type { Args } from "./args.ts";
import { UsageError } from "./exit.ts";
import type { MainIO } from "./io.ts";

/** What grep has between what does not follow each other. */
const SEPARATOR = "--\n";

/** What is printed, and which lines a call must keep for it. A run that only counts loads no renderer. Throws UsageError. */
export async function chooseOutput(
	args: Args,
	{ facts, around }: { facts: RenderFacts; around: AroundOptions | undefined },
): Promise<Pick<Job, "output" | "keepLines" | "separator" | "hidden" | "collapse">> {
	const searched = args.repeated.grep ? "last" : "none";
	if (args.quiet) return { output: "nothing", keepLines: searched };
	if (args.count) return { output: "count", keepLines: searched };
	const [name, argument] = outputOf(args.output);
	const { keepLines: needed, hasRows } = formats[name];
	requireRows(args, hasRows && !around);
	const load = (known: RenderFacts): Promise<Renderer> => loaded(name, argument, known);
	const render = bounded(around && hasRows ? await marked(load, facts) : await load(facts));
	const redactor = redactorFor(args, name, facts);
	return {
		output: redactor ? (call, isContext) => render(redactor.redacted(call), isContext) : render,
		hidden: () => redactor?.count ?? 0,
		collapse: args.collapse,
		keepLines: needed === "none" ? searched : needed,
		separator: around && hasRows ? SEPARATOR : undefined,
	};
}

/** Several calls can be one row, but not one record, nor what stands around a match. Throws UsageError. */
function requireRows({ collapse, state }: Args, isRows: boolean): void {
	if (collapse && !isRows) throw new UsageError("--collapse is of rows", "with -o pretty or wide, and without -A, -B and -C");
	if (collapse && state !== undefined)
		throw new UsageError("--collapse holds rows back, which --state would take for shown", "one of the two");
}

/** Hides secrets from people; undefined where all is to be shown. Throws UsageError. */
function redactorFor({ showSecrets, redact }: Args, name: OutputName, { terminal }: RenderFacts): Redactor | undefined {
	if (showSecrets && redact) throw new UsageError("--show-secrets and --redact are opposites");
	const { isForPeople, hasRows, keepLines } = formats[name];
	if (showSecrets || !(isForPeople || terminal || redact)) return undefined;
	return new Redactor({ bodies: !hasRows, lines: keepLines !== "none", commands: redact });
}

/** The name of a format, and what it takes. */
function outputOf(output: string): [OutputName, string] {
	const at = output.indexOf("=");
	return at < 0 ? [output as OutputName, ""] : [output.slice(0, at) as OutputName, output.slice(at + 1)];
}

/** The renderer of a format. Throws UsageError for an argument that is malformed, with its place. */
async function loaded(name: OutputName, argument: string, facts: RenderFacts): Promise<Renderer> {
	try {
		return await formats[name].load(facts, name === "jsonpath-file" ? textOf(argument) : argument);
	} catch (error) {
		if (!(error instanceof PathError)) throw error;
		const place = error.offset === undefined ? undefined : typedPlace(error.expression, error.offset);
		throw new UsageError(`--output ${name}: ${error.message}`, error.hint, place);
	}
}

function textOf(path: string): string {
	try {
		return readFileSync(path, "utf8").replace(/\n$/, "");
	} catch (error) {
		throw new UsageError(`--output jsonpath-file: cannot read ${path}: ${whyUnreadable(error as NodeJS.ErrnoException)}`, "");
	}
}

/** What a renderer knows of where its text goes. */
export function renderFacts(
	{ color, stages, time, settings, headers, managedFields }: Args,
	io: MainIO,
	sources: () => boolean,
): RenderFacts {
	const { stdout, now } = io;
	const clock = clocks[time](now);
	return {
		terminal: stdout.isTTY ? { width: () => stdout.columns || 80 } : undefined,
		color: usesColor(color, io),
		colors: settings.colors,
		hasHeaders: headers,
		managedFields,
		sources,
		stages,
		clock,
		today: clock.day(timestampOf(1000 * now())) ?? "",
	};
}

/** NO_COLOR (no-color.org) and FORCE_COLOR count when they are not empty; the flag beats both. */
export function usesColor(flag: string, { env, stdout }: MainIO): boolean {
	if (flag !== "auto") return flag === "always";
	if (env.NO_COLOR) return false;
	if (env.FORCE_COLOR) return env.FORCE_COLOR !== "0" && env.FORCE_COLOR !== "false";
	return stdout.isTTY === true && env.TERM !== "dumb";
}
