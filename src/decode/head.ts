import { type Nesting, nestingAfter } from "./json-text.ts";
import { cut, type Raw } from "./raw.ts";

/** How Go writes the beginning of an event. Inside one it can only stand in a body, and there in a string, escaped, or in an object that goes on. */
export const EVENT_HEAD = '{"kind":"Event","apiVersion":"audit.k8s.io/';

/** What stands before a value in JSON; `12:`, as grep has it, is none. */
const VALUE_FOLLOWS = /(?:":|[:,[]\[|(?:["}\]\d]|true|false|null),)\s?$/;
const BODY = /"(?:request|response)Object":/;
/** What stands behind an event that is in a body: more of what it is in. The end of a list may be all that there is. */
const MORE_OF_BODY = /^\s*(?:\]\s*[^\s]|\}|,\s*[^\s{,\]A-Za-z])/;

/** As much of an event as its readable fields lie in: they come first (k8s.io/apiserver `pkg/apis/audit/v1/types.go`). In characters, or bytes. */
export const HEAD_LENGTH = 4096;
/** Longest description, in characters. */
const LONGEST = 200;

const string = (key: string): RegExp => new RegExp(`"${key}":"((?:[^"\\\\]|\\\\.)*)"`);
const fields = {
	user: string("username"),
	verb: string("verb"),
	requestURI: string("requestURI"),
	auditID: string("auditID"),
};

/**
 * Who did what, as far as the beginning of a damaged event says it: `alice get /api/v1/pods, auditID 0b6d2a52`; undefined
 * where it says nothing. `text` is HEAD_LENGTH of it; what it says is as the log holds it, not made safe.
 */
export function readableHead(text: string): string | undefined {
	const read = (field: keyof typeof fields): string | undefined => fields[field].exec(text)?.[1];
	const what = [read("user"), read("verb"), read("requestURI")].filter(Boolean).join(" ");
	const id = read("auditID");
	const said = [what, id && `auditID ${id}`].filter(Boolean).join(", ");
	return said ? said.slice(0, LONGEST) : undefined;
}

/** What stands before the first event's head on a line, and what begins with each. */
export function apart(raw: Raw): [before: Raw, ...events: Raw[]] {
	const places: number[] = [];
	for (let at = raw.chars.indexOf(EVENT_HEAD); at >= 0; at = raw.chars.indexOf(EVENT_HEAD, at + 1)) places.push(at);
	const before = cut(raw, 0, places[0]);
	return [{ ...before, chars: before.chars.replace(/^[\s,]+/, "") }, ...places.map((at, index) => cut(raw, at, places[index + 1]))];
}

/**
 * True for a text, without an event's head, behind which an object may be part of a body that the line breaks off in: a client can
 * send a body with an event in it, which is not to be believed.
 */
export const standsInBody = (before: string): boolean => VALUE_FOLLOWS.test(before) && !EVENT_HEAD.startsWith(before);

/** Of parts that each begin as an event does: the first one, from `at` on, that is no part of a body of the event that begins at `at`. */
export function nextEvent(parts: readonly Raw[], at: number): number {
	let next = at;
	let nesting: Nesting | undefined;
	let isBehindBody = false;
	for (let isInBody = true; isInBody && next < parts.length; next += 1) {
		const { chars } = parts[next] as Raw;
		nesting = nestingAfter(chars, nesting);
		isBehindBody ||= BODY.test(chars);
		isInBody = isBehindBody && !nesting.isQuoted && VALUE_FOLLOWS.test(chars);
	}
	return next;
}

/** True for an event, whole or not, with a body in it. */
export const hasBody = ({ chars }: Raw): boolean => BODY.test(chars);

/** True for a text that shows that the object before it was part of a body. */
export const endsBody = (behind: string): boolean => MORE_OF_BODY.test(behind);

/** True for a line that begins as an event does, and on which another one begins. */
export function holdsTwo({ chars }: Raw): boolean {
	const second = chars.indexOf(EVENT_HEAD, 1);
	return second > 0 && (chars.startsWith(EVENT_HEAD) || EVENT_HEAD.startsWith(chars.slice(0, second)));
}
