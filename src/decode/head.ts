/** How Go writes the beginning of an event. Inside one it can only stand in a body, and there in a string, escaped, or in an object that goes on. */
export const EVENT_HEAD = '{"kind":"Event","apiVersion":"audit.k8s.io/';

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
