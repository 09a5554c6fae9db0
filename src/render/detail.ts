import { type Call, durationMicros, type StageSeen } from "../audit/call.ts";
import type { AuditEvent, UserInfo } from "../audit/event.ts";
import { asObject, isObject } from "../audit/json.ts";
import { micros } from "../audit/time.ts";
import { annotationWords } from "./annotation-words.ts";
import { type Clock, utcClock } from "./clock.ts";
import type { Renderer, RenderFacts } from "./renderer.ts";
import { rowOf } from "./row.ts";
import { quotedName, safe, safeNote } from "./safe.ts";
import { durationText } from "./time.ts";
import { yamlOf } from "./yaml.ts";

/** Where what is said of a label begins. */
const COLUMN = 14;

/** A label, and the lines that are said of it. */
type Section = readonly [label: string, lines: readonly string[]];

/** One call in full, for people: who, whence, each stage, the answer, what annotations mean, and bodies as YAML. Always safe. */
export function detail(facts: RenderFacts): Renderer {
	const { clock = utcClock, managedFields = false } = facts;
	return (call) => {
		const sections = [
			...identity(call.event),
			...course(call, clock),
			...answer(call, facts),
			...annotations(call.event),
			...bodies(call.event, managedFields),
		];
		const lines = sections.filter(([, said]) => said.length > 0).flatMap(labelled);
		return `${[headline(call), ...lines].join("\n")}\n\n`;
	};
}

const labelled = ([label, lines]: Section): string[] =>
	lines.map((line, at) => `  ${(at === 0 ? label : "").padEnd(COLUMN)}${line}`.trimEnd());

function headline(call: Call): string {
	const { who, verb, resource, where, code, duration } = rowOf(call, { shortAccounts: false, sources: () => false, stages: false });
	return [who, verb, resource, where, `${code}${duration === undefined ? "" : ` in ${durationText(duration)}`}`].filter(Boolean).join(" ");
}

function identity(event: AuditEvent): Section[] {
	const { auditID, level = "", requestURI = "", user, impersonatedUser, sourceIPs = [], userAgent = "" } = event;
	const claimed = sourceIPs.slice(0, -1);
	return [
		["audit ID", [`${safe(auditID)}   level ${safe(level) || "-"}`]],
		["URI", [safe(requestURI)]],
		["user", userLines(user)],
		["as", impersonatedUser ? userLines(impersonatedUser) : []],
		[
			"client",
			[`${safe(sourceIPs.at(-1) ?? "-")}${claimed.length > 0 ? `, claims ${claimed.map(safe).join(", ")}` : ""}`, safe(userAgent)].filter(
				Boolean,
			),
		],
	];
}

/** Extra keys that Kubernetes itself sets, as people call them. */
const extras: Readonly<Record<string, string>> = {
	"authentication.kubernetes.io/credential-id": "credential",
	"authentication.kubernetes.io/pod-name": "pod",
	"authentication.kubernetes.io/pod-uid": "pod's UID",
	"authentication.kubernetes.io/node-name": "node",
	"authentication.kubernetes.io/node-uid": "node's UID",
};

function userLines({ username = "", uid, groups = [], extra = {} }: UserInfo = {}): string[] {
	return [
		username ? quotedName(username) : "(nobody)",
		...(uid ? [`uid ${safe(uid)}`] : []),
		...(groups.length > 0 ? [`groups ${groups.map(quotedName).join(", ")}`] : []),
		...Object.entries(extra).map(([key, values]) => `${extras[key] ?? safe(key)} ${values.map(quotedName).join(", ")}`),
	];
}

/** Each stage with its time, and how long after the request it was. */
function course(call: Call, clock: Clock): Section[] {
	const { event, stages } = call;
	const began = micros(event.requestReceivedTimestamp);
	const width = Math.max(0, ...stages.map(({ stage }) => stage.length));
	const line = ({ stage, at, code }: StageSeen): string => {
		const ended = micros(at);
		const after = began === undefined || ended === undefined ? "" : `+${durationText(ended - began)}`;
		return [safe(stage).padEnd(width), at ? clock.whole(at) : "-", after, code ?? ""].join("  ").trimEnd();
	};
	const received = event.requestReceivedTimestamp && !stages.some(({ stage }) => stage === "RequestReceived");
	return [
		[
			"stages",
			[...(received ? [`${"(received)".padEnd(width)}  ${clock.whole(event.requestReceivedTimestamp ?? "")}`] : []), ...stages.map(line)],
		],
	];
}

function answer(call: Call, { remarks }: RenderFacts): Section[] {
	const { state, event, origin } = call;
	const { code, reason, message } = event.responseStatus ?? {};
	const { notes } = rowOf(call, { shortAccounts: false, sources: () => false, stages: false, ...(remarks ? { remarks } : {}) });
	const ended =
		durationMicros(call) === undefined ? { open: "runs still", noEnd: "no end is recorded", panic: "", complete: "" }[state] : "";
	return [
		[
			"answer",
			[
				[code, reason && safe(reason), state === "panic" ? "PANIC" : ended].filter(Boolean).join(" "),
				...(message ? [safeNote(message)] : []),
			].filter(Boolean),
		],
		["notes", notes],
		["source", [safe(origin.name)]],
	];
}

function annotations({ annotations: all = {} }: AuditEvent): Section[] {
	const lines = Object.entries(all).flatMap(([key, text]) => {
		const words = annotationWords(key, text);
		return [`${safe(key)}: ${safeNote(text) || '""'}`, ...(words ? [`  ${safeNote(words)}`] : [])];
	});
	return [["annotations", lines]];
}

const bodies = ({ requestObject, responseObject }: AuditEvent, managedFields: boolean): Section[] => [
	["request", bodyLines(requestObject, managedFields)],
	["response", bodyLines(responseObject, managedFields)],
];

function bodyLines(body: unknown, managedFields: boolean): string[] {
	if (body === undefined) return [];
	return yamlOf(managedFields ? body : withoutManagedFields(body))
		.trimEnd()
		.split("\n")
		.map(safe);
}

/** Of an object, and of the items of a list: what kubectl hides as well. */
function withoutManagedFields(body: unknown): unknown {
	if (!isObject(body)) return body;
	const { metadata, items } = body;
	const { managedFields: _hidden, ...kept } = asObject(metadata);
	return {
		...body,
		...(isObject(metadata) ? { metadata: kept } : {}),
		...(Array.isArray(items) ? { items: items.map(withoutManagedFields) } : {}),
	};
}
