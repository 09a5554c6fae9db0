import type { Format } from "../audit/call.ts";
import { type AuditEvent, claimsAuditEvent } from "../audit/event.ts";
import { isObject, type JSONObject } from "../audit/json.ts";
import { LISTS } from "./documents.ts";
import { gkeEvent } from "./gke.ts";
import { EVENT_HEAD, holdsTwo } from "./head.ts";
import { nestingAfter, parseJSON } from "./json-text.ts";
import { legacyEvent } from "./legacy.ts";
import { cut, type Raw, rawText, textOf } from "./raw.ts";
import { isServerLog } from "./server-log.ts";
import { eventOf } from "./versions.ts";
import type { Wrapped } from "./wrapper.ts";
import { envelopes, prefixes } from "./wrappers.ts";

/** What a text is. */
export type Recognised =
	| { readonly is: "event"; readonly event: AuditEvent; readonly format?: Format }
	/** Lines with something around them, which is off now. */
	| { readonly is: "wrapped"; readonly lines: readonly Wrapped[] }
	/** An array, or an object around one, whose elements are to be taken one by one. */
	| { readonly is: "list" }
	/** JSON of another kind. */
	| { readonly is: "json"; readonly value: unknown }
	/** JSON that calls itself an event, and is none. */
	| { readonly is: "damaged" }
	/** What begins as JSON and is none, or holds the beginning of an event: several, the first line of one, a torn one. */
	| { readonly is: "broken" }
	| { readonly is: "text" };

const JSON_START = /^[[{"\-\dtfn]/;
const BRACE = "{".charCodeAt(0);
const BRACKET = "[".charCodeAt(0);
const JSON_HEAD = /\[?\{"/;
/** A prefix that nobody knows is no longer, in characters: a path, mostly. */
const LONGEST_PREFIX = 4096;
const OBJECT = '{"';
/** In how many places a record is sought behind a torn one: it may have objects in it. */
const MOST_TRIES = 4;
/** Longest such record, in characters: each try costs the time to parse it. */
const LONGEST_RECORD = 1_000_000;
const LIST_HEAD = '{"kind":"EventList"';
/** A list of more characters is not parsed whole. */
const LONG_LIST = 1_000_000;

/** Says what a text is that begins with its first character, white space and marks aside. */
export function recognise(raw: Raw): Recognised {
	return (raw.chars.charCodeAt(0) === BRACE ? undefined : recogniseLine(raw)) ?? recogniseJSON(raw);
}

function recogniseJSON(raw: Raw): Recognised {
	const isArray = raw.chars.charCodeAt(0) === BRACKET;
	if ((isArray || raw.chars.startsWith(LIST_HEAD)) && raw.chars.length > LONG_LIST) return { is: "list" };
	if (raw.chars.length > LONG_LIST && holdsTwo(raw)) return { is: "broken" }; // several events, mostly: each is parsed once, then
	const text = textOf(raw);
	const value = JSON_START.test(text) ? parseJSON(text) : undefined;
	if (value !== undefined) return recogniseValue(value, raw);
	if (isArray) return { is: "broken" };
	return behindUnknown(raw) ?? behindTorn(raw) ?? brokenOrText(raw);
}

/** JSON behind a prefix that nobody knows, such as grep's: the first brace or bracket from which on the rest is whole. */
function behindUnknown(raw: Raw): Recognised | undefined {
	const at = raw.chars.slice(0, LONGEST_PREFIX).search(JSON_HEAD);
	if (at <= 0 || raw.chars.charCodeAt(0) === BRACE || isServerLog(raw.chars) || !raw.chars.includes("audit")) return undefined;
	const rest = cut(raw, at);
	return parseJSON(textOf(rest)) === undefined ? undefined : { is: "wrapped", lines: [{ raw: rest }] };
}

/** A record behind one that broke off in a string on its line: a brace and a quote cannot stand in a string, so that it is none of its body. */
function behindTorn(raw: Raw): Recognised | undefined {
	if (raw.chars.charCodeAt(0) !== BRACE) return undefined;
	let at = raw.chars.lastIndexOf(OBJECT);
	for (let tries = 0; at > 0 && tries < MOST_TRIES; tries += 1) {
		const rest = cut(raw, at);
		if (isRecord(rest) && nestingAfter(raw.chars.slice(0, at)).isQuoted)
			return { is: "wrapped", lines: [{ raw: cut(raw, 0, at), lost: "torn" }, { raw: rest }] };
		at = raw.chars.lastIndexOf(OBJECT, at - 1);
	}
	return undefined;
}

/** True for an object that holds lines, or a list of them. */
function isRecord(raw: Raw): boolean {
	const value = raw.chars.length > LONGEST_RECORD ? undefined : parseJSON(textOf(raw));
	const kind = isObject(value) ? recogniseValue(value, raw).is : "text";
	return kind === "wrapped" || kind === "list";
}

function brokenOrText(raw: Raw): Recognised {
	return raw.chars.charCodeAt(0) === BRACE || raw.chars.includes(EVENT_HEAD) ? { is: "broken" } : { is: "text" };
}

/** A line of the legacy format, or one with a prefix. */
function recogniseLine(raw: Raw): Recognised | undefined {
	const event = legacyEvent(raw.isBytes ? textOf(raw) : raw.chars);
	if (event) return { is: "event", event, format: "legacy" };
	for (const prefix of prefixes) {
		const { length, ...facts } = prefix(raw.chars) ?? {};
		if (length !== undefined) return { is: "wrapped", lines: [{ ...facts, raw: cut(raw, length) }] };
	}
	return undefined;
}

/** Says what a value is that was parsed from `raw`. */
function recogniseValue(value: unknown, raw: Raw): Recognised {
	const event = eventOf(value);
	if (event) return { is: "event", event };
	if (claimsAuditEvent(value)) return { is: "damaged" };
	if (holdsObjects(value)) return { is: "list" };
	if (typeof value === "string" && value.includes("audit.k8s.io/")) return { is: "wrapped", lines: [{ raw: rawText(value) }] };
	return (isObject(value) && recogniseObject(value, raw)) || { is: "json", value };
}

function recogniseObject(value: JSONObject, raw: Raw): Recognised | undefined {
	const entry = gkeEvent(value);
	if (entry) return { is: "event", event: entry, format: "gke" };
	for (const envelope of envelopes) {
		const lines = envelope(value, raw);
		if (lines?.length) return { is: "wrapped", lines };
	}
	return LISTS.some((key) => holdsObjects(value[key])) ? { is: "list" } : undefined;
}

const holdsObjects = (list: unknown): boolean => Array.isArray(list) && list.some(isObject);
