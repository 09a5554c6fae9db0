import { parseArgs } from "./args.ts";
import { blaming } from "./config/blame.ts";
import { loadSettings } from "./config/load.ts";
import { layered } from "./config/settings.ts";
import { type ExitCode, UsageError } from "./exit.ts";
import type { MainIO } from "./io.ts";
import { perform } from "./perform.ts";
import { plan } from "./plan.ts";
import { say } from "./report.ts";

/** `auditail show`, without that word: the calls of an audit ID in full. Throws UsageError. */
export async function show(argv: readonly string[], io: MainIO): Promise<ExitCode> {
	const settings = await loadSettings(argv, io);
	const args = await parseArgs(argv, { ...settings, defaults: layered(settings.defaults, inDetail) });
	const [id, ...files] = args.files;
	if (id === undefined) throw new UsageError("show needs an audit ID", "auditail show AUDIT-ID FILE…, or a pipe on stdin");
	if (files.length === 0 && !io.stdin.isPiped) throw new UsageError("show needs a log", `auditail show ${id} FILE…, or a pipe on stdin`);
	const asked = { ...args, files, repeated: { ...args.repeated, "audit-id": [id] } };
	return await blaming(args.origins, async () => {
		const { exitCode, tally } = await perform(await plan(asked, io), asked, io);
		if (tally.matched === 0) say(io.stderr, `no call has an audit ID that begins with ${id}`, "rows of -o wide have them: id=…");
		return exitCode;
	});
}

/** What is shown where no other output is typed, whatever is settled for other runs. */
const inDetail = new Map([["output", { value: "detail", origin: "auditail show" }]]);
