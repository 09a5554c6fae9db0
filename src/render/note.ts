import { type Call, elapsedMicros, hasStage } from "../audit/call.ts";
import type { AuditEvent } from "../audit/event.ts";
import { isDryRun, isWrite, parameters, succeeded } from "../audit/meaning.ts";
import { failure } from "./failure.ts";
import { quotedName, safe, safeNote, singleSpaced } from "./safe.ts";

/**
 * What the columns do not say about a call, in the order of importance: why it has no end, why it failed, what exec ran,
 * that it was a dry run, who manages the fields, which credential was issued or used. Safe text, none of it empty.
 */
export const notes = (call: Call): string[] =>
	[unended(call) ?? "", ...eventNotes(call.event), afterAnswer(call) ?? "", clockSetBack(call) ?? ""].filter(Boolean);

/** The notes that one event gives by itself. */
export const eventNotes = (event: AuditEvent): string[] => rules.map((rule) => rule(event) ?? "").filter(Boolean);

const CREDENTIAL = "authentication.kubernetes.io/credential-id";
const ISSUED_CREDENTIAL = "authentication.kubernetes.io/issued-credential-id";

const rules: readonly ((event: AuditEvent) => string | undefined)[] = [
	failure,
	commandLine,
	dryRun,
	fieldManager,
	({ annotations }) => labelled("issued", annotations?.[ISSUED_CREDENTIAL]),
	(event) => (isRefused(event) ? labelled("with", tokenOf(event)) : undefined),
	nameNotRecorded,
	forwarded,
];

/** The ID of the token that a request was authenticated with; certificates have IDs of another kind. */
const tokenOf = ({ user }: AuditEvent): string | undefined => user?.extra?.[CREDENTIAL]?.find((id) => id.startsWith("JTI="));
const isRefused = ({ responseStatus }: AuditEvent): boolean => responseStatus?.code === 401 || responseStatus?.code === 403;
const labelled = (label: string, text: string | undefined): string | undefined => text && `${label} ${quotedName(text)}`;

function unended(call: Call): string | undefined {
	if (call.state === "open") return hasStage(call, "ResponseStarted") ? undefined : "no answer yet";
	if (call.state !== "noEnd") return undefined;
	if (!call.event.responseStatus) return "no end, no answer recorded";
	const query = parameters(call.event);
	const seconds = query.get("timeoutSeconds");
	const timeout = seconds ? `${seconds}s` : query.get("timeout");
	return timeout ? `no end; its own timeout was ${safeNote(timeout)}` : "no end recorded";
}

/** A handler may panic when the client has its code already: a stream from an aggregated API that breaks off is no crash. */
function afterAnswer({ state, stages }: Call): string | undefined {
	const sent = state === "panic" ? stages.find(({ stage }) => stage === "ResponseStarted")?.code : undefined;
	return sent === undefined ? undefined : `after ${sent} sent`;
}

/** The server's clock was set back while the call ran: how long it took cannot be known. */
function clockSetBack(call: Call): string | undefined {
	return (elapsedMicros(call) ?? 0) < 0 ? "the clock was set back" : undefined;
}

/** exec's command line, as a shell would take it. */
function commandLine(event: AuditEvent): string | undefined {
	if (event.objectRef?.subresource !== "exec") return undefined;
	const words = parameters(event).getAll("command");
	return words.length > 0 ? `-- ${words.map(shellWord).join(" ")}` : undefined;
}

/** A word as bash reads it back: bare, in quotes, or as `$'…'` where it holds what a terminal would not show. */
function shellWord(word: string): string {
	if (/^[A-Za-z0-9_./:=@%+,-]+$/.test(word)) return word;
	if (singleSpaced(safe(word)) === word) return `'${word.replaceAll("'", String.raw`'\''`)}'`;
	return `$'${singleSpaced(safe(word.replaceAll(/['\\]/g, String.raw`\$&`)))}'`;
}

function dryRun(event: AuditEvent): string | undefined {
	const is = isDryRun(event);
	if (is) return "[dry-run]";
	return is === undefined && succeeded(event) ? "(real or dry run: not recorded)" : undefined;
}

function fieldManager(event: AuditEvent): string | undefined {
	if (!isWrite(event.verb) || !succeeded(event)) return undefined;
	return labelled("by", parameters(event).get("fieldManager") ?? undefined);
}

/** A create that was refused before it was named; a review has no name to record. */
function nameNotRecorded({ verb, objectRef, responseStatus }: AuditEvent): string | undefined {
	const failed = (responseStatus?.code ?? 0) >= 400;
	return failed && verb === "create" && objectRef && !objectRef.name && !objectRef.resource?.endsWith("reviews")
		? "(name not recorded)"
		: undefined;
}

/** Addresses before the last are what the client, or a proxy, put into X-Forwarded-For: claims. */
function forwarded({ sourceIPs = [] }: AuditEvent): string | undefined {
	const claimed = sourceIPs.slice(0, -1).map(quotedName);
	return claimed.length > 0 ? `came from ${quotedName(sourceIPs.at(-1) ?? "")}, claims ${claimed.join(", ")}` : undefined;
}
