import { type Alike, type Call, durationMicros, hasStage, isUnended } from "../audit/call.ts";
import type { AuditEvent, ObjectReference } from "../audit/event.ts";
import { accountName, isLongRunning, nobody } from "../audit/meaning.ts";
import { isBuiltIn } from "../audit/resources.ts";
import { eventNotes, notes } from "./note.ts";
import type { RenderFacts } from "./renderer.ts";
import { quoted, quotedName, quotedPath, safeNote } from "./safe.ts";
import { utc } from "./time.ts";

/** What a row tells, as safe text a cell; how it is laid out is the layouts' business. */
export interface Row {
	/** The clock of what the row tells, in UTC with microseconds; undefined where the event has none. */
	readonly at: string | undefined;
	/** Set on the row that tells the end of a long-running call: when it began. */
	readonly since: string | undefined;
	/** Set on a row that stands for several calls. */
	readonly alike?: Alike | undefined;
	readonly code: string;
	/** In microseconds; undefined without an end. */
	readonly duration: number | undefined;
	readonly who: string;
	readonly verb: string;
	/** `resource[.group][/subresource]`, or the path where the request is about no resource. */
	readonly resource: string;
	/** `namespace/name`; `*` for a collection, `?` for a name that is not recorded; empty where there is nothing to name. */
	readonly where: string;
	readonly notes: readonly string[];
	/** What only `wide` shows: where the request came from, level, audit ID, the authorizer's reason. */
	readonly details: readonly string[];
}

/** A call that lasted at least this long, in microseconds, is told by its end. */
const LONG_MICROS = 250_000;

/** How a row is to read. */
export interface RowOptions {
	/** Show `sa:NS:NAME` for a service account; a user who is really called so is quoted. */
	readonly shortAccounts: boolean;
	/** Say of a call which source it was read from: asked anew for each. */
	readonly sources: () => boolean;
	/** Every event by itself: its own clock, and its stage as the first note. */
	readonly stages: boolean;
	/** What is to be said of a call that is not sure to match. */
	readonly remarks?: RenderFacts["remarks"];
}

/** The row of a call. */
export function rowOf(call: Call, { shortAccounts, sources, stages, remarks }: RowOptions): Row {
	const { event } = call;
	return {
		...(stages ? { at: utc(event.stageTimestamp), since: undefined, code: code(event) } : { ...clock(call), code: codeText(call) }),
		alike: call.alike,
		duration: durationMicros(call),
		who: who(event, shortAccounts),
		verb: quotedName(event.verb ?? ""),
		resource: event.objectRef ? resource(event.objectRef) : quotedPath(event.requestURI ?? ""),
		where: event.objectRef ? where(event, event.objectRef) : "",
		notes: [
			...(stages ? [...call.stages.map(({ stage }) => quotedName(stage)), ...eventNotes(event)] : notes(call)),
			...(remarks?.(call) ?? []).map((remark) => `(${safeNote(remark)})`),
			...source(call, sources),
		],
		details: [],
	};
}

/** Which log a call was read from, where that goes without saying for none of them. */
const source = ({ origin }: Call, isAsked: () => boolean): string[] =>
	origin.isNamed || isAsked() ? [`in ${quotedName(origin.name)}`] : [];

/** The clock of what the row tells: the beginning of a short call and of one that is open, the end of a long one. */
function clock(call: Call): Pick<Row, "at" | "since"> {
	const began = utc(call.event.requestReceivedTimestamp);
	const ended = utc(call.event.stageTimestamp);
	const mayBeLong = hasStage(call, "ResponseStarted") || isLongRunning(call.event);
	const isLong = mayBeLong && (durationMicros(call) ?? 0) >= LONG_MICROS;
	return isLong ? { at: ended, since: began } : { at: began ?? ended, since: undefined };
}

function codeText(call: Call): string {
	if (isUnended(call)) return call.state === "open" ? "open" : "?";
	return code(call.event);
}

const code = ({ responseStatus }: AuditEvent): string => String(responseStatus?.code ?? "-");

function who({ user, impersonatedUser }: AuditEvent, shortAccounts: boolean): string {
	const name = (username: string | undefined): string => {
		if (!username) return nobody;
		if (!shortAccounts) return quotedName(username);
		if (username.startsWith("sa:")) return quoted(username);
		const short = accountName(username);
		return quotedName(short) === short ? short : quotedName(username);
	};
	return impersonatedUser ? `${name(user?.username)} as ${name(impersonatedUser.username)}` : name(user?.username);
}

function resource({ resource: plural = "", apiGroup = "", subresource }: ObjectReference): string {
	// A path may ask for a resource with a dot in its name, which would read as a group.
	if (plural.includes("."))
		return `${quoted(plural)}${apiGroup ? `.${quotedName(apiGroup)}` : ""}${subresource ? `/${quotedName(subresource)}` : ""}`;
	const group = apiGroup === "" || isBuiltIn(plural, apiGroup) ? "" : `.${apiGroup}`;
	return `${quotedName(plural + group)}${subresource ? `/${quotedName(subresource)}` : ""}`;
}

function where({ verb }: AuditEvent, { resource: plural = "", namespace, name }: ObjectReference): string {
	if (!name && verb === "create" && plural.endsWith("reviews")) return "";
	const last = name ? segment(name) : verb === "create" ? "?" : "*";
	const isNamespaceItself = plural === "namespaces" && (!name || name === namespace);
	return namespace && !isNamespaceItself ? `${segment(namespace)}/${last}` : last;
}

/** A field selector can ask for a name with a slash in it, which would read as a namespace. */
const segment = (name: string): string => (name.includes("/") ? quoted(name) : quotedName(name));
