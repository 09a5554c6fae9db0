import type { AuditEvent } from "../../audit/event.ts";
import { Tally } from "../../audit/tally.ts";
import { DEFAULT_MAX_LINE } from "../../decode/gate.ts";
import { read } from "../../read.ts";
import { run } from "../../run.ts";
import { file } from "../../source/file.ts";
import { parseArgs } from "../args.ts";
import { UsageError } from "../exit.ts";
import type { MainIO } from "../io.ts";
import { plan } from "../plan.ts";
import { say } from "../report.ts";

/** The event that ends on a line of a log, which is named as LOG:LINE. Throws UsageError. */
export async function eventAt(place: string, { signal }: MainIO): Promise<AuditEvent> {
	const [, path, number] = /^(.+):(\d+)$/.exec(place) ?? [];
	if (!path || !number) throw new UsageError(`--event ${JSON.stringify(place)}: is no LOG:LINE`, "such as audit.log:12");
	const found = await eventOnLine(path, Number(number), signal);
	if (!found)
		throw new UsageError(
			`${place}: there is no audit event on that line`,
			"lines count from 1; of an event over several lines, name the last",
		);
	return found;
}

async function eventOnLine(path: string, line: number, signal: AbortSignal): Promise<AuditEvent | undefined> {
	const tally = new Tally();
	const stop = new AbortController();
	let found: AuditEvent | undefined;
	await read(file(path), {
		signal: AbortSignal.any([signal, stop.signal]),
		maxLine: DEFAULT_MAX_LINE,
		sieve: undefined,
		tally,
		hasEnough: () => tally.lines > line,
		emit: ({ event }) => {
			if (tally.lines === line) found ??= event;
			if (tally.lines >= line) stop.abort();
		},
		whenReady: (next) => next(),
		onCaughtUp: () => {},
		onFailure: ({ message }) => {
			throw new UsageError(message);
		},
		notify: () => {},
	});
	return found;
}

/** The last event of the call with an audit ID that begins so, in logs or, without any, where auditail would look. Throws UsageError. */
export async function eventWithID(id: string, logs: readonly string[], io: MainIO): Promise<AuditEvent> {
	const args = await parseArgs(["--no-merge", `--audit-id=${id}`, "-m", "1", "--", ...logs]);
	const job = await plan(args, io);
	let found: AuditEvent | undefined;
	const output = ({ event }: { event: AuditEvent }): string => {
		found = event;
		return "";
	};
	const { failures } = await run(
		{ ...job, output },
		{ stdout: io.stdout, signal: io.signal, notify: (message, hint) => say(io.stderr, message, hint) },
	);
	const [failure] = failures;
	if (failure) throw new UsageError(failure.message, failure.hint);
	if (!found) throw new UsageError(`there is no call with the audit ID ${id} in ${logs.join(", ") || "the log"}`);
	return found;
}
