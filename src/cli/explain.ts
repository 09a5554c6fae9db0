import { existsSync } from "node:fs";
import type { Call } from "../audit/call.ts";
import type { Clause } from "../query/clause.ts";
import { presetQueries } from "../query/preset-queries.ts";
import { compileQuery, type Query } from "../query/query.ts";
import { Unanswerable } from "../query/unanswerable.ts";
import { Redactor } from "../render/redact/redact.ts";
import { rowOf } from "../render/row.ts";
import { safe } from "../render/safe.ts";
import { isPattern } from "../source/expand.ts";
import type { Args } from "./args.ts";
import { ExitCode, UsageError } from "./exit.ts";
import type { MainIO } from "./io.ts";
import { nowOf } from "./log-end.ts";
import { perform } from "./perform.ts";
import { plan, queryOf } from "./plan.ts";
import { say } from "./report.ts";
import { aligned } from "./tables.ts";

/** `--explain`: the query in words; with an audit ID, why the calls that have it match or do not. Throws UsageError and QueryError. */
export async function explain(args: Args, io: MainIO): Promise<ExitCode> {
	const spec = queryOf(args);
	const query = await compileQuery(spec, await nowOf(args, io));
	const missing = args.explain === "" ? args.files.find((path) => path !== "-" && !isPattern(path) && !existsSync(path)) : undefined;
	if (missing !== undefined && args.command === undefined)
		throw new UsageError(`cannot read ${missing}: no such file`, `if that is an audit ID: --explain=${missing}`);
	if (args.explain !== "") return await explainCalls(args, query, io);
	io.stdout.write(explained(query, args));
	return ExitCode.Matched;
}

/** The query as conditions, one a line, and what of it is looked for before a line is parsed. */
function explained({ clauses, window, needles }: Query, { invert }: Args): string {
	const conditions = clauses.flatMap((clause) => [`  ${safe(clause.says)}`, ...meaning(clause)]);
	const asked = conditions.length === 0 ? ["every call"] : [`calls for which ${invert ? "not " : ""}all of this holds:`, ...conditions];
	const sieve =
		needles.length === 0
			? "The sieve: every line is parsed; nothing in the query is in all lines of a call that matches."
			: `The sieve: lines are passed over without parsing that do not hold ${needles.map(oneOf).join(", and ")}.`;
	return `${[...(window ? [`${window.says}:`] : []), ...asked, sieve].join("\n")}\n`;
}

const oneOf = (texts: readonly string[]): string => texts.map((text) => `‹${safe(text)}›`).join(" or ");

/** What a preset stands for: an expression, or, of one of the user's own, its conditions. */
function meaning({ preset, parts }: Clause): string[] {
	if (preset === undefined) return [];
	const lines = parts ? parts.map(({ says }) => safe(says)) : (presetQueries[preset] ?? "").split("\n");
	return lines.map((line) => `      ${line}`);
}

async function explainCalls(args: Args, query: Query, io: MainIO): Promise<ExitCode> {
	if (args.follow) throw new UsageError("--explain AUDIT-ID looks at what is there, not at what comes", "leave out -f");
	const { explain: id = "", repeated } = args;
	const job = await plan({ ...args, tail: "-1" }, io, { fields: { "audit-id": [id] } });
	const keepLines = repeated.grep ? "last" : "none";
	const redactor = args.showSecrets ? undefined : new Redactor({ bodies: false, lines: false, commands: args.redact });
	const output = (call: Call): string => explainedCall({ call, shown: redactor?.redacted(call) ?? call }, query, args);
	const { exitCode, tally } = await perform({ ...job, around: undefined, keepLines, output }, args, io);
	if (tally.matched === 0)
		say(io.stderr, `no call has the audit ID ${id}`, "its beginning is enough: at least eight characters, or --explain=ID");
	return exitCode;
}

/** A call and, condition by condition, whether it holds; `shown` is the call as people may see it. */
function explainedCall({ call, shown }: { call: Call; shown: Call }, query: Query, { invert }: Args): string {
	const { at = "no time", who, verb, resource, where } = rowOf(shown, { shortAccounts: true, sources: () => false, stages: false });
	const clauses = [...(query.window ? [query.window] : []), ...query.clauses];
	const rows = clauses.map((clause) => [verdict(clause, call), safe(clause.says), said(clause, shown)]);
	const what = [at, who, verb, resource, where].filter(Boolean).join(" ");
	const result = matched(query, call) ? "matches" : "does not match";
	const turned = invert ? ", as -v turns the query around" : "";
	return `${[`${what}  ${safe(call.event.auditID)}: ${result}${turned}`, ...aligned(rows, () => true).map((row) => `  ${row}`)].join("\n")}\n`;
}

const matched = ({ matches }: Query, call: Call): boolean => verdict({ matches }, call) === "yes";

function verdict({ matches }: Pick<Clause, "matches">, call: Call): string {
	try {
		return matches(call) ? "yes" : "no";
	} catch (error) {
		if (error instanceof Unanswerable) return error.message;
		throw error;
	}
}

const said = ({ texts }: Clause, call: Call): string => (texts ? `(${texts(call).map(safe).join(", ") || "nothing"})` : "");
