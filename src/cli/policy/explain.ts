import { stages } from "../../audit/event.ts";
import type { Attributes } from "../../policy/attributes.ts";
import { combined } from "../../policy/attributes.ts";
import { evaluate, isRecorded, type Verdict } from "../../policy/evaluate.ts";
import { whyNot } from "../../policy/explain.ts";
import { placeOf } from "../../policy/load.ts";
import type { Level } from "../../policy/policy.ts";
import { safe } from "../../render/safe.ts";
import { placeIn } from "../../yaml/place.ts";
import { ExitCode, UsageError } from "../exit.ts";
import type { MainIO } from "../io.ts";
import type { Given } from "../parser.ts";
import { loadPolicyFile, type PolicyFile, readRelease } from "./file.ts";
import { requestFrom } from "./request.ts";

/** `auditail policy explain`. */
export async function explain(given: Given, io: MainIO): Promise<ExitCode> {
	const [path] = given.words;
	if (path === undefined)
		throw new UsageError("policy explain needs a file", "auditail policy explain FILE --user NAME --verb VERB --resource RES");
	const loaded = await loadPolicyFile(path, readRelease(given.text("kubernetes")), io);
	const request = await requestFrom(given, io);
	const verdict = evaluate(loaded.policy, request);
	const { level, rule, omitStages } = verdict;
	const lines = given.text("output") === "json" ? [JSON.stringify({ level, rule, omitStages })] : told(loaded, request, verdict);
	io.stdout.write(lines.map((line) => `${safe(line)}\n`).join(""));
	return ExitCode.Matched;
}

function told({ path, source, policy: { rules }, text: { tree } }: PolicyFile, request: Attributes, verdict: Verdict): string[] {
	const name = (rule: number): string => `rules[${rule}] (${path}:${placeIn(source, placeOf(tree, ["rules", rule])).line})`;
	const { level, rule, passed } = verdict;
	return [
		inWords(request),
		`level ${level}, by ${rule === null ? "none of the rules: what none matches is not recorded" : name(rule)}`,
		...(level === "None" ? [] : [recorded(verdict, request)]),
		...passed.flatMap((condition, at) => {
			const skipped = rules[at];
			return skipped ? [`not ${name(at)}: ${whyNot(skipped, condition, request)}`] : [];
		}),
	];
}

function inWords({ user, verb, resource, path }: Attributes): string {
	const who = user
		? [user.name, ...(user.groups.length > 0 ? [`(${user.groups.join(", ")})`] : [])].join(" ")
		: "nobody who was authenticated";
	if (!resource) return `${who}: ${verb} ${path}`;
	const what = resource.group ? `${combined(resource)} of ${resource.group}` : combined(resource);
	return [
		`${who}: ${verb} ${what}`,
		...(resource.name ? [resource.name] : []),
		...(resource.namespace ? [`in ${resource.namespace}`] : []),
	].join(" ");
}

const bodies: Readonly<Record<Level, string>> = {
	None: "",
	Metadata: "without bodies",
	Request: "with the request's body",
	RequestResponse: "with the bodies of request and response",
};

function recorded(verdict: Verdict, { user }: Attributes): string {
	const kept = stages.filter((stage) => isRecorded(verdict, stage));
	const left = verdict.omitStages.length > 0 ? `; left out: ${verdict.omitStages.join(", ")}` : "";
	const isLost = !user && !kept.includes("ResponseStarted");
	return `recorded ${kept.length > 0 ? `at ${kept.join(", ")}, ${bodies[verdict.level]}` : "at no stage"}${left}${isLost ? "; a request that fails to authenticate has no stage but ResponseStarted" : ""}`;
}
