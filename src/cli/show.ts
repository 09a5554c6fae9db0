import { parseArgs } from "./args.ts";
import { loadSettings } from "./config/load.ts";
import { type ExitCode, UsageError } from "./exit.ts";
import type { MainIO } from "./io.ts";
import { perform } from "./perform.ts";
import { plan } from "./plan.ts";
import { say } from "./report.ts";

/** `auditail show`, without that word: the calls of an audit ID in full. Throws UsageError. */
export async function show(argv: readonly string[], io: MainIO): Promise<ExitCode> {
	const args = await parseArgs(argv, await loadSettings(argv, io));
	const [id, ...files] = args.files;
	if (id === undefined) throw new UsageError("show needs an audit ID", "auditail show AUDIT-ID FILE…, or a pipe on stdin");
	if (files.length === 0 && !io.stdin.isPiped) throw new UsageError("show needs a log", `auditail show ${id} FILE…, or a pipe on stdin`);
	const output = argv.some((word) => /^(?:-o|--output)/.test(word)) ? args.output : "detail";
	const asked = { ...args, files, output, repeated: { ...args.repeated, "audit-id": [id] } };
	const { exitCode, tally } = await perform(await plan(asked, io), asked, io);
	if (tally.matched === 0) say(io.stderr, `no call has an audit ID that begins with ${id}`, "rows of -o wide have them: id=…");
	return exitCode;
}
