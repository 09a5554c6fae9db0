import { callOfStage } from "../../audit/call.ts";
import { fields } from "../../query/fields.ts";
import { Redactor } from "../../render/redact/redact.ts";
import { endingOf } from "../../source/ending.ts";
import { ExitCode } from "../exit.ts";
import type { MainIO } from "../io.ts";
import { readBytes } from "../read-bytes.ts";
import { DEFAULT_FILE } from "../sources.ts";

/** How much of a log's end is looked at, in bytes: nobody waits long for a completion. */
const SAMPLE = 512 * 1024;
/** So many logs are looked at, and so many values printed. */
const MOST_LOGS = 4;
const MOST_VALUES = 500;
/** What shells take for one word, and terminals as it is. */
const BARE = /^[\w.:@/+=%-]+$/;

/** `auditail completion values FIELD WORD…`, for the scripts: what the logs among the words of a command line have of a field, a line each, the most frequent first. */
export async function printValues([field, ...words]: readonly string[], { stdout, env }: MainIO): Promise<ExitCode> {
	const { texts } = fields.find(({ flag }) => flag === field) ?? {};
	if (!texts) return ExitCode.Trouble;
	const logs = words.filter((word) => !word.startsWith("-"));
	const counts = new Map<string, number>();
	const redactor = new Redactor({ bodies: false, lines: false, commands: false });
	for (const bytes of await endings(logs, env.AUDITAIL_FILE || DEFAULT_FILE))
		await readBytes(bytes, (reading) => {
			for (const text of texts(redactor.redacted(callOfStage(reading)))) if (BARE.test(text)) counts.set(text, (counts.get(text) ?? 0) + 1);
		});
	const values = [...counts].sort(([, a], [, b]) => b - a).slice(0, MOST_VALUES);
	stdout.write(values.map(([text]) => `${text}\n`).join(""));
	return ExitCode.Matched;
}

/** The ends of those that are files with something in them; of the usual log, where none is. */
async function endings(paths: readonly string[], usual: string): Promise<Buffer[]> {
	const found: Buffer[] = [];
	for (const path of [...paths, usual]) {
		if (found.length === MOST_LOGS || (path === usual && found.length > 0)) break;
		const { bytes } = await endingOf(path, SAMPLE);
		if (bytes.length > 0) found.push(bytes);
	}
	return found;
}
