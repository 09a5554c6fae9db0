import { checkPolicy, type Report } from "../../policy/check/check.ts";
import { safe, safeJson } from "../../render/safe.ts";
import { placeIn, type TextPlace } from "../../yaml/place.ts";
import { ExitCode, UsageError } from "../exit.ts";
import type { MainIO } from "../io.ts";
import type { Given } from "../parser.ts";
import { lastWords, readPolicyFile, readRelease } from "./file.ts";

/** A finding, and where it is. */
interface Placed extends TextPlace {
	readonly file: string;
	readonly severity: "error" | "warning";
	readonly kind: string;
	readonly message: string;
	readonly hint?: string;
}

/** `auditail policy check`. */
export async function check(given: Given, io: MainIO): Promise<ExitCode> {
	if (given.words.length === 0) throw new UsageError("policy check needs a file", "auditail policy check FILE…");
	const release = readRelease(given.text("kubernetes"));
	const reports = [];
	for (const file of given.words) {
		const text = await readPolicyFile(file, io);
		const report = checkPolicy(text, release);
		reports.push({ file, report, findings: placed(file, text, report) });
	}
	const findings = reports.flatMap(({ findings }) => findings);
	const text = given.text("output") === "json" ? `${safeJson(JSON.stringify(findings))}\n` : reports.map(told).join("");
	io.stdout.write(text);
	if (reports.some(({ report }) => !report.loaded)) return ExitCode.Trouble;
	return given.isSet("strict") && findings.length > 0 ? ExitCode.NoMatch : ExitCode.Matched;
}

const placed = (file: string, text: string, { findings }: Report): Placed[] =>
	findings.map(({ at, severity, kind, message, hint }) => ({
		file,
		...placeIn(text, at),
		severity,
		kind,
		message,
		...(hint ? { hint } : {}),
	}));

/** A finding a line, as compilers write them, and what it comes to. */
function told({ file, report: { loaded, refusal = "" }, findings }: { file: string; report: Report; findings: readonly Placed[] }): string {
	const lines = findings.flatMap(({ line, column, severity, message, hint }) => [
		`${file}:${line}:${column}: ${severity}: ${message}`,
		...(hint ? [`  hint: ${hint}`] : []),
	]);
	const end = loaded
		? `${file}: the API server starts with it: ${counted(loaded.policy.rules.length, "rule")}, ${counted(findings.length, "warning")}`
		: `${file}: the API server would not start. It would say${isYAML(refusal) ? " something like" : ""}: ${lastWords(file, refusal)}`;
	return [...lines, end].map((line) => `${safe(line)}\n`).join("");
}

/** Two YAML readers may see the same mistake in different places. */
const isYAML = (refusal: string): boolean => refusal.startsWith("failed decoding: yaml: ");

const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? "" : "s"}`;
